/**
 * The keys of cookies, of tokens and of SAML, rolled over together, a step at a time: what begins before a step ends after it, edges
 * that have not heard of the step yet go on with what the others make, and nobody is signed out. The test moves the clock.
 */
import { env } from 'cloudflare:workers';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { planRollOver } from '../../scripts/keygen/roll-over.ts';
import { rollTokenKeys, writeTokenKeys } from '../../scripts/keygen/token-keys.ts';
import { createApp } from '../../src/app.ts';
import { JWKS_SECONDS } from '../../src/http/jwks.ts';
import { SESSION_COOKIE_NAME } from '../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import type { Env } from '../../src/settings.ts';
import { openBrowser, requestIn } from '../support/app-browser.ts';
import { keyPairPem } from '../support/key-pairs.ts';
import { createTenant } from '../support/records.ts';
import { buildResponse, formBody, signXml, testKey } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';
import { tokenJwk } from '../support/token-keys.ts';

const app = createApp();
const IDLE = 3_600_000;
/** What the runbook says to wait for: until verifiers know a key, and until nothing stands on an old one. */
const WAITS = { tokens: 2 * JWKS_SECONDS * 1000, cookies: IDLE };

const COOKIE = { old: `old:${'A'.repeat(43)}`, new: `new:${'B'.repeat(42)}A` };
const SAML = planRollOver('1:active', null);
const OLD_TOKENS = [tokenJwk('old')];
const BOTH_TOKENS = rollTokenKeys(OLD_TOKENS, 'publish', () => tokenJwk('new', 'Ed25519'));
const NEW_TOKENS = rollTokenKeys(BOTH_TOKENS, 'switch', expect.unreachable);

const STEPS = [
  ['begun with', [COOKIE.old], OLD_TOKENS, '1:active'],
  ['published', [COOKIE.old, COOKIE.new], BOTH_TOKENS, SAML.published],
  ['switched', [COOKIE.new, COOKIE.old], NEW_TOKENS, SAML.switched],
  ['finished', [COOKIE.new], rollTokenKeys(NEW_TOKENS, 'drop', expect.unreachable), SAML.finished],
] as const;
type Step = 0 | 1 | 2 | 3;

/** What the application behind the gateway was told last. */
let token = '';
const APP = {
  fetch: async (_url: string, { headers }: RequestInit) => {
    token = new Headers(headers).get('x-identity-token') ?? '';
    return new Response('from the application');
  },
};
const ENVIRONMENTS = STEPS.map(([, cookieKeys, tokenKeys, SP_KEY_ROLES]) => ({
  ...env,
  APP,
  COOKIE_KEYS: cookieKeys.join(),
  TOKEN_KEYS: writeTokenKeys(tokenKeys),
  SP_KEY_1: keyPairPem(testKey('spA')),
  SP_KEY_2: keyPairPem(testKey('spB')),
  SP_KEY_ROLES,
})) as unknown as readonly Env[];

/** A browser at a tenant, which is served by an edge that has the keys of a step. */
async function atTenant() {
  const request = { ...connection().request, sign: 'always' } as const;
  const { slug } = await createTenant({
    connections: [connection({ request })],
    session: { lifetimeSeconds: 8 * 3_600, idleTimeoutSeconds: IDLE / 1000 },
  });
  const origin = `http://${slug}.${env.BASE_DOMAIN}`;
  let edge = ENVIRONMENTS[0];
  const open = () => {
    const fetch: (typeof app)['fetch'] = (asked, _env, context) => app.fetch(asked, edge as Env, context);
    const { visit, cookies } = openBrowser({ fetch }, origin);
    const isSignedIn = async () =>
      (await visit('/sso/session', undefined, 'application/json')).status === 200;
    const keyOfCookie = () => decodeProtectedHeader(cookies.get(SESSION_COOKIE_NAME) ?? '').kid;
    const begin = async () => {
      const requestId = await requestIn(await visit('/sso/login?returnTo=/docs'));
      const urls = { spEntityId: `${origin}/sso/metadata`, acsUrl: `${origin}/sso/acs` };
      const facts = { ...urls, requestId, now: Date.now(), assertionId: `_${crypto.randomUUID()}` };
      const body = formBody(await signXml(buildResponse({}, facts), 'Assertion'));
      return async () => (await visit('/sso/acs', body)).status;
    };
    const tokenNow = async () => {
      await visit('/docs');
      return token;
    };
    return { isSignedIn, keyOfCookie, begin, tokenNow, visit };
  };
  const goTo = (step: Step) => {
    edge = ENVIRONMENTS[step];
  };
  const keySet = async () => (await open().visit('/.well-known/jwks.json')).json<JSONWebKeySet>();
  const isValid = async (jwt: string, keys: JSONWebKeySet) =>
    jwtVerify(jwt, createLocalJWKSet(keys), { audience: origin }).then(
      () => true,
      () => false,
    );
  return { open, goTo, keySet, isValid };
}

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

describe('step by step', () => {
  test('whoever is signed in stays signed in, and is told of by keys that everybody knows', async () => {
    const { open, goTo, keySet, isValid } = await atTenant();
    const alice = open();
    expect(await (await alice.begin())()).toBe(303);
    const signedBy: unknown[] = [];
    for (const step of [1, 2, 3] as const) {
      // A page is open at each half hour, as somebody at work has it.
      const wait = step === 3 ? WAITS.cookies : WAITS.tokens;
      for (let waited = 0; waited < wait; waited += Math.min(wait, IDLE / 2)) {
        vi.advanceTimersByTime(Math.min(wait, IDLE / 2));
        expect(await alice.isSignedIn()).toBe(true);
      }
      const known = await keySet();
      const atLastMinute = await alice.tokenNow();
      goTo(step);
      const current = await keySet();
      expect(await isValid(atLastMinute, current)).toBe(true);
      const now = await alice.tokenNow();
      expect([await isValid(now, known), await isValid(now, current)]).toEqual([true, true]);
      vi.advanceTimersByTime(SESSION_RENEWAL_SECONDS * 1000);
      expect(await alice.isSignedIn()).toBe(true);
      signedBy.push(alice.keyOfCookie());
      expect(decodeProtectedHeader(await alice.tokenNow()).kid).toBe(signedBy.at(-1));
      // While the step is on its way, the next request may be served by an edge without it, and the one after that by one with it.
      for (const edge of [(step - 1) as Step, step]) {
        goTo(edge);
        expect(await alice.isSignedIn()).toBe(true);
      }
    }
    expect(signedBy).toEqual(['old', 'new', 'new']);
  });

  test.each([1, 2, 3] as const)(
    'a sign-in that is begun before step %i is finished after it',
    async (step) => {
      const { open, goTo } = await atTenant();
      goTo((step - 1) as Step);
      const visitor = open();
      const finish = await visitor.begin();
      goTo(step);
      expect(await finish()).toBe(303);
      expect(await visitor.isSignedIn()).toBe(true);
      goTo((step - 1) as Step);
      expect(await visitor.isSignedIn()).toBe(true);
    },
  );

  test('nobody has anything left of the old key when it goes: who was away for so long is signed out already', async () => {
    const { open, goTo } = await atTenant();
    const [away, back] = [open(), open()];
    for (const visitor of [away, back]) await (await visitor.begin())();
    goTo(2);
    vi.advanceTimersByTime(WAITS.cookies - 1);
    expect([await back.isSignedIn(), back.keyOfCookie(), away.keyOfCookie()]).toEqual([true, 'new', 'old']);
    vi.advanceTimersByTime(1);
    expect(await away.isSignedIn()).toBe(false);
    goTo(3);
    expect(await back.isSignedIn()).toBe(true);
  });
});

describe('in one step', () => {
  test('everybody would be signed out, or the test above would prove nothing', async () => {
    const { open, goTo, keySet, isValid } = await atTenant();
    const alice = open();
    await (await alice.begin())();
    const known = await keySet();
    const before = await alice.tokenNow();
    const finish = await open().begin();
    goTo(3);
    expect(await alice.isSignedIn()).toBe(false);
    expect(await isValid(before, await keySet())).toBe(false);
    expect(await finish()).toBe(403);
    await (await alice.begin())();
    expect(await isValid(await alice.tokenNow(), known)).toBe(false);
  });

  test('a cookie by a key in front is nobody’s at an edge that has not heard of it', async () => {
    const { open, goTo } = await atTenant();
    goTo(2);
    const alice = open();
    await (await alice.begin())();
    goTo(0);
    expect(await alice.isSignedIn()).toBe(false);
    goTo(1);
    expect(await alice.isSignedIn()).toBe(true);
  });
});
