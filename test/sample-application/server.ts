/**
 * A sample application behind the gateway, on Node's own http server: it knows who is there by the identity token alone. It also
 * has what a gateway may get wrong: events as they happen, parts of a file, uploads, forms, WebSockets. Loopback only.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Gateway, identityVerifier } from './verify-identity.ts';
import { echo } from './web-socket.ts';

export interface SampleApplication {
  readonly origin: string;
  /** What it received, in order: method, path and header lines as they came. */
  readonly received: { readonly method: string; readonly url: string; readonly lines: readonly string[] }[];
  /** The forms that were posted, whole. */
  readonly forms: { readonly type: string; readonly body: Buffer }[];
  /** How much of the upload at hand has arrived. */
  readonly uploaded: () => number;
  /** Tells whose tokens it takes: the gateway's port is known only once that runs. */
  trust(gateway: Gateway): void;
  /** Lets whoever listens to /events have the second one. */
  tellSecondEvent(): void;
  close(): Promise<void>;
}

const FILE = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));

/** Starts it on a port of its own. */
export async function startSampleApplication(): Promise<SampleApplication> {
  const received: SampleApplication['received'] = [];
  const forms: SampleApplication['forms'] = [];
  let verify: ReturnType<typeof identityVerifier> | undefined;
  let uploaded = 0;
  let listener: ServerResponse | undefined;

  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    '/whoami': async ({ headers }, response) => {
      const claims = await verify?.(headers);
      response.writeHead(claims ? 200 : 401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(claims ?? null));
    },
    '/events': (_request, response) => {
      listener = response;
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: first\n\n');
    },
    '/file': ({ headers }, response) => {
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
      if (from === undefined) return response.writeHead(200, { 'Content-Length': FILE.length }).end(FILE);
      const part = FILE.subarray(Number(from), Number(to) + 1);
      response.writeHead(206, {
        'Content-Range': `bytes ${from}-${to}/${FILE.length}`,
        'Content-Length': part.length,
      });
      return response.end(part);
    },
    '/compressed': (_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain', ETag: '"v1"' });
      response.end(gzipSync('compressed'));
    },
    '/unchanged': (_request, response) => response.writeHead(304, { ETag: '"v1"' }).end(),
    '/cookies': (_request, response) => {
      const lines = ['a=1; Path=/', '__Host-session=forged; Path=/; Secure', 'b=2; Path=/; HttpOnly'];
      response.writeHead(303, { 'Set-Cookie': lines, Location: '/whoami' }).end();
    },
    '/upload': async (request, response) => {
      uploaded = 0;
      for await (const chunk of request) uploaded += (chunk as Buffer).length;
      response.end(String(uploaded));
    },
    '/form': async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      forms.push({ type: request.headers['content-type'] ?? '', body: Buffer.concat(chunks) });
      response.writeHead(303, { Location: '/whoami' }).end();
    },
  };

  const server = createServer((request, response) => {
    const { method = '', url = '', rawHeaders } = request;
    const lines = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[index + 1]}`] : [],
    );
    received.push({ method, url, lines });
    const route = routes[url.replace(/\?.*/, '')];
    if (route === undefined) response.end(`${method} ${url}`);
    else Promise.resolve(route(request, response)).catch(() => response.writeHead(401).end());
  });
  // The server does not count these any more.
  const webSockets: Duplex[] = [];
  server.on('upgrade', (request, socket) => {
    webSockets.push(socket);
    echo(request, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    forms,
    uploaded: () => uploaded,
    trust(gateway) {
      verify = identityVerifier(gateway);
    },
    tellSecondEvent: () => listener?.end('data: second\n\n'),
    close: () =>
      new Promise((resolve) => {
        for (const socket of webSockets) socket.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
