/**
 * What every step of the core returns: a value, or a failure that carries its facts. Exceptions are kept for
 * bugs, settings and infrastructure; bad input is never an exception.
 */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

export function success<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

/**
 * One refusal or one check: a code, what was expected and what was received. Both facts may quote the message,
 * so they are for the administrator's eyes: they are escaped on pages and never logged.
 */
export interface Facts<Code extends string> {
  readonly code: Code;
  readonly expected: string;
  readonly received: string;
}

/** Refuses with a code and its facts. `received` is shortened, since it may come from a hostile message. */
export function failure<const Code extends string>(
  code: Code,
  expected: string,
  received: string,
): { readonly ok: false; readonly failure: Facts<Code> } {
  return { ok: false, failure: { code, expected, received: shorten(received) } };
}

const MAX_FACT_CHARACTERS = 300;

/** Shortens a fact quoted from a message, so that no page or trace grows with hostile input. */
export function shorten(fact: string): string {
  return fact.length <= MAX_FACT_CHARACTERS ? fact : `${fact.slice(0, MAX_FACT_CHARACTERS)}…`;
}
