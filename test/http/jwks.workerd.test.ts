/** The published keys, on each kind of host, and tokens as the gateway issues them, verified by what is published. */
import { env } from 'cloudflare:workers';
import type { Context } from 'hono';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { TenantEnv } from '../../src/http/context.ts';
import { issueIdentityToken } from '../../src/http/identity-token.ts';
import { readSettings } from '../../src/settings.ts';
import { createTenant } from '../support/records.ts';
import { session, tenant } from '../support/tenants.ts';
import { listTokenKeys, tokenJwk } from '../support/token-keys.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const [FIRST, SECOND] = [tokenJwk('first'), tokenJwk('second', 'Ed25519')];

async function get(host: string, keys?: string, path = '/.well-known/jwks.json') {
  const configured = { ...env, ...(keys !== undefined && { TOKEN_KEYS: keys }) };
  return app.fetch(new Request(`http://${host}${path}`), configured, context);
}

describe('the key set', () => {
  test('is the same on the operator’s host and a tenant’s: all keys, cacheable, for every site, and nothing private', async () => {
    const { slug } = await createTenant();
    for (const host of [env.BASE_DOMAIN, `${slug}.${env.BASE_DOMAIN}`]) {
      const answer = await get(host, listTokenKeys(FIRST, SECOND));
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/jwk-set+json',
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      });
      const { d: _first, ...first } = FIRST;
      const { d: _second, ...second } = SECOND;
      expect(await answer.json()).toEqual({ keys: [first, second] });
    }
  });

  test('is none without keys: the address is left to whoever has it', async () => {
    expect((await get(env.BASE_DOMAIN)).status).toBe(404);
    const { slug } = await createTenant();
    expect((await get(`${slug}.${env.BASE_DOMAIN}`)).headers.get('content-type')).not.toContain('jwk');
  });

  test('is not served by a deployment whose keys are broken', async () => {
    const answer = await get(env.BASE_DOMAIN, '{}');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('TOKEN_KEYS');
  });
});

describe('a token for the application', () => {
  const settings = (keys?: string) => {
    const read = readSettings({ ...env, ...(keys !== undefined && { TOKEN_KEYS: keys }) });
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    return read.value;
  };
  const configured = settings(listTokenKeys(FIRST));
  const acme = tenant();
  const whole = session();
  const NOW = whole.signedInAt;

  /** What issueIdentityToken reads of a request. */
  function request(changes: Partial<TenantEnv['Variables']> = {}) {
    const variables = {
      settings: configured,
      tenant: acme,
      origin: 'https://acme.example',
      now: NOW,
      ...changes,
    };
    return { get: (name: keyof typeof variables) => variables[name] } as unknown as Context<TenantEnv>;
  }

  test('is verified by the published set alone', async () => {
    const token = (await issueIdentityToken(request(), whole)) ?? '';
    const published = (await (await get(env.BASE_DOMAIN, listTokenKeys(FIRST))).json()) as JSONWebKeySet;
    const options = {
      issuer: 'https://acme.example',
      audience: 'https://acme.example',
      currentDate: new Date(NOW),
    };
    const { payload } = await jwtVerify(token, createLocalJWKSet(published), options);
    expect(payload).toMatchObject({ groups: ['engineering', 'on-call'], tenant: 'acme', connection: 'idp' });
  });

  test('is used for a minute, then there is a new one', async () => {
    const person = session();
    const first = await issueIdentityToken(request(), person);
    expect(await issueIdentityToken(request({ now: NOW + 59_999 }), person)).toBe(first);
    const second = await issueIdentityToken(request({ now: NOW + 60_000 }), person);
    expect(decodeJwt(second ?? '').iat).toBe(NOW / 1000 + 60);
  });

  test('is never used for another host, tenant record or key', async () => {
    for (const changes of [
      { origin: 'https://sso.acme.example' },
      { tenant: tenant({ version: 2, slug: 'renamed' }) },
      { settings: settings(listTokenKeys(SECOND, FIRST)) },
    ]) {
      const person = session();
      const first = await issueIdentityToken(request(), person);
      expect(await issueIdentityToken(request(), person)).toBe(first);
      expect(await issueIdentityToken(request(changes), person)).not.toBe(first);
    }
  });

  test('is none without keys', async () => {
    expect(await issueIdentityToken(request({ settings: settings() }), session())).toBeNull();
  });
});
