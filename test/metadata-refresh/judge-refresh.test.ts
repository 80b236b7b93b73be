import { describe, expect, test } from 'vitest';
import { describeChanges } from '../../src/metadata-refresh/describe-changes.ts';
import { judgeRefresh, readVouchedMetadata } from '../../src/metadata-refresh/judge-refresh.ts';
import type { IdentityProvider } from '../../src/saml/identity-provider.ts';
import {
  A,
  accepted,
  aggregate,
  B,
  ENTITY_ID,
  entity,
  idp,
  idpRole,
  NOW,
  signingKey,
} from '../support/idp-metadata.ts';
import { signXml, testKey } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';

const HOUR = 3_600_000;

const base: IdentityProvider = accepted(idp()).identityProvider;
const withKeys = (...certificates: string[]): IdentityProvider =>
  accepted(idp({ keys: certificates.map((certificate) => signingKey(certificate)).join('') }))
    .identityProvider;
const until = (milliseconds: number | null): IdentityProvider => ({
  ...base,
  notAfter: milliseconds === null ? null : new Date(NOW + milliseconds).toISOString(),
});

function outcome(
  before: IdentityProvider,
  after: IdentityProvider,
  binding: 'redirect' | 'post' | null = null,
) {
  const { request } = connection();
  const judged = judgeRefresh({ identityProvider: before, request: { ...request, binding } }, after, NOW);
  return judged.ok ? judged.value.outcome : judged.failure.code;
}

describe('what was fetched again', () => {
  test('is the same, in whatever order its keys come', () => {
    expect(outcome(base, accepted(idp()).identityProvider)).toBe('same');
    expect(outcome(withKeys(A, B), withKeys(B, A))).toBe('same');
  });

  test('takes its place with another key, endpoint, or wish for signed requests', () => {
    expect(outcome(base, withKeys(A, B))).toBe('changed');
    expect(outcome(withKeys(A, B), withKeys(B))).toBe('changed');
    const moved = [{ binding: 'redirect' as const, location: 'https://idp.example.com/new' }];
    expect(outcome(base, { ...base, signInEndpoints: moved })).toBe('changed');
    expect(outcome(base, { ...base, wantAuthnRequestsSigned: true })).toBe('changed');
  });

  test('never takes its place under another name', () => {
    expect(outcome(base, { ...base, entityId: 'https://evil.example/' })).toBe('entity_id_different');
  });

  test('never takes its place where the connection’s binding is gone', () => {
    const redirectAlone = {
      ...base,
      signInEndpoints: base.signInEndpoints.filter((e) => e.binding === 'redirect'),
    };
    expect(outcome(base, redirectAlone)).toBe('changed');
    expect(outcome(base, redirectAlone, 'redirect')).toBe('changed');
    expect(outcome(base, redirectAlone, 'post')).toBe('sign_in_endpoint_missing');
  });
});

describe('validUntil', () => {
  test.each([
    [1, 'extension_can_wait'],
    [0, 'changed'],
    [-1, 'changed'],
  ])('moved on waits until half of it is over: %i ms before that it is %s', (left, expected) => {
    expect(outcome(until(12 * HOUR + left), until(24 * HOUR))).toBe(expected);
  });

  test('moved back, given up or given first counts at once', () => {
    expect(outcome(until(24 * HOUR), until(23 * HOUR))).toBe('changed');
    expect(outcome(until(24 * HOUR), until(null))).toBe('changed');
    expect(outcome(until(null), until(24 * HOUR))).toBe('changed');
  });

  test('moved on together with anything else counts at once', () => {
    const withB = { ...withKeys(A, B), notAfter: until(24 * HOUR).notAfter };
    expect(outcome(until(23 * HOUR), withB)).toBe('changed');
  });
});

describe('the words for a change', () => {
  test('name what is added and removed by certificate, and addresses by binding', () => {
    const after = {
      ...withKeys(B),
      signInEndpoints: [{ binding: 'redirect' as const, location: 'https://idp.example.com/new' }],
      wantAuthnRequestsSigned: true,
      notAfter: '2026-12-24T00:00:00.000Z',
    };
    expect(describeChanges(base, after)).toEqual([
      expect.stringMatching(
        /^The signing certificate CN=rsaB.test \(SHA-256 [0-9a-f]{16}…\) was added, valid until 2049-/,
      ),
      expect.stringMatching(/^The signing certificate CN=rsaA.test \(SHA-256 [0-9a-f]{16}…\) was removed\.$/),
      'The sign-in address by HTTP-Redirect is https://idp.example.com/new; it was https://idp.example.com/sso?tenant=acme.',
      'People can no longer be sent to sign in by HTTP-POST.',
      'The identity provider now asks for signed requests.',
      'The metadata is valid until 2026-12-24T00:00:00.000Z; it had no end.',
    ]);
    expect(describeChanges(after, base)).toHaveLength(6);
  });
});

describe('the words for logouts', () => {
  const slo = (location: string, responseLocation: string | null = null): IdentityProvider => ({
    ...base,
    logoutEndpoints: [{ binding: 'redirect', location, responseLocation }],
  });
  const [old, moved] = ['https://idp.example.com/slo', 'https://idp.example.com/slo/2'];

  test.each([
    [base, slo(old, moved), `People can be sent to sign out by HTTP-Redirect at ${old}.`],
    [slo(old), base, 'People can no longer be sent to sign out by HTTP-Redirect.'],
    [slo(old), slo(moved), `The sign-out address by HTTP-Redirect is ${moved}; it was ${old}.`],
    [slo(old), slo(old, moved), `Answers to logouts by HTTP-Redirect go to ${moved}.`],
    [slo(old, moved), slo(old), 'Answers to logouts by HTTP-Redirect go to the sign-out address.'],
  ])('say what is different, and it takes its place: %#', (before, after, sentence) => {
    expect(describeChanges(before, after)).toEqual([sentence]);
    expect(outcome(before, after)).toBe('changed');
  });

  test('are none for the same', () => {
    expect(outcome(slo(old, moved), slo(old, moved))).toBe('same');
    expect(outcome(base, { ...base, logoutEndpoints: [] })).toBe('same');
  });
});

describe('the words for what it says of itself', () => {
  const said: IdentityProvider = {
    ...base,
    signatureAlgorithms: ['urn:a', 'urn:b'],
    digestAlgorithms: ['urn:c'],
    entityAttributes: { categories: [], supportedCategories: ['urn:d'], certifications: ['urn:e'] },
  };

  test('name what came and what went, and it takes its place', () => {
    expect(describeChanges(base, said)).toEqual([
      'The signature algorithms of the identity provider have urn:a, urn:b as well.',
      'The digest algorithms of the identity provider have urn:c as well.',
      'The supported categories of the identity provider have urn:d as well.',
      'The certifications of the identity provider have urn:e as well.',
    ]);
    expect(describeChanges(said, { ...said, signatureAlgorithms: ['urn:b'] })).toEqual([
      'The signature algorithms of the identity provider no longer have urn:a.',
    ]);
    expect(outcome(base, said)).toBe('changed');
  });

  test('are none for another order', () => {
    expect(outcome(said, { ...said, signatureAlgorithms: ['urn:b', 'urn:a'] })).toBe('same');
  });
});

describe('the words for its scopes', () => {
  const bound = (...scopes: string[]): IdentityProvider => ({ ...base, scopes });

  test.each([
    [base, bound('b.example', 'a.example'), 'the scopes a.example, b.example; it was any scope'],
    [base, bound(), 'no scope; it was any scope'],
    [bound('a.example'), base, 'any scope; it was the scopes a.example'],
    [bound('a.example'), bound(), 'no scope; it was the scopes a.example'],
    [bound('a.example'), bound('b.example'), 'the scopes b.example; it was the scopes a.example'],
  ])('say what may be stated, and they take their place: %#', (before, after, words) => {
    expect(describeChanges(before, after)).toEqual([`The identity provider may state ${words}.`]);
    expect(outcome(before, after)).toBe('changed');
  });

  test('are few, however many scopes there are, and the last one counts', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => `s${1_000 + i}.example`);
    const [sentence = '', ...more] = describeChanges(bound(...many), bound(...many, 'z.example'));
    expect(more).toEqual([]);
    expect(sentence.length).toBeLessThan(700);
  });

  test('are none for another order', () => {
    expect(outcome(bound('a.example', 'b.example'), bound('b.example', 'a.example'))).toBe('same');
  });
});

describe('what vouches for a document', () => {
  const context = { now: NOW, isLocal: false, blockedAlgorithms: new Set<string>() };
  const read = async (xml: string, signed: boolean, maxValidityDays: number | null = null) => {
    const signingCertificates = signed ? withKeys(B).keys : [];
    const source = { url: 'https://idp.example.com/metadata', signingCertificates, maxValidityDays };
    const metadata = await readVouchedMetadata(new TextEncoder().encode(xml), source, ENTITY_ID, context);
    return metadata.ok ? metadata.value.identityProvider.entityId : metadata.failure.code;
  };
  const attributes = `entityID="${ENTITY_ID}" ID="_m"`;

  test('is TLS where no certificate is pinned', async () => {
    expect(await read(idp(), false)).toBe(ENTITY_ID);
  });

  test('is a signature by a pinned certificate where there is one, and nothing else', async () => {
    const signed = await signXml(
      idp({ entityAttributes: attributes }),
      { id: '_m' },
      { key: testKey('rsaB') },
    );
    expect(await read(signed, true)).toBe(ENTITY_ID);
    expect(await read(idp(), true)).toBe('signature_missing');
    const byOther = await signXml(
      idp({ entityAttributes: attributes }),
      { id: '_m' },
      { key: testKey('rogue') },
    );
    expect(await read(byOther, true)).toBe('signature_invalid');
  });

  test('does not make a validUntil that is missing good', async () => {
    expect(await read(idp(), false, 30)).toBe('valid_until_missing');
  });

  test('finds the identity provider by its name, with a stranger before it', async () => {
    const stranger = entity(idpRole({}), 'entityID="https://evil.example/"');
    expect(await read(aggregate(stranger + idp()), false)).toBe(ENTITY_ID);
    expect(await read(stranger, false)).toBe('entity_id_different');
  });
});
