/**
 * Ours, the floor and node-saml inside a Worker. There the same cryptography costs less than in Node, which hands each
 * operation of WebCrypto to another thread and back. Loopback only.
 */
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { buildWorker } from '../workerd/build-worker.ts';
import { workerOf } from '../workerd/deployed-options.ts';
import { type Contender, type Pace, race, type Timing } from './measure.ts';
import { makeResponse, TRUST } from './responses.ts';
import type { Selection } from './verification.ts';
import type { Work } from './verify-worker/index.ts';

export interface WorkerCase {
  readonly name: string;
  readonly bytes: number;
  readonly ours: Timing;
  readonly floor: Timing;
  readonly nodeSaml: Timing;
}

export type WorkerSelection = Pick<Selection, 'documents' | 'pace'>;

/** Starts the Worker, measures each document in it, stops it. */
export async function measureOnWorkerd({ documents, pace }: WorkerSelection): Promise<readonly WorkerCase[]> {
  const worker = workerOf('verify', buildWorker('scripts/bench/verify-worker/wrangler.toml'));
  const miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, workers: [worker] }));
  try {
    const url = await miniflare.unsafeGetDirectURL('verify');
    const cases: WorkerCase[] = [];
    for (const document of documents) cases.push(await measureOne(url, document, pace));
    return cases;
  } finally {
    await miniflare.dispose();
  }
}

async function measureOne(
  url: URL,
  document: Selection['documents'][number],
  pace: Pace,
): Promise<WorkerCase> {
  const response = await makeResponse(...document);
  const names = await ask(url, { response, trust: TRUST });
  const timings = await race(
    names.map((name) => contenderIn(url, name)),
    pace,
  );
  const timing = (name: string) => timings.get(name) as Timing;
  const { name, bytes } = response;
  return { name, bytes, ours: timing('ours'), floor: timing('floor'), nodeSaml: timing('node-saml') };
}

/** A request takes so long that asking and answering is no hundredth of it. */
const REQUEST_MS = 25;

/** Has a contender run over and over in one request, as many times as that long takes. */
function contenderIn(url: URL, name: string): Contender {
  let runs = 1;
  return {
    name,
    async run() {
      const start = performance.now();
      await ask(url, { name, runs });
      const taken = (performance.now() - start) / runs;
      runs = Math.max(1, Math.ceil(REQUEST_MS / taken));
      return taken;
    },
  };
}

async function ask(url: URL, work: Work): Promise<readonly string[]> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(work) });
  if (!answer.ok) throw new Error(`the Worker refuses: ${await answer.text()}`);
  return (await answer.json()) as readonly string[];
}
