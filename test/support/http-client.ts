/**
 * HTTP/1.1 to a port of this machine under any host name, without DNS. Unlike fetch it sends every header as it is told
 * (Sec-Fetch-Mode, Cookie, Host, even twice), stores nothing and follows nothing.
 */
import { request } from 'node:http';

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
  /** The request target as it is sent, where it is not the path and query of the URL. */
  readonly target?: string;
}

/** Sends one request and gives the whole answer. */
export function send(
  port: number,
  url: string,
  { method = 'GET', headers = {}, body, target }: HttpRequest = {},
): Promise<Response> {
  const { host, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path: target ?? pathname + search, headers: { host, ...headers } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const pairs = incoming.rawHeaders.flatMap((name, index): [string, string][] =>
            index % 2 === 0 ? [[name, incoming.rawHeaders[index + 1] ?? '']] : [],
          );
          const status = incoming.statusCode ?? 0;
          const hasBody = status !== 204 && status !== 304;
          resolve(new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers: pairs }));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The same as a `fetch` for the API's client. */
export function fetchThrough(port: number): (url: string, init: RequestInit) => Promise<Response> {
  return (url, { method = 'GET', headers, body }) =>
    send(port, url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' ? { body } : {}),
    });
}
