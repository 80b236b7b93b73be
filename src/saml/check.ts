/** One line of the trace: a rule's code, what it expected and what it received, and whether that was good enough. Pure. */
import { shorten } from '../result.ts';
import type { Check, SamlFailureCode } from './failure.ts';
import { formatInstant } from './instant.ts';

/** Makes a check. `received` may quote the message and is shortened. */
export function check(
  code: SamlFailureCode,
  passed: boolean,
  expected: string,
  received: string | null,
): Check {
  return { code, passed, expected, received: received === null ? 'none' : shorten(received) };
}

/** An instant for the trace, or null where the message has none. */
export function instantFact(name: string, instant: number | null): string | null {
  return instant === null ? null : `${name} ${formatInstant(instant)}`;
}
