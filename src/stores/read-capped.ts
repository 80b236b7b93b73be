/** Bodies of answers from elsewhere, read no further than a cap. I/O: the network. */

/** The octets of a body, whatever Content-Length claims; null, and the rest let go, where there are more than the cap. */
export async function readCapped(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  const octets = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    octets.set(chunk, offset);
    offset += chunk.length;
  }
  return octets;
}
