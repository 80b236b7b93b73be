/**
 * How often a minute something may be done for somebody by one isolate: keeps strangers from keeping a Durable Object busy with what
 * is not worth it. In memory, and roughly. No I/O.
 */
const MINUTE = 60_000;
const MAX_COUNTED = 1_000;

export class MinuteLimit {
  readonly #max: number;
  readonly #counts = new Map<string, { readonly minute: number; count: number }>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts once more, and says whether that is too often; `now`: milliseconds since 1970. */
  isOver(key: string, now: number): boolean {
    const minute = Math.floor(now / MINUTE);
    const counted = this.#counts.get(key);
    if (counted?.minute === minute) return ++counted.count > this.#max;
    if (this.#counts.size >= MAX_COUNTED) this.#counts.clear();
    this.#counts.set(key, { minute, count: 1 });
    return false;
  }
}
