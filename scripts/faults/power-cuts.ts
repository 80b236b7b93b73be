/**
 * workerd killed in the middle of many sign-ins, and started again over the same storage: every session that was told to a browser
 * still holds, and nothing that was used is good once more. I/O: loopback, a folder; kills the workerd that it started.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putTenant } from '../bench/requests.ts';
import { prepareSignIns } from '../workerd/sign-ins.ts';
import { type StoredWorker, startStoredWorker } from '../workerd/stored-worker.ts';
import { checkLater, type Outcome, tryRequest } from './person.ts';

export interface PowerCutPlan {
  readonly signIns: number;
  readonly cuts: number;
}

export interface PowerCuts {
  readonly signIns: number;
  readonly cuts: number;
  /** Posts that were on their way when the power was gone. */
  readonly interrupted: number;
  /** Of those, the ones that had been consumed all the same: whoever sent them signs in anew. */
  readonly consumedUntold: number;
  /** Sessions told to browsers. */
  readonly told: number;
  /** Of those, the ones that do not hold after the last start. */
  readonly lost: number;
  /** Posts that let somebody in a second time. */
  readonly replayed: number;
  /** Any answer but the one that was due. */
  readonly errors: readonly string[];
}

const PEOPLE = 8;

interface Sent {
  readonly post: Buffer;
  /** Whether it was on its way when the power was gone. */
  isInterrupted: boolean;
  /** Null where it was not answered, or not even sent, before the power was gone. */
  first: Outcome | null;
  /** Where there was none, once there was power again. */
  second: Outcome | null;
}

/** Signs people in, cuts the power as often as planned, and looks at what is left. */
export async function cutPower(script: string, { signIns, cuts }: PowerCutPlan): Promise<PowerCuts> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-power-cuts-'));
  let worker = await startStoredWorker(script, folder);
  try {
    const makePost = await prepareSignIns(await putTenant(worker.port));
    const all: Sent[] = [];
    for (let part = 0; part <= cuts; part++) {
      const count = Math.floor((signIns * (part + 1)) / (cuts + 1)) - all.length;
      const sent = await Promise.all(
        Array.from({ length: count }, async (_, index): Promise<Sent> => {
          const post = await makePost(all.length + index);
          return { post, isInterrupted: false, first: null, second: null };
        }),
      );
      all.push(...sent);
      // Half of them are through when it happens; the last part is left in peace.
      await signInAll(worker, sent, part < cuts ? Math.floor(count / 2) : null);
      if (part === cuts) break;
      worker = await startStoredWorker(script, folder);
      const left = sent.filter(({ first }) => first === null);
      await inTurns(left, async (each) => {
        each.second = await tryRequest(worker.port, each.post);
      });
    }
    await worker.kill();
    worker = await startStoredWorker(script, folder);
    return { cuts: cuts + 1, ...(await look(worker, all)) };
  } finally {
    await worker.close();
    rmSync(folder, { recursive: true });
  }
}

/** Signs everybody in; with `cutAfter` the power goes once so many were answered, while others are being. */
async function signInAll(
  worker: StoredWorker,
  sent: readonly Sent[],
  cutAfter: number | null,
): Promise<void> {
  let answered = 0;
  let cut: Promise<void> | null = null;
  await inTurns(sent, async (each) => {
    if (cut !== null) return;
    try {
      each.first = await tryRequest(worker.port, each.post);
    } catch (error) {
      if (cut === null) throw error;
      each.isInterrupted = true;
    }
    answered++;
    if (answered === cutAfter) cut = worker.kill();
  });
  await cut;
}

async function look(worker: StoredWorker, all: readonly Sent[]): Promise<Omit<PowerCuts, 'cuts'>> {
  const errors: string[] = [];
  const [told, interrupted] = [all.flatMap(cookieOf), all.filter(({ isInterrupted }) => isInterrupted)];
  for (const { first, second, isInterrupted } of all) {
    const outcome = first ?? second;
    const isConsumed = isInterrupted && outcome?.code === 'request_already_used';
    if (outcome?.status !== 303 && !isConsumed) errors.push(`${outcome?.status} ${outcome?.code}`);
  }
  let [lost, replayed] = [0, 0];
  await inTurns(told, async (cookie) => {
    if ((await checkLater(worker.port, cookie)).status !== 200) lost++;
  });
  await inTurns(all, async ({ post }) => {
    const again = await tryRequest(worker.port, post);
    if (again.status === 303 || again.cookie !== null) replayed++;
    else if (again.code !== 'request_already_used') errors.push(`again: ${again.status} ${again.code}`);
  });
  return {
    signIns: all.length,
    interrupted: interrupted.length,
    consumedUntold: interrupted.filter(({ second }) => second?.status !== 303).length,
    told: told.length,
    lost,
    replayed,
    errors,
  };
}

function cookieOf({ first, second }: Sent): readonly string[] {
  const cookie = first?.cookie ?? second?.cookie ?? null;
  return cookie === null ? [] : [cookie];
}

/** Does something for each, for so many at once as there are people. */
async function inTurns<Each>(all: readonly Each[], act: (each: Each) => Promise<void>): Promise<void> {
  const left = all.values();
  const work = async () => {
    for (const each of left) await act(each);
  };
  await Promise.all(Array.from({ length: PEOPLE }, work));
}
