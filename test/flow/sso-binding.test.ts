/**
 * Another Worker, the one in test/sso-binding/sample-worker, beside ours on the same hosts and with a service binding to it: it asks
 * who is signed in, and its Hono app keeps strangers out.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import type { CarriedSession } from '../../src/session/session-cookie.ts';
import { SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import { signIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';
import { startWorker, TEST_COOKIE_SECRET, type TestWorker } from '../support/worker.ts';

const SAMPLE = new URL('../sso-binding/sample-worker/wrangler.toml', import.meta.url).pathname;
const THEME = 'theme=dark; Path=/; Secure';
const ALICE = 'alice@acme.example';

let worker: TestWorker;
let acme: string;
let alice: Visitor;
let fresh: string;

beforeAll(async () => {
  worker = await startWorker({}, undefined, [SAMPLE]);
  await worker.putTenant('acme');
  acme = worker.origin('acme');
  alice = await signIn(worker, acme);
  fresh = alice.jar(acme).get(SESSION_COOKIE_NAME)?.value ?? '';
});
afterAll(() => worker.close());

const signInUrl = (path: string) => `${acme}/sso/login?returnTo=${encodeURIComponent(path)}`;

/** A browser whose session is due for its re-check, and with it for a new cookie. */
async function dueVisitor(): Promise<Visitor> {
  const payload = Buffer.from(fresh.split('.')[1] ?? '', 'base64url').toString();
  const { session }: CarriedSession = JSON.parse(payload);
  const keys = await deriveSigningKeys([TEST_COOKIE_SECRET], 'edge-saml/session/1');
  const renewedAt = session.renewedAt - SESSION_RENEWAL_SECONDS * 1000;
  const visitor = new Visitor(worker);
  visitor.plant(acme, SESSION_COOKIE_NAME, await sealSession({ ...session, renewedAt }, keys));
  return visitor;
}

describe('requireSession', () => {
  test('lets in who is signed in, body and all, and tells the app who it is', async () => {
    const page = await alice.visit(`${acme}/app/docs/42`);
    expect([page.status, await page.text()]).toEqual([200, `Good morning, ${ALICE} of acme: 42 `]);
    const posted = await alice.visit(`${acme}/app/docs/42`, { method: 'POST', body: 'x=1' });
    expect(await posted.text()).toBe(`Good morning, ${ALICE} of acme: 42 x=1`);
    expect(posted.headers.getSetCookie()).toEqual([THEME]);
  });

  test('leads a page to sign-in and back', async () => {
    const path = '/app/docs/42?tab=notes';
    const { status, headers } = await new Visitor(worker).visit(acme + path);
    expect([status, headers.get('location')]).toEqual([302, signInUrl(path)]);
    expect(headers.get('cache-control')).toBe('no-store');
    const program = await worker.fetch(acme + path, { headers: { accept: 'text/html' } });
    expect(program.status).toBe(302);
  });

  test.each([
    ['a script that asks for JSON', { headers: { accept: 'application/json', 'sec-fetch-mode': 'cors' } }],
    ['a script that takes whatever comes', { headers: { accept: 'text/html', 'sec-fetch-mode': 'cors' } }],
    ['a program that asks for nothing in particular', {}],
    ['a form', { method: 'POST', headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } }],
  ])('tells %s where to sign in', async (_who, request) => {
    const answer = await worker.fetch(`${acme}/app/docs/42`, request);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = { status: 401, code: 'not_signed_in', signInUrl: signInUrl('/app/docs/42') };
    expect(await answer.json()).toMatchObject(problem);
  });

  test.each(['/app/docs/42', '/app/moved'])(
    'passes a renewed cookie on, beside those of %s',
    async (path) => {
      const visitor = await dueVisitor();
      const old = visitor.jar(acme).get(SESSION_COOKIE_NAME)?.value;
      const { status, headers } = await worker.fetch(acme + path, {
        headers: { cookie: `${SESSION_COOKIE_NAME}=${old}` },
      });
      expect(status).toBe(path === '/app/moved' ? 302 : 200);
      const [first, ...more] = headers.getSetCookie().reverse();
      expect(first).toMatch(
        /^__Host-session=ey[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(more).toEqual(path === '/app/moved' ? [] : [THEME]);
      expect(first).not.toContain(old);
    },
  );
});

describe('env.SSO.session', () => {
  const ask = async (cookie: string | undefined, host = acme) => {
    const answer = await worker.fetch(`${host}/who`, { headers: cookie === undefined ? {} : { cookie } });
    return [answer.status, await answer.json()];
  };
  const NOBODY = { email: null, setCookie: null };

  test('says who is signed in, and gives a cookie where one is due', async () => {
    const known = { email: ALICE, signInUrl: signInUrl('/who') };
    expect(await ask(`x=1; ${SESSION_COOKIE_NAME}=${fresh}`)).toEqual([200, { ...known, setCookie: null }]);
    const due = (await dueVisitor()).jar(acme).get(SESSION_COOKIE_NAME)?.value;
    const setCookie = expect.stringMatching(/^__Host-session=ey/);
    expect(await ask(`${SESSION_COOKIE_NAME}=${due}`)).toEqual([200, { ...known, setCookie }]);
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['octets that are no text', `${SESSION_COOKIE_NAME}=\u00ff\u00fe`],
    ['one that is no token', `${SESSION_COOKIE_NAME}=x`],
    ['a large one', `${SESSION_COOKIE_NAME}=${'x'.repeat(10_000)}`],
  ])('knows nobody by a cookie that is none of ours: %s', async (_what, cookie) => {
    expect(await ask(cookie)).toEqual([200, { ...NOBODY, signInUrl: signInUrl('/who') }]);
  });

  test('knows nobody by the same cookie twice, or on another host', async () => {
    const pair = `${SESSION_COOKIE_NAME}=${fresh}`;
    expect(await ask(`${pair}; ${pair}`)).toMatchObject([200, NOBODY]);
    await worker.putTenant('globex');
    expect(await ask(pair, worker.origin('globex'))).toMatchObject([200, NOBODY]);
    expect(await ask(pair, worker.origin('nobody'))).toEqual([200, { ...NOBODY, signInUrl: null }]);
  });
});
