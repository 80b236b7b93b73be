/** The JSON body of an API request: RFC 8259, UTF-8, within a cap. The client is authenticated; its body may be anything. */
import { readBody } from '../read-body.ts';
import { type Refusal, refuse } from './problem-codes.ts';

/** Room for a tenant with the metadata of several identity providers. */
export const MAX_BODY_BYTES = 1_048_576;

/** Reads the octets of a body that says it is of this type, at most the cap of it, whatever Content-Length says. */
export async function readOctets(
  request: Request,
  mediaTypes: readonly string[],
): Promise<Uint8Array | Refusal> {
  const type = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined || !mediaTypes.includes(type)) {
    return refuse('body_not_json_type', `Send Content-Type: ${mediaTypes.join(' or ')}.`);
  }
  const octets = await readBody(request, MAX_BODY_BYTES + 1);
  return octets.length > MAX_BODY_BYTES ? refuse('body_too_large') : octets;
}

/** Parses them as JSON. */
export function parseJson(octets: Uint8Array): { readonly value: unknown } | Refusal {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets)) };
  } catch {
    return refuse('body_malformed');
  }
}
