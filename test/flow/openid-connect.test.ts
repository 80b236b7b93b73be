/** An application with openid-client, which is certified for OpenID Connect, signs people in at a tenant's SAML identity provider. */
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient } from '../../src/api-client/api-client.ts';
import { startDevelopmentIdpFor } from '../support/development-idp.ts';
import { fetchThrough } from '../support/http-client.ts';
import { keyPairPem } from '../support/key-pairs.ts';
import type { Stranger } from '../support/stranger.ts';
import { readSentRequest } from '../support/stranger-sign-in.ts';
import { testKey } from '../support/test-keys.ts';
import { listTokenKeys, tokenJwk } from '../support/token-keys.ts';
import { Visitor } from '../support/visitor.ts';
import { OPERATOR_TOKEN, startWorker, type TestWorker } from '../support/worker.ts';

const REDIRECT_URI = 'https://wiki.example/callback';
const BYE = 'https://wiki.example/bye';

let worker: TestWorker;
let stranger: Stranger;
const clients = new Map<string, { readonly id: string; readonly secret: string | null }>();

beforeAll(async () => {
  worker = await startWorker({
    TOKEN_KEYS: listTokenKeys(tokenJwk('k1'), tokenJwk('k2', 'Ed25519')),
    SP_KEY_1: keyPairPem(testKey('spA')),
    SP_KEY_ROLES: '1:active',
  });
  stranger = await startDevelopmentIdpFor(worker, ['acme', 'other']);
  const fetch = fetchThrough(Number(new URL(worker.origin(null)).port));
  const api = createApiClient({ origin: worker.origin(null), token: OPERATOR_TOKEN, fetch });
  for (const slug of ['acme', 'other']) {
    await worker.putTenant(slug, { connections: [{ id: 'idp', metadata: await stranger.metadata(slug) }] });
    for (const isPublic of [true, false]) {
      const uris = { redirectUris: [REDIRECT_URI], postLogoutRedirectUris: [BYE] };
      const made = await api
        .tenant(slug)
        .oidcClients.create({ displayName: 'Wiki', ...uris, public: isPublic });
      clients.set(`${slug} ${isPublic ? 'public' : 'secret'}`, made.body);
    }
  }
});
afterAll(async () => {
  stranger?.close();
  await worker?.close();
});

/** The application's library, configured by discovery alone. */
async function discover(
  name: string,
  authentication: typeof oidc.ClientSecretBasic,
): Promise<oidc.Configuration> {
  const [slug = ''] = name.split(' ');
  const { id, secret } = clients.get(name) ?? expect.unreachable();
  const config = await oidc.discovery(
    new URL(worker.origin(slug)),
    id,
    {},
    secret === null ? oidc.None() : authentication(secret),
    {
      // The tests' own host has no TLS.
      execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks],
      [oidc.customFetch]: (url, { method, headers, body }) =>
        worker.fetch(url, {
          method,
          headers: headers as Record<string, string>,
          ...(body === undefined || body === null ? {} : { body: String(body) }),
        }),
    },
  );
  return config;
}

interface Begun {
  readonly url: URL;
  readonly checks: { pkceCodeVerifier: string; expectedNonce: string; expectedState: string };
}

/** What the application sends the browser to, and what it remembers of that. */
async function begin(config: oidc.Configuration, wishes: Record<string, string> = {}): Promise<Begun> {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedNonce: oidc.randomNonce(),
    expectedState: oidc.randomState(),
  };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile email groups',
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    nonce: checks.expectedNonce,
    state: checks.expectedState,
    ...wishes,
  });
  return { url, checks };
}

/** Follows a browser to where it leaves for the application, through the identity provider if it is sent there. */
async function follow(visitor: Visitor, { url }: Begun): Promise<URL> {
  let at = url;
  for (let step = 0; step < 8; step++) {
    let answer = await visitor.visit(at.href);
    if (answer.headers.get('location')?.startsWith(stranger.origin)) {
      const form = await stranger.answer(await readSentRequest(answer), { sign: ['Response', 'Assertion'] });
      const { samlResponse, relayState } = form;
      const fields = { SAMLResponse: samlResponse, ...(relayState !== null && { RelayState: relayState }) };
      const body = `${new URLSearchParams(fields)}`;
      answer = await visitor.visit(form.action, { method: 'POST', body, crossSite: true });
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`stuck with ${answer.status} at ${at.pathname}`);
    at = new URL(location, at);
    if (at.href.startsWith(REDIRECT_URI)) return at;
  }
  throw new Error('led in a circle');
}

const locationOf = (answer: Response) => answer.headers.get('location') ?? `none: ${answer.status}`;

test.each([
  ['acme secret', oidc.ClientSecretBasic],
  ['acme public', oidc.None],
] as const)('a client (%s) signs somebody in, and out', async (name, authentication) => {
  const config = await discover(name, authentication);
  const visitor = new Visitor(worker);
  const begun = await begin(config);
  const tokens = await oidc.authorizationCodeGrant(config, await follow(visitor, begun), {
    ...begun.checks,
    idTokenExpected: true,
  });
  const claims = tokens.claims() ?? expect.unreachable();
  expect(claims).toMatchObject({ iss: worker.origin('acme'), aud: config.clientMetadata().client_id });
  expect(claims['groups']).toContain('Vertrieb & Märkte');
  const told = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  expect(told).toMatchObject({ name: 'Böb Łukasiewicz 🦊', groups: claims['groups'], tenant: 'acme' });

  // Signed in already, he comes back at once; asked to be authenticated anew, by way of the identity provider.
  const silent = await begin(config, { prompt: 'none' });
  await oidc.authorizationCodeGrant(config, await follow(visitor, silent), silent.checks);
  const again = await begin(config, { prompt: 'login', max_age: '0' });
  const anew = await oidc.authorizationCodeGrant(config, await follow(visitor, again), {
    ...again.checks,
    maxAge: 60,
  });
  expect(anew.claims()?.sub).toBe(claims.sub);
  expect(anew.claims()?.['sid']).not.toBe(claims['sid']);

  const bye = oidc.buildEndSessionUrl(config, {
    id_token_hint: anew.id_token ?? '',
    post_logout_redirect_uri: BYE,
    state: 'the state',
  });
  const atIdentityProvider = locationOf(await visitor.visit(bye.href));
  expect(atIdentityProvider).toContain(`${stranger.origin}/acme/slo?SAMLRequest=`);
  const answer = locationOf(await fetch(atIdentityProvider, { redirect: 'manual' }));
  expect(answer).toContain(`${worker.origin('acme')}/sso/slo?SAMLResponse=`);
  const here = new URL(locationOf(await visitor.visit(answer, { crossSite: true })), answer);
  expect(locationOf(await visitor.visit(here.href))).toBe(`${BYE}?state=the+state`);
  const nobody = await follow(visitor, await begin(config, { prompt: 'none' }));
  expect(nobody.searchParams.get('error')).toBe('login_required');
  await expect(oidc.fetchUserInfo(config, anew.access_token, claims.sub)).rejects.toThrow(
    oidc.WWWAuthenticateChallengeError,
  );
});

describe('with somebody signed in', () => {
  let config: oidc.Configuration;
  let person: Visitor;

  beforeAll(async () => {
    config = await discover('acme secret', oidc.ClientSecretBasic);
    person = new Visitor(worker);
    await follow(person, await begin(config));
  });

  const refusalOf = async (tokens: Promise<unknown>) => {
    const error = await tokens.then(
      () => expect.unreachable(),
      (reason: unknown) => reason,
    );
    if (!(error instanceof oidc.ResponseBodyError)) return (error as { code?: string }).code;
    return /\((oidc_\w+)\)$/.exec(error.error_description ?? '')?.[1];
  };

  test('a wrong verifier is refused', async () => {
    const begun = await begin(config);
    const back = await follow(person, begun);
    const checks = { ...begun.checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
    expect(await refusalOf(oidc.authorizationCodeGrant(config, back, checks))).toBe('oidc_code_verifier');
  });

  test('a code is refused the second time, and its access token with it', async () => {
    const begun = await begin(config);
    const back = await follow(person, begun);
    const { access_token } = await oidc.authorizationCodeGrant(config, back, begun.checks);
    const again = oidc.authorizationCodeGrant(config, back, begun.checks);
    expect(await refusalOf(again)).toBe('oidc_code_already_used');
    await expect(oidc.fetchUserInfo(config, access_token, oidc.skipSubjectCheck)).rejects.toThrow(
      oidc.WWWAuthenticateChallengeError,
    );
  });

  test('a redirect_uri that the client does not have leads nowhere', async () => {
    const { url } = await begin(config, { redirect_uri: 'https://evil.example/callback' });
    const answer = await person.visit(url.href);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(await answer.text()).toContain('oidc_redirect_uri_mismatch');
  });

  test('a client of another tenant is none here, and its codes are none elsewhere', async () => {
    const other = await discover('other secret', oidc.ClientSecretBasic);
    const { url } = await begin(config, { client_id: other.clientMetadata().client_id });
    expect(await (await person.visit(url.href)).text()).toContain('oidc_client_unknown');
    const begun = await begin(config);
    const back = await follow(person, begun);
    // The library itself holds the answer against its issuer.
    expect(await refusalOf(oidc.authorizationCodeGrant(other, back, begun.checks))).toBe(
      'OAUTH_INVALID_RESPONSE',
    );
    back.searchParams.set('iss', worker.origin('other'));
    expect(await refusalOf(oidc.authorizationCodeGrant(other, back, begun.checks))).toBe('oidc_code_unknown');
  });

  test('a state or a nonce that was changed on the way is found out', async () => {
    const begun = await begin(config);
    const back = await follow(person, begun);
    back.searchParams.set('state', 'changed');
    expect(await refusalOf(oidc.authorizationCodeGrant(config, back, begun.checks))).toBe(
      'OAUTH_INVALID_RESPONSE',
    );
    const other = await begin(config);
    other.url.searchParams.set('nonce', 'changed');
    const tokens = oidc.authorizationCodeGrant(config, await follow(person, other), other.checks);
    expect(await refusalOf(tokens)).toBe('OAUTH_JWT_CLAIM_COMPARISON_FAILED');
  });
});
