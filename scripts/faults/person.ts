/** Somebody who signs in to the Worker under test, tries again, and comes back; every session that was told is remembered. */
import { ask } from '../bench/load.ts';
import { makeSessionCheck, readSessionCookie } from '../bench/requests.ts';
import { ageCookie, codeOf, referenceOf, statusOf } from '../workerd/sign-ins.ts';

/** What came of one request. */
export interface Outcome {
  readonly status: number;
  /** The failure code that was told; null for none. */
  readonly code: string | null;
  readonly reference: string | null;
  /** The session cookie that was set; null for none. */
  readonly cookie: string | null;
  readonly milliseconds: number;
}

/** Sends one request, and reads what came of it. */
export async function tryRequest(port: number, request: Buffer): Promise<Outcome> {
  const started = performance.now();
  const answer = await ask(port, request);
  return {
    status: statusOf(answer),
    code: codeOf(answer),
    reference: referenceOf(answer),
    cookie: readSessionCookie(answer),
    milliseconds: performance.now() - started,
  };
}

/** Asks who is there by a cookie that was just given. */
export function checkSession(port: number, cookie: string): Promise<Outcome> {
  return tryRequest(port, makeSessionCheck(cookie));
}

/** Asks by a cookie that has become so old that the ledger has to be asked. */
export async function checkLater(port: number, cookie: string): Promise<Outcome> {
  return tryRequest(port, makeSessionCheck(await ageCookie(cookie)));
}
