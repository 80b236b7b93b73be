/**
 * Guesses at a tenant's recovery over HTTP, as somebody would who knows everything but the secrets: addresses, passwords, codes.
 * Each kind ends with figures: what was let through, and where answers must not differ, how long each kind of them took.
 * I/O: the Worker that it is given; the clock.
 */
import { randomBytes } from 'node:crypto';
import { DELAYS } from '../../src/operators/delays.ts';
import {
  addRecoveryAccount,
  arm,
  codeAt,
  makeRecoveryAddress,
  PASSWORD,
} from '../../test/support/recovery.ts';
import type { TestWorker } from '../../test/support/worker.ts';

const SLUG = 'guess';
/** What the answers are warmed up by. */
const WARM_UP = 20;

/** Milliseconds. */
export interface Timing {
  readonly what: string;
  readonly median: number;
  readonly p95: number;
}

/** Guesses at addresses. */
export interface AddressFigures {
  readonly guesses: number;
  /** Those whose answer was any other than that of an unknown page. */
  readonly told: number;
  readonly timings: readonly Timing[];
}

/** Guesses behind the address. */
export interface AttemptFigures {
  readonly what: string;
  readonly guesses: number;
  readonly letThrough: number;
  /** The most that the delays let through in the time that it took. */
  readonly mostAllowed: number;
  readonly signedIn: number;
}

export interface Guesses {
  readonly addresses: AddressFigures;
  readonly attempts: readonly AttemptFigures[];
}

/** Makes so many guesses of each kind. */
export async function guess(worker: TestWorker, count: number): Promise<Guesses> {
  await worker.putTenant(SLUG);
  const { id } = await worker.readTenant(SLUG);
  const record = (await worker.administration()).record(id);
  const secret = await makeRecoveryAddress(record);
  for (const name of ['first', 'second']) await addRecoveryAccount(record, name);
  const closed = await timeAddresses(worker, count, secret);
  await arm(record);
  await untilOpen(worker, secret);
  const open = await timeAddresses(worker, count, null);
  const address = `${worker.origin(SLUG)}/sso/recovery/${secret}`;
  const code = () => codeAt(Date.now());
  return {
    addresses: {
      guesses: closed.guesses + open.guesses,
      told: closed.told + open.told,
      timings: [...closed.timings, ...open.timings],
    },
    attempts: [
      await attempt(worker, address, 'passwords', count, (index) => ({
        name: 'first',
        password: `wrong ${index}`,
        code: code(),
      })),
      await attempt(worker, address, 'codes', count, (index) => ({
        name: 'second',
        password: PASSWORD,
        // None that the app shows now or did a moment ago.
        code: String(index % 1_000_000)
          .padStart(6, '0')
          .replace(code(), 'x'),
      })),
    ],
  };
}

/** The edges look again after a while. */
async function untilOpen(worker: TestWorker, secret: string): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const { status } = await worker.fetch(`${worker.origin(SLUG)}/sso/recovery/${secret}`);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the address did not open within two minutes');
}

/** Asks in turns for pages that are none and for addresses that are wrong, or, where there is a secret, closed. */
async function timeAddresses(
  worker: TestWorker,
  count: number,
  closed: string | null,
): Promise<AddressFigures> {
  const kinds = [
    { what: 'an unknown page', path: () => `/sso/unknown1/${madeUp()}` },
    closed === null
      ? { what: 'a wrong address while one is armed', path: () => `/sso/recovery/${madeUp()}` }
      : { what: 'the right address while it is disarmed', path: () => `/sso/recovery/${closed}` },
  ];
  const times = kinds.map((): number[] => []);
  const shapes = new Set<string>();
  let told = 0;
  for (let index = -WARM_UP; index < count; index++) {
    for (const [kind, { path }] of kinds.entries()) {
      const started = performance.now();
      const answer = await worker.fetch(worker.origin(SLUG) + path());
      const text = await answer.text();
      const elapsed = performance.now() - started;
      shapes.add(shapeOf(answer, text));
      if (index < 0) continue;
      times[kind]?.push(elapsed);
      if (kind > 0 && shapes.size > 1) told++;
    }
  }
  return {
    guesses: count,
    told,
    timings: kinds.map(({ what }, kind) => ({ what, ...summarize(times[kind] ?? []) })),
  };
}

function madeUp(): string {
  return randomBytes(32).toString('base64url');
}

/** All that tells answers from each other, but for what is random in each. */
function shapeOf(answer: Response, text: string): string {
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return JSON.stringify([answer.status, headers, text]).replaceAll(/nonce[-=][^'"\\]*\\?"?[^"\\]*/g, 'nonce');
}

async function attempt(
  worker: TestWorker,
  address: string,
  what: string,
  count: number,
  form: (index: number) => Record<string, string>,
): Promise<AttemptFigures> {
  const started = Date.now();
  const statuses = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const { status } = await worker.fetch(address, {
      method: 'POST',
      headers: {
        Origin: new URL(address).origin,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form(index)).toString(),
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const of = (status: number) => statuses.get(status) ?? 0;
  const mostAllowed = allowedWithin(Date.now() - started);
  return { what, guesses: count, letThrough: count - of(429), mostAllowed, signedIn: of(303) };
}

/** How many attempts at one account the delays let through in a time. */
function allowedWithin(milliseconds: number): number {
  const { free, firstDelay, longestDelay } = DELAYS.account;
  let [allowed, at] = [free, 0];
  for (let delay = firstDelay; at + delay <= milliseconds; delay = Math.min(delay * 2, longestDelay)) {
    at += delay;
    allowed++;
  }
  return allowed;
}

function summarize(times: readonly number[]): { readonly median: number; readonly p95: number } {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p95: at(0.95) };
}
