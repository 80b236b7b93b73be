import { describe, expect, test } from 'vitest';
import { decodeRedirect } from '../../src/saml/redirect-binding.ts';
import { type BeginContext, beginSignIn, type SignInWish } from '../../src/sign-in/begin.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { signingKey } from '../support/key-pairs.ts';
import { connection, ORIGIN, tenant } from '../support/tenants.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const random = new Uint8Array(16).fill(0xab);
const requestId = `_${'ab'.repeat(16)}`;

type Changes = Partial<SignInWish> & Partial<Pick<BeginContext, 'signingKey'>>;

function begin({ signingKey: key = null, ...changes }: Changes = {}) {
  const wish: SignInWish = {
    tenant: tenant(),
    serviceProvider: { entityId: `${ORIGIN}/sso/metadata`, acsUrl: `${ORIGIN}/sso/acs` },
    returnTo: '/docs/42?tab=notes#top',
    connectionId: null,
    email: null,
    restarted: false,
    ...changes,
  };
  return beginSignIn(wish, { now, random, signingKey: key });
}

const withConnection = (changes: Partial<Connection>) => ({
  tenant: tenant({ connections: [connection(changes)] }),
});
const request = connection().request;

async function redirected(changes: Changes = {}) {
  const begun = await begin(changes);
  if (begun.step !== 'redirect') throw new Error(begun.step);
  const url = new URL(begun.location);
  const decoded = await decodeRedirect(url.search.slice(1), 'SAMLRequest');
  if (!decoded.ok) throw new Error(decoded.failure.code);
  return {
    url,
    xml: new TextDecoder().decode(decoded.value.message),
    relayState: decoded.value.relayState,
    begun,
  };
}

test('a redirect carries a request of ours, and the pending request knows what to remember', async () => {
  const { url, xml, relayState, begun } = await redirected();
  expect(url.origin + url.pathname).toBe('https://idp.example.com/sso');
  expect(xml).toContain(`ID="${requestId}"`);
  expect(xml).toContain(`AssertionConsumerServiceURL="${ORIGIN}/sso/acs"`);
  expect(xml).toContain('IssueInstant="2026-11-21T12:00:00');
  expect(relayState).toBe('/docs/42?tab=notes#top');
  expect(begun.pending).toEqual({
    tenantId: 'tenant-acme',
    connectionId: 'idp',
    idpEntityId: connection().identityProvider.entityId,
    requestId,
    returnTo: '/docs/42?tab=notes#top',
    issuedAt: now,
    forceAuthn: false,
    restarted: false,
  });
});

test('a deep link over 80 bytes stays here, and RelayState refers to it', async () => {
  const [fits, tooLong] = [`/${'x'.repeat(79)}`, `/${'x'.repeat(80)}`];
  expect((await redirected({ returnTo: fits })).relayState).toBe(fits);
  const long = await redirected({ returnTo: tooLong });
  expect(long.relayState).toBe(requestId);
  expect(long.begun.pending.returnTo).toBe(tooLong);
});

describe('the binding', () => {
  const redirect = { binding: 'redirect', location: 'https://idp.example.com/redirect' } as const;
  const post = { binding: 'post', location: 'https://idp.example.com/post' } as const;
  const offering = (
    signInEndpoints: Connection['identityProvider']['signInEndpoints'],
    binding: 'redirect' | 'post' | null,
  ) =>
    withConnection({
      identityProvider: { ...connection().identityProvider, signInEndpoints },
      request: { ...request, binding },
    });

  test.each([
    ['redirect where nothing is said', [post, redirect], null, 'redirect'],
    ['post where nothing else is offered', [post], null, 'post'],
    ['post where that is said', [redirect, post], 'post', 'post'],
    ['redirect where that is said', [post, redirect], 'redirect', 'redirect'],
  ] as const)('is %s', async (_title, endpoints, binding, step) => {
    const begun = await begin(offering(endpoints, binding));
    expect(begun.step).toBe(step);
    const target =
      begun.step === 'post' ? begun.form.action : begun.step === 'redirect' ? begun.location : '';
    expect(target.startsWith(step === 'post' ? post.location : redirect.location)).toBe(true);
  });

  test('fails where the one that is said is not offered', async () => {
    expect(await begin(offering([redirect], 'post'))).toMatchObject({
      step: 'failed',
      connectionId: 'idp',
      failure: { code: 'connection_missing' },
    });
  });

  test('by post carries the request and RelayState as fields', async () => {
    const begun = await begin(offering([post], null));
    if (begun.step !== 'post') throw new Error(begun.step);
    const fields = Object.fromEntries(begun.form.fields.map(({ name, value }) => [name, value]));
    expect(atob(fields['SAMLRequest'] ?? '')).toContain(`ID="${requestId}"`);
    expect(fields['RelayState']).toBe('/docs/42?tab=notes#top');
  });
});

describe('a request', () => {
  test.each([
    [false, undefined, false],
    [false, true, true],
    [true, undefined, true],
    [true, false, true],
  ])('asks for a fresh sign-in: connection %s, wish %s', async (ofConnection, ofWish, expected) => {
    const { tenant: asking } = withConnection({ request: { ...request, forceAuthn: ofConnection } });
    const wish = ofWish === undefined ? {} : { forceAuthn: ofWish };
    const { xml } = await redirected({ tenant: asking, ...wish });
    expect(xml.includes('ForceAuthn="true"')).toBe(expected);
    // The answer is held against it.
    expect(await begin({ tenant: asking, ...wish })).toMatchObject({ pending: { forceAuthn: expected } });
  });

  const asked = (
    sign: Connection['request']['sign'],
    wantAuthnRequestsSigned: boolean,
    binding: 'redirect' | 'post' = 'redirect',
  ) =>
    withConnection({
      identityProvider: {
        ...connection().identityProvider,
        signInEndpoints: [{ binding, location: 'https://idp.example.com/sso' }],
        wantAuthnRequestsSigned,
      },
      request: { ...request, sign },
    });

  test.each([
    ['auto', false, false],
    ['auto', true, true],
    ['always', false, true],
    ['always', true, true],
    ['never', false, false],
    ['never', true, false],
  ] as const)(
    'with the policy %s, where signed ones are wanted: %s, is signed: %s',
    async (sign, wanted, signed) => {
      const key = signingKey('rsaA');
      const { url, xml } = await redirected({ ...asked(sign, wanted), signingKey: key });
      const names = ['SAMLRequest', 'RelayState', ...(signed ? ['SigAlg', 'Signature'] : [])];
      expect([...url.searchParams.keys()]).toEqual(names);
      expect(xml).not.toContain('Signature');

      const posted = await begin({ ...asked(sign, wanted, 'post'), signingKey: key });
      if (posted.step !== 'post') throw new Error(posted.step);
      const message = atob(posted.form.fields[0]?.value ?? '');
      expect(message.includes('</saml:Issuer><ds:Signature ')).toBe(signed);
    },
  );

  test('is signed by what the identity provider says it verifies', async () => {
    const [rsa512, sha384] = ['rsa-sha512', 'sha384'].map(
      (name) => `http://www.w3.org/2001/04/xmldsig-more#${name}`,
    );
    const changes = withConnection({
      identityProvider: {
        ...connection().identityProvider,
        signInEndpoints: [
          { binding: 'redirect', location: 'https://idp.example.com/sso' },
          { binding: 'post', location: 'https://idp.example.com/sso' },
        ],
        signatureAlgorithms: [rsa512 ?? ''],
        digestAlgorithms: [sha384 ?? ''],
      },
      request: { ...request, sign: 'always' },
    });
    const { url } = await redirected({ ...changes, signingKey: signingKey('rsaA') });
    expect(url.searchParams.get('SigAlg')).toBe(rsa512);
    const [asked] = changes.tenant.connections;
    const byPost = { ...asked, request: { ...request, sign: 'always', binding: 'post' } } as Connection;
    const posted = await begin({ ...withConnection(byPost), signingKey: signingKey('rsaA') });
    if (posted.step !== 'post') throw new Error(posted.step);
    const message = atob(posted.form.fields[0]?.value ?? '');
    expect(message).toContain(`SignatureMethod Algorithm="${rsa512}"`);
    expect(message).toContain(`DigestMethod Algorithm="${sha384}"`);
  });

  test('that has to be signed is not sent unsigned for want of a key', async () => {
    for (const binding of ['redirect', 'post'] as const) {
      expect(await begin(asked('auto', true, binding))).toMatchObject({
        step: 'failed',
        connectionId: 'idp',
        failure: { code: 'request_signing_key_missing' },
      });
      expect((await begin(asked('never', true, binding))).step).toBe(binding);
    }
  });

  test('keeps the login hint out of what is signed', async () => {
    const hinted = connection({ request: { ...request, sign: 'always', loginHint: 'query' } });
    const { url } = await redirected({
      tenant: tenant({ connections: [hinted] }),
      email: 'alice@acme.example',
      signingKey: signingKey('p256'),
    });
    const names = ['login_hint', 'SAMLRequest', 'RelayState', 'SigAlg', 'Signature'];
    expect([...url.searchParams.keys()]).toEqual(names);
  });
});

describe('the login hint', () => {
  const email = 'alice@acme.example';
  const hinting = (loginHint: 'none' | 'query' | 'subject', address = email) =>
    redirected({ ...withConnection({ request: { ...request, loginHint } }), email: address });

  test('stays here by default', async () => {
    const { url, xml } = await hinting('none');
    expect(url.href).not.toContain('alice');
    expect(xml).not.toContain('alice');
  });

  test('travels as login_hint, or as Subject, as the connection says', async () => {
    expect((await hinting('query')).url.searchParams.get('login_hint')).toBe(email);
    expect((await hinting('query')).xml).not.toContain('alice');
    expect((await hinting('subject')).xml).toMatch(/<saml:Subject>.*alice@acme\.example/);
    expect((await hinting('subject')).url.searchParams.has('login_hint')).toBe(false);
  });

  test('travels only if it is an address', async () => {
    expect((await hinting('query', 'alice')).url.searchParams.has('login_hint')).toBe(false);
    expect((await hinting('subject', '<x>')).xml).not.toContain('Subject');
  });
});

test('several connections are chosen among, a named one is taken, none is a failure', async () => {
  const two = tenant({ connections: [connection(), connection({ id: 'other' })] });
  expect(await begin({ tenant: two })).toMatchObject({ step: 'choose', connections: two.connections });
  expect((await redirected({ tenant: two, connectionId: 'other' })).begun.pending.connectionId).toBe('other');
  expect((await begin({ tenant: two, connectionId: 'unknown' })).step).toBe('choose');
  expect(await begin({ tenant: tenant({ connections: [] }) })).toMatchObject({
    step: 'failed',
    failure: { code: 'connection_missing' },
  });
});

test('a connection whose metadata is past its validUntil is not used, from that instant on', async () => {
  const until = (instant: number | string) => {
    const notAfter = typeof instant === 'string' ? instant : new Date(instant).toISOString();
    return begin(withConnection({ identityProvider: { ...connection().identityProvider, notAfter } }));
  };
  expect((await until(now + 1)).step).toBe('redirect');
  for (const instant of [now, now - 1, 'never']) {
    expect(await until(instant)).toMatchObject({
      step: 'failed',
      failure: { code: 'connection_trust_expired' },
    });
  }
});
