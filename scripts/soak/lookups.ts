/**
 * How long it takes to find a tenant among very many, and among few: the Worker's own lookup with nothing in its cache, over KV
 * on disk, in turns within one process. I/O: loopback, a folder, the clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { summarize, type Timing } from '../bench/measure.ts';
import { buildWorker } from '../workerd/build-worker.ts';
import { workerOf } from '../workerd/deployed-options.ts';
import type { Work } from './lookup-worker/index.ts';

export interface LookupPlan {
  readonly many: number;
  readonly turns: number;
}

/** Milliseconds for one lookup. */
export interface LookupTimes {
  readonly few: Timing;
  readonly many: Timing;
  /** Of the medians. */
  readonly ratio: number;
}

export const FEW = 10;
const LOOKUPS_IN_TURN = 25;
const WARM_UP_TURNS = 10;
const WRITES_AT_ONCE = 250;

type Namespace = Work['namespace'];

/** Fills both namespaces and times lookups in turns. Throws where a tenant is not found. */
export async function compareLookups(record: Tenant, { many, turns }: LookupPlan): Promise<LookupTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-lookups-'));
  const script = buildWorker('scripts/soak/lookup-worker/wrangler.toml');
  const worker = { ...workerOf('lookup', script), kvNamespaces: ['FEW', 'MANY'] };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ cf: false, resourcePersistencePath: folder, workers: [worker] }),
  );
  try {
    const url = await miniflare.ready;
    await fill(url, 'FEW', record, FEW);
    await fill(url, 'MANY', record, many);
    const times: Record<Namespace, number[]> = { FEW: [], MANY: [] };
    const counts: Record<Namespace, number> = { FEW, MANY: many };
    for (let turn = -WARM_UP_TURNS; turn < turns; turn++) {
      // Who comes first would pay for what the other pushed out of the caches: they take turns in that as well.
      const order: Namespace[] = turn % 2 === 0 ? ['FEW', 'MANY'] : ['MANY', 'FEW'];
      for (const namespace of order) {
        const slugs = Array.from({ length: LOOKUPS_IN_TURN }, () =>
          slugOf(Math.floor(Math.random() * counts[namespace])),
        );
        const taken = await time(url, namespace, slugs);
        if (turn >= 0) times[namespace].push(taken / LOOKUPS_IN_TURN);
      }
    }
    const [few, among] = [summarize(times.FEW), summarize(times.MANY)];
    return { few, many: among, ratio: among.median / few.median };
  } finally {
    await miniflare.dispose();
    rmSync(folder, { recursive: true });
  }
}

const slugOf = (index: number) => `tenant-${index}`;

async function time(url: URL, namespace: Namespace, slugs: readonly string[]): Promise<number> {
  const started = performance.now();
  await work(url, { namespace, slugs, record: null });
  return performance.now() - started;
}

async function fill(url: URL, namespace: Namespace, record: Tenant, count: number): Promise<void> {
  for (let first = 0; first < count; first += WRITES_AT_ONCE) {
    const length = Math.min(WRITES_AT_ONCE, count - first);
    const slugs = Array.from({ length }, (_, index) => slugOf(first + index));
    await work(url, { namespace, slugs, record });
  }
}

async function work(url: URL, { slugs, ...how }: Work): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ slugs, ...how }) });
  const done = await answer.json();
  if (done !== slugs.length) throw new Error(`of ${slugs.length} tenants ${done} were there`);
}
