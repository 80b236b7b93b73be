/** Attempts that come too soon, for people: when the next one is taken. */
import type { Context } from 'hono';
import type { TooManyAttempts } from '../../operators/port.ts';

/** Sets Retry-After, and gives the sentence. */
export function tellTooManyAttempts(c: Context, { retryAt }: TooManyAttempts): string {
  const seconds = Math.max(1, Math.ceil((retryAt - c.get('now')) / 1000));
  c.header('Retry-After', String(seconds));
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return `There were too many attempts. Nothing was checked; wait ${wait}, then try again.`;
}
