/**
 * Session checks and sign-ins through the real Worker on workerd, in turns with a bare Hono worker that gets the very same
 * requests in the same process; so do requests of people who are signed in, to the application behind both.
 */
import { type Load, sendLoad } from './load.ts';
import { summarize, type Timing } from './measure.ts';
import { makePageRequest, makeSessionCheck, makeSignIns, putTenant, signIn } from './requests.ts';
import { startWorkers, type Workers } from './workerd.ts';

export interface ServingPace {
  readonly sessionTurns: number;
  /** How long one worker is loaded with session checks in one turn, milliseconds. */
  readonly sliceMs: number;
  readonly signInTurns: number;
  readonly signInsInTurn: number;
}

/** Requests in a second. */
export interface Throughput {
  readonly bare: Timing;
  readonly ours: Timing;
}

export interface Serving {
  readonly session: Throughput;
  readonly gateway: Throughput;
  readonly signIn: Throughput;
}

const CONNECTIONS = 16;
const WARM_UP_TURNS = 3;

/** Starts both workers, loads them in turns, stops them. */
export async function measureServing(pace: ServingPace): Promise<Serving> {
  const workers = await startWorkers();
  try {
    const tenantId = await putTenant(workers.oursPort);
    const { sessionTurns, sliceMs, signInTurns, signInsInTurn } = pace;
    // Each Response signs in once, so each turn has posts of its own; the bare worker gets the same ones.
    const [first, ...posts] = await makeSignIns(tenantId, 1 + signInsInTurn * (signInTurns + WARM_UP_TURNS));
    const cookie = await signIn(workers.oursPort, first as Buffer);
    const check = makeSessionCheck(cookie);
    const page = makePageRequest(cookie);
    const session = await takeTurns(workers, sessionTurns, () => ({
      next: () => check,
      expectedStatus: 200,
      maxMs: sliceMs,
    }));
    const gateway = await takeTurns(workers, sessionTurns, () => ({
      next: () => page,
      expectedStatus: 200,
      maxMs: sliceMs,
    }));
    const sign = await takeTurns(workers, signInTurns, (turn) => {
      const rest = posts.slice(turn * signInsInTurn, (turn + 1) * signInsInTurn);
      return { next: () => rest.pop() ?? null, expectedStatus: 303, maxMs: Number.POSITIVE_INFINITY };
    });
    return { session, gateway, signIn: sign };
  } finally {
    await workers.close();
  }
}

/** Loads one worker and then the other, in turns, and the other one first in the next. The first turns do not count. */
async function takeTurns(
  { barePort, oursPort }: Workers,
  turns: number,
  load: (turn: number) => Omit<Load, 'port' | 'connections'>,
): Promise<Throughput> {
  const [bare, ours]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < WARM_UP_TURNS + turns; turn++) {
    const inOrder = [
      { port: barePort, rates: bare },
      { port: oursPort, rates: ours },
    ] as const;
    for (const { port, rates } of turn % 2 === 0 ? inOrder : inOrder.toReversed()) {
      rates.push(await sendLoad({ ...load(turn), port, connections: CONNECTIONS }));
    }
  }
  return { bare: summarize(bare.slice(WARM_UP_TURNS)), ours: summarize(ours.slice(WARM_UP_TURNS)) };
}
