/** A resolver on loopback that speaks DNS over HTTPS, RFC 8484, and knows the records that a test gives it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildDnsAnswer, type DnsAnswer, readDnsQuestion } from './dns-message.ts';

export interface DnsResolver {
  /** `http://127.0.0.1:<port>/dns-query`. */
  readonly url: string;
  /** The TXT records of a name from now on; none for a name that does not exist. */
  publish(name: string, ...texts: readonly string[]): void;
  /** Answers any question like this from now on; null takes it back. */
  misbehave(answer: Misbehaviour | null): void;
  /** What was asked for since the last call. */
  takeQuestions(): readonly string[];
  close(): Promise<void>;
}

type Misbehaviour =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'message'; readonly answer: DnsAnswer }
  | { readonly kind: 'flood' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'redirect'; readonly to: string };

const MEDIA_TYPE = 'application/dns-message';
const NXDOMAIN = 0x8183;

/** Starts the resolver on a port of its own. */
export async function startDnsResolver(): Promise<DnsResolver> {
  const records = new Map<string, readonly string[]>();
  let misbehaviour: Misbehaviour | null = null;
  let questions: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const isQuestion =
      request.method === 'POST' &&
      request.url === '/dns-query' &&
      request.headers['content-type'] === MEDIA_TYPE;
    if (!isQuestion) return response.writeHead(400).end();
    const name = readDnsQuestion(Buffer.concat(chunks));
    questions.push(name);
    const texts = records.get(name.toLowerCase());
    const answers = (texts ?? []).map((text) => ({ strings: text.match(/.{1,255}/gs) ?? [''] }));
    const answer: DnsAnswer = texts === undefined ? { flags: NXDOMAIN } : { answers };
    const send = (octets: Uint8Array, type = MEDIA_TYPE) =>
      response.writeHead(200, { 'content-type': type }).end(octets);
    switch (misbehaviour?.kind) {
      case undefined:
        return send(buildDnsAnswer(name, answer));
      case 'status':
        return response.writeHead(misbehaviour.status, { 'content-type': MEDIA_TYPE }).end();
      case 'type':
        return send(buildDnsAnswer(name, answer), misbehaviour.type);
      case 'message':
        return send(buildDnsAnswer(name, misbehaviour.answer));
      case 'flood':
        return send(new Uint8Array(70_000));
      case 'redirect':
        return response.writeHead(302, { location: misbehaviour.to }).end();
      case 'silence':
        return;
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/dns-query`,
    publish: (name, ...texts) => {
      if (texts.length === 0) records.delete(name);
      else records.set(name, texts);
    },
    misbehave: (answer) => {
      misbehaviour = answer;
    },
    takeQuestions() {
      const taken = questions;
      questions = [];
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
