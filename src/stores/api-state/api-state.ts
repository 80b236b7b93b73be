/**
 * What the API remembers of its callers: one object for each caller, with its rate and the answers to its POSTs of the last
 * day; and one for each address that keys come from which may be made up, or guesses on the front page. Nothing here is worth a token: keys are hashes, and
 * the answers are sealed under what only the caller has. Input comes from the API. I/O: its own storage.
 *
 * Rates are kept in memory alone: an object that was evicted had been idle for longer than its window takes to refill, or
 * moved, which gives a caller at most one bucket more.
 */
import { DurableObject } from 'cloudflare:workers';
import {
  countAttempt,
  DELAYS,
  type DelayKind,
  type Failures,
  nextAttemptAt,
} from '../../operators/delays.ts';
import type { TooManyAttempts } from '../../operators/port.ts';
import { type Result, success } from '../../result.ts';
import { FailedAttempts } from '../operator-accounts/failed-attempts.ts';
import { limitCalls, SIGN_IN_WAIT_MILLISECONDS } from '../outage.ts';
import { type Bucket, type BucketAnswer, type BucketPolicy, takeTokens } from './token-bucket.ts';

export const ANSWERS_KEPT_MILLISECONDS = 24 * 3_600_000;
/** An object is of one caller alone. */
const CALLER = 'caller';
/** A request that began and never ended, as in a crash, stands in the way of its repetition for so long. */
const BEGUN_FOR_MILLISECONDS = 60_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    forget_at INTEGER NOT NULL,
    sealed BLOB
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS answers_by_end ON answers (forget_at);
  CREATE TABLE IF NOT EXISTS failures (
    source TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** What is known of an idempotency key. */
export type KnownRequest =
  | { readonly kind: 'new' }
  | { readonly kind: 'running' }
  | { readonly kind: 'another_request' }
  | { readonly kind: 'answered'; readonly sealed: Uint8Array };

export class ApiState extends DurableObject {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;
  readonly #attempts: FailedAttempts;
  #bucket: Bucket | null = null;
  #failures: Failures | null = null;

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env);
    this.#storage = state.storage;
    this.#sql = state.storage.sql;
    this.#sql.exec(SCHEMA);
    this.#attempts = new FailedAttempts(state.storage.sql);
  }

  /** Takes requests out of the caller's bucket. */
  take(policy: BucketPolicy, cost: number, now: number): BucketAnswer {
    const { bucket, answer } = takeTokens(this.#bucket, policy, cost, now);
    this.#bucket = bucket;
    return answer;
  }

  /** Counts a key that may be made up, or says when the next one is looked at. */
  countKey(now: number): Result<null, TooManyAttempts> {
    const retryAt = nextAttemptAt(this.#failures, DELAYS.key, now);
    if (retryAt > now) return { ok: false, failure: { code: 'too_many_attempts', retryAt } };
    this.#failures = countAttempt(this.#failures, DELAYS.key, now);
    return success(null);
  }

  /** Takes back that a key was counted which turned out to be good. */
  forgiveKey(): void {
    if (this.#failures !== null) this.#failures = { ...this.#failures, count: this.#failures.count - 1 };
  }

  /** Counts an attempt of somebody without a name, whose object is that of an address; refuses one that comes too soon. */
  async countAttempt(kind: DelayKind, now: number): Promise<Result<null, TooManyAttempts>> {
    const counted = this.#attempts.count([[kind, CALLER]], now);
    if (counted.ok) await this.#armAlarm();
    return counted;
  }

  /** Takes back an attempt that led to something. */
  takeBackAttempt(kind: DelayKind): void {
    this.#attempts.takeBack(kind, CALLER);
  }

  /** Begins a request under an idempotency key, unless one with that key was here before. */
  async begin(key: string, fingerprint: string, now: number): Promise<KnownRequest> {
    const known = this.#storage.transactionSync((): KnownRequest => {
      const query = 'SELECT fingerprint, begun_at, forget_at, sealed FROM answers WHERE key = ?';
      const [row] = this.#sql
        .exec<{ fingerprint: string; begun_at: number; forget_at: number; sealed: ArrayBuffer | null }>(
          query,
          key,
        )
        .toArray();
      const isOver =
        row === undefined ||
        row.forget_at <= now ||
        (row.sealed === null && row.begun_at + BEGUN_FOR_MILLISECONDS <= now);
      if (!isOver) {
        if (row.fingerprint !== fingerprint) return { kind: 'another_request' };
        if (row.sealed === null) return { kind: 'running' };
        return { kind: 'answered', sealed: new Uint8Array(row.sealed) };
      }
      const insert = 'INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, NULL)';
      this.#sql.exec(insert, key, fingerprint, now, now + ANSWERS_KEPT_MILLISECONDS);
      return { kind: 'new' };
    });
    if (known.kind === 'new') await this.#armAlarm();
    return known;
  }

  /** Keeps the answer of a request that began. */
  finish(key: string, sealed: Uint8Array): void {
    this.#sql.exec('UPDATE answers SET sealed = ? WHERE key = ?', sealed, key);
  }

  /** Lets go of a request that began and may be repeated. */
  abandon(key: string): void {
    this.#sql.exec('DELETE FROM answers WHERE key = ? AND sealed IS NULL', key);
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#sql.exec('DELETE FROM answers WHERE forget_at <= ?', now);
    this.#attempts.purge(now);
    await this.#armAlarm();
  }

  async #armAlarm(): Promise<void> {
    const query =
      'SELECT min(at) AS at FROM (SELECT forget_at AS at FROM answers UNION ALL SELECT last_at + ? FROM failures)';
    const { at } = this.#sql.exec<{ at: number | null }>(query, ANSWERS_KEPT_MILLISECONDS).one();
    if (at === null) await this.#storage.deleteAlarm();
    else await this.#storage.setAlarm(at);
  }
}

/** Gives what is kept under a name. A thrown Outage means that its machine could not be reached: nothing is known. */
export function apiStateNamed(
  namespace: DurableObjectNamespace<ApiState>,
  name: string,
): DurableObjectStub<ApiState> {
  return limitCalls(namespace.getByName(name), 'record_unavailable', SIGN_IN_WAIT_MILLISECONDS);
}
