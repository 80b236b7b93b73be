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
  /** Where there are no others. */
  readonly few: Timing;
  /** Of the same few, among many others. */
  readonly sameAmongMany: Timing;
  /** Of any: what this adds is the disk under them, which has some of them at hand and of the few all. */
  readonly anyOfMany: Timing;
  /** Of the medians: what the number of tenants adds. */
  readonly ratio: number;
}

const FEW = 10;
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
    // Some of the many, so that each is found in both.
    const few = pick(many, FEW);
    await fill(url, 'FEW', record, few);
    await fill(
      url,
      'MANY',
      record,
      Array.from({ length: many }, (_, index) => slugOf(index)),
    );
    const kinds = [
      { namespace: 'FEW', slugs: () => pickFrom(few), times: [] as number[] },
      { namespace: 'MANY', slugs: () => pickFrom(few), times: [] as number[] },
      { namespace: 'MANY', slugs: () => pick(many, LOOKUPS_IN_TURN), times: [] as number[] },
    ] as const;
    for (let turn = -WARM_UP_TURNS; turn < turns; turn++) {
      // Who comes first would pay for what another pushed out of the caches: they take turns in that as well.
      const first = Math.abs(turn) % kinds.length;
      for (const { namespace, slugs, times } of [...kinds.slice(first), ...kinds.slice(0, first)]) {
        const taken = await time(url, namespace, slugs());
        if (turn >= 0) times.push(taken / LOOKUPS_IN_TURN);
      }
    }
    const [alone, same, any] = kinds.map(({ times }) => summarize(times)) as [Timing, Timing, Timing];
    return { few: alone, sameAmongMany: same, anyOfMany: any, ratio: same.median / alone.median };
  } finally {
    await miniflare.dispose();
    rmSync(folder, { recursive: true });
  }
}

const slugOf = (index: number) => `tenant-${index}`;

/** So many of the many, at random. */
function pick(many: number, count: number): string[] {
  return Array.from({ length: count }, () => slugOf(Math.floor(Math.random() * many)));
}

/** As many of the few as are looked up in a turn, at random. */
function pickFrom(few: readonly string[]): string[] {
  return Array.from({ length: LOOKUPS_IN_TURN }, () => few[Math.floor(Math.random() * few.length)] as string);
}

async function time(url: URL, namespace: Namespace, slugs: readonly string[]): Promise<number> {
  const started = performance.now();
  await work(url, { namespace, slugs, record: null });
  return performance.now() - started;
}

async function fill(url: URL, namespace: Namespace, record: Tenant, slugs: readonly string[]): Promise<void> {
  for (let first = 0; first < slugs.length; first += WRITES_AT_ONCE) {
    await work(url, { namespace, slugs: slugs.slice(first, first + WRITES_AT_ONCE), record });
  }
}

async function work(url: URL, { slugs, ...how }: Work): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ slugs, ...how }) });
  const done = await answer.json();
  if (done !== slugs.length) throw new Error(`of ${slugs.length} tenants ${done} were there`);
}
