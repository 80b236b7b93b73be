/**
 * How long the stages of a sign-in take. What it can measure depends on where it runs: in production the clock of a Worker stands
 * still between one I/O and the next, against timing attacks, so that `receive`, `metadata` and `ledger` are true there, while `read`,
 * `verify` and `rules`, which only compute, show 0; Cloudflare's own metrics have the CPU time of the whole. On a developer's machine
 * the clock goes on, and all of them are true. Reads the clock; no other I/O.
 */
import type { SignInStage, Stages } from './outcome-event.ts';

export interface Stopwatch {
  /** Says that a stage is over, which began where the one before ended; one that comes again goes on. */
  readonly mark: (stage: SignInStage) => void;
  stages(): Stages;
}

/** Starts it, at the end of the stage `receive`; `arrivedAt`: milliseconds since 1970. */
export function startStopwatch(arrivedAt: number): Stopwatch {
  const stages: Partial<Record<SignInStage, number>> = { receive: Math.max(0, Date.now() - arrivedAt) };
  let last = performance.now();
  return {
    mark(stage) {
      const now = performance.now();
      stages[stage] = toTenths((stages[stage] ?? 0) + now - last);
      last = now;
    },
    stages: () => ({ ...stages }),
  };
}

function toTenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
