/**
 * Session checks and sign-ins through the real Worker on workerd, in turns with a bare Hono worker that gets the very same
 * requests in the same process; so do requests of people who are signed in, to the application behind both.
 */
import { ask, type Load, sendLoad } from './load.ts';
import { summarize, type Timing } from './measure.ts';
import {
  makePageRequest,
  makeSessionCheck,
  makeSignIns,
  putTenant,
  readSessionCookie,
  signIn,
} from './requests.ts';
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
  /** What ours answered of what the bare one did, turn by turn: the machine is alike within a turn, and not in the next. */
  readonly share: Timing;
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
    const visitor = new Visitor(workers.oursPort, await signIn(workers.oursPort, first as Buffer));
    const visit = (request: (cookie: string) => Buffer) =>
      takeTurns(workers, sessionTurns, async () => {
        const wanted = request(await visitor.takeCookie());
        return { next: () => wanted, expectedStatus: 200, maxMs: sliceMs };
      });
    const session = await visit(makeSessionCheck);
    const gateway = await visit(makePageRequest);
    const sign = await takeTurns(workers, signInTurns, async (turn) => {
      const rest = posts.slice(turn * signInsInTurn, (turn + 1) * signInsInTurn);
      return { next: () => rest.pop() ?? null, expectedStatus: 303, maxMs: Number.POSITIVE_INFINITY };
    });
    return { session, gateway, signIn: sign };
  } finally {
    await workers.close();
  }
}

/** Somebody who is signed in and keeps the newest cookie, as a browser does: one that is a minute old is issued again. */
class Visitor {
  readonly #port: number;
  #cookie: string;

  constructor(port: number, cookie: string) {
    this.#port = port;
    this.#cookie = cookie;
  }

  async takeCookie(): Promise<string> {
    const answer = await ask(this.#port, makeSessionCheck(this.#cookie));
    this.#cookie = readSessionCookie(answer) ?? this.#cookie;
    return this.#cookie;
  }
}

/** Loads one worker and then the other, in turns, and the other one first in the next. The first turns do not count. */
async function takeTurns(
  { barePort, oursPort }: Workers,
  turns: number,
  prepare: (turn: number) => Promise<Omit<Load, 'port' | 'connections'>>,
): Promise<Throughput> {
  const [bare, ours]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < WARM_UP_TURNS + turns; turn++) {
    const inOrder = [
      { port: barePort, rates: bare },
      { port: oursPort, rates: ours },
    ] as const;
    for (const { port, rates } of turn % 2 === 0 ? inOrder : inOrder.toReversed()) {
      const load = await prepare(turn);
      rates.push(await sendLoad({ ...load, port, connections: CONNECTIONS }));
    }
  }
  const [counted, other] = [ours.slice(WARM_UP_TURNS), bare.slice(WARM_UP_TURNS)];
  const shares = counted.map((rate, turn) => rate / (other[turn] as number));
  return { bare: summarize(other), ours: summarize(counted), share: summarize(shares) };
}
