/** A receiver of webhooks on loopback: a web server around the lines that the README gives to those who write one. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TenantEvent } from '../../src/administration/event.ts';

export interface ReceivedWebhook {
  readonly path: string;
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WebhookReceiver {
  url(path: string): string;
  /** What came in at a path, once there is so much of it. Throws if that takes too long. */
  waitFor(path: string, count: number): Promise<readonly ReceivedWebhook[]>;
  /** What is answered at a path from now on, each once; 200 after that. */
  answer(path: string, ...statuses: readonly number[]): void;
  close(): void;
}

export type Receive = (
  headers: IncomingHttpHeaders,
  body: string,
  secret: string,
  seen: Set<string>,
) => TenantEvent | null;

/** Loads the receiver out of the README: what stands there is what is tested. */
export async function readmeReceiver(): Promise<Receive> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const code = /```js\n(.*?export function receive\(.*?)```/s.exec(readme)?.[1] ?? '';
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  return module.receive as Receive;
}

const TOO_LONG_MILLISECONDS = 45_000;

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const answers = new Map<string, number[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const { headers } = request;
      received.push({ path, at: Date.now(), headers, body: Buffer.concat(chunks).toString('utf8') });
      const status = answers.get(path)?.shift() ?? 200;
      response.writeHead(status).end('not read');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}${path}`,
    async waitFor(path, count) {
      const end = Date.now() + TOO_LONG_MILLISECONDS;
      for (;;) {
        const found = received.filter((each) => each.path === path);
        if (found.length >= count) return found;
        if (Date.now() > end) throw new Error(`only ${found.length} of ${count} webhooks at ${path}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    answer(path, ...statuses) {
      answers.set(path, [...statuses]);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
