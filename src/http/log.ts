/**
 * The log: one line of JSON for each outcome, with the reason code and the reference number that the person sees. It
 * never holds an identity, a message, a token, a cookie or a deep link.
 */

/** How a sign-in went: `code` is `signed_in`, `restarted_after_…` with the cause, or a failure's. */
export interface SignInLogEntry {
  readonly code: string;
  readonly reference: string;
  /** Null where nothing says whose it is. */
  readonly tenant: string | null;
  readonly connectionId: string | null;
}

/** Letters that nobody mistakes for each other when reading them out: Crockford's base 32. */
const REFERENCE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes a reference number of 40 random bits, such as `7Q2M-XK4D`, to find a page's log line by. */
export function makeReference(): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(8))].map(
    (octet) => REFERENCE_LETTERS[octet % 32],
  );
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** Writes the line of one sign-in outcome. */
export function logSignIn(entry: SignInLogEntry): void {
  console.log(JSON.stringify({ event: 'sign_in', ...entry }));
}

/** Writes the line of a bug or an outage: where it happened, without its message, which might quote somebody's data. */
export function logError(error: Error, reference: string): void {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const at = frames.map((line) => line.trim());
  console.error(JSON.stringify({ event: 'error', code: 'internal_error', reference, name: error.name, at }));
}

/** Writes the line of an operator at the console's door: what happened, not who it was. */
export function logOperator(code: string): void {
  console.log(JSON.stringify({ event: 'operator', code }));
}

/** Logs what happens at an armed recovery address. Never who: the tenant's audit trail says that. */
export function logRecovery(code: string): void {
  console.log(JSON.stringify({ event: 'recovery', code }));
}
