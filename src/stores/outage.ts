/**
 * What this Worker stands on and could not reach, or not in time. No wait for storage or another object is without an end: a
 * person is better off with a page that says to try again than with none. I/O: the clock.
 */

/** KV with the tenants' records; a tenant's ledger; what administration works on; the application behind the gateway. */
export type OutageCode =
  | 'tenant_unavailable'
  | 'ledger_unavailable'
  | 'record_unavailable'
  | 'application_unreachable'
  | 'application_timeout';

/** Somebody waits in front of a browser. */
export const SIGN_IN_WAIT_MILLISECONDS = 5_000;
/** Administration fetches metadata and writes to KV on the way, each with a limit of its own. */
export const RECORD_WAIT_MILLISECONDS = 30_000;

/** Nothing is known of what was asked for: it may have been done, too. */
export class Outage extends Error {
  override readonly name = 'Outage';
  readonly code: OutageCode;

  constructor(code: OutageCode, cause: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** Waits for an answer, but not for ever. Throws an Outage, or what the other side itself threw, which is a bug there. */
export async function reach<Value>(
  code: OutageCode,
  maxMilliseconds: number,
  ask: () => PromiseLike<Value>,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${maxMilliseconds} ms`)), maxMilliseconds);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    throw isOfOtherSide(error) ? error : new Outage(code, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Gives a Durable Object's stub whose every method is waited for like that. */
export function limitCalls<Stub extends object>(stub: Stub, code: OutageCode, maxMilliseconds: number): Stub {
  return new Proxy(stub, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) =>
        reach(code, maxMilliseconds, () => Reflect.apply(method, target, args) as PromiseLike<unknown>);
    },
  });
}

/** workerd marks what the code of a Durable Object threw, and leaves what happened on the way unmarked. */
function isOfOtherSide(error: unknown): boolean {
  return error instanceof Error && 'remote' in error && error.remote === true;
}
