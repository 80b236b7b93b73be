/**
 * An identity provider's metadata on loopback, as bad as any out there: it rolls keys over, goes down, sends a page or 50 MB,
 * redirects wherever a test says, answers slowly, and lies about lifetimes. It answers conditional requests as RFC 9110
 * says, and keeps what it was asked.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with a request for its metadata. */
export type MetadataAnswer =
  | {
      readonly kind: 'document';
      readonly xml: string;
      readonly etag?: boolean;
      readonly lastModified?: string;
    }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** So many octets of white space and comments, which no length announces. */
  | { readonly kind: 'flood'; readonly bytes: number }
  /** Accepts the request and never answers. */
  | { readonly kind: 'silence' }
  /** Begins an answer, and never ends it. */
  | { readonly kind: 'trickle' }
  /** Cuts the connection. */
  | { readonly kind: 'down' };

export interface MetadataRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface MetadataServer {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** Where the metadata is. */
  readonly url: string;
  /** Answers from now on like this at `url`, or at another path. */
  answer(answer: MetadataAnswer, path?: string): void;
  /** Serves this text from now on. */
  serve(xml: string): void;
  /** What was asked since the last call. */
  takeRequests(): readonly MetadataRequest[];
  /** How much of the last flood went out before the other side hung up. */
  sentBytes(): number;
  close(): Promise<void>;
}

const METADATA_PATH = '/metadata';
const CHUNK = Buffer.from(`<!--${' '.repeat(65_529)}-->`);

/** Starts the server, with nothing to serve yet. */
export async function startMetadataServer(): Promise<MetadataServer> {
  const answers = new Map<string, MetadataAnswer>();
  let requests: MetadataRequest[] = [];
  let sent = 0;

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push({ path, headers: request.headers });
    const answer = answers.get(path) ?? { kind: 'status', status: 404 };
    switch (answer.kind) {
      case 'document':
        return sendDocument(request, response, answer);
      case 'status':
        return void response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.body ?? '');
      case 'redirect':
        return void response.writeHead(answer.status ?? 302, { location: answer.to }).end();
      case 'flood':
        sent = 0;
        return flood(response, answer.bytes, (bytes) => {
          sent += bytes;
        });
      case 'silence':
        return;
      case 'trickle':
        return void response.writeHead(200).write('<md:EntityDescriptor');
      case 'down':
        return void request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answer = (next: MetadataAnswer, path = METADATA_PATH) => void answers.set(path, next);
  return {
    origin,
    url: origin + METADATA_PATH,
    answer,
    serve: (xml) => answer({ kind: 'document', xml }),
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    sentBytes: () => sent,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  { xml, etag: hasEtag = true, lastModified }: Extract<MetadataAnswer, { kind: 'document' }>,
): void {
  const etag = `"${createHash('sha256').update(xml).digest('hex')}"`;
  if (hasEtag) response.setHeader('etag', etag);
  if (lastModified !== undefined) response.setHeader('last-modified', lastModified);
  const isHeld =
    (hasEtag && request.headers['if-none-match'] === etag) ||
    (lastModified !== undefined && request.headers['if-modified-since'] === lastModified);
  if (isHeld) response.writeHead(304).end();
  else response.writeHead(200, { 'content-type': 'application/samlmetadata+xml' }).end(xml);
}

/** Writes as fast as the other side takes it. */
function flood(response: ServerResponse, bytes: number, note: (bytes: number) => void): void {
  response.writeHead(200, { 'content-type': 'application/samlmetadata+xml' });
  let left = bytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= CHUNK.length;
      note(CHUNK.length);
      if (!response.write(CHUNK)) return;
    }
    if (left <= 0) response.end();
  };
  response.on('drain', more);
  more();
}
