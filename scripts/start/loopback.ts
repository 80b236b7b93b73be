/**
 * HTTP to this very machine, whatever the name is: not every resolver knows `*.localhost`. I/O: loopback only.
 */
import { request } from 'node:http';

export interface LoopbackRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LoopbackAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const TIMEOUT_MS = 10_000;

/** Sends one request and gives the whole answer; it is an error if none comes. */
export function sendOverLoopback(
  address: string,
  { method = 'GET', headers = {}, body }: LoopbackRequest = {},
) {
  const { host, port, pathname, search } = new URL(address);
  const options = {
    host: '127.0.0.1',
    port,
    method,
    path: pathname + search,
    headers: { ...headers, host },
    // A connection of its own each time: none is kept open that would have to be closed.
    agent: false,
    timeout: TIMEOUT_MS,
  };
  return new Promise<LoopbackAnswer>((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode = 0, headers: received } = incoming;
        const single = Object.entries(received).map(([name, value]) => [name, String(value)]);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: statusCode, headers: Object.fromEntries(single), text });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The same as a `fetch` for the API's client. */
export async function fetchOverLoopback(address: string, init: RequestInit): Promise<Response> {
  const { status, headers, text } = await sendOverLoopback(address, {
    method: init.method ?? 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    ...(typeof init.body === 'string' ? { body: init.body } : {}),
  });
  return new Response(status === 204 ? null : text, { status, headers });
}
