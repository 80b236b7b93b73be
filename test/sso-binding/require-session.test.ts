/** What the middleware makes of an app's answers to people who are signed in: what caches may keep of them. */
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { requireSession, type SsoSession } from '../../src/sso-binding/require-session.ts';

const RENEWED = '__Host-session=ey.new; Path=/; Secure';

/** Asks an app behind the middleware, which answers with these headers. */
async function visit(setCookie: string | null, headers: Record<string, string> = {}): Promise<Headers> {
  const session = async () => ({ session: {} as SsoSession, signInUrl: null, setCookie });
  const app = new Hono().use(requireSession()).get('/', () => new Response('x', { headers }));
  return (await app.request('/', {}, { SSO: { session } })).headers;
}

test.each([
  [null, null, 'private'],
  [null, 'public, max-age=60', 'public, max-age=60'],
  [null, 'no-store', 'no-store'],
  [RENEWED, null, 'no-store'],
  [RENEWED, 'public, max-age=60', 'no-store'],
])('with the cookie %j, what the app calls %j is %s to caches', async (setCookie, given, told) => {
  const headers = await visit(setCookie, given === null ? {} : { 'cache-control': given });
  expect(headers.get('cache-control')).toBe(told);
  expect(headers.getSetCookie()).toEqual(setCookie === null ? [] : [setCookie]);
});
