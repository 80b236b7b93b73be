import { describe, expect, it } from 'vitest';
import type { Digest, SignatureScheme } from '../../scripts/idp/sign.ts';
import {
  CANONICALIZATION_ALGORITHMS,
  DIGEST_ALGORITHMS,
  SIGNATURE_ALGORITHMS,
} from '../../src/xmldsig/algorithms.ts';
import { outcomeOfVerifying, policy, signElement } from '../support/signed-element.ts';
import { type TestKeyName, testKey } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';

const MATRIX: readonly [SignatureScheme, Digest, TestKeyName][] = (
  [
    ['RSA', 'rsaA'],
    ['RSA-PSS', 'rsaA'],
    ['ECDSA', 'p256'],
    ['ECDSA', 'p384'],
    ['ECDSA', 'p521'],
  ] as const
).flatMap(([scheme, key]) =>
  (['SHA-256', 'SHA-384', 'SHA-512'] as const).map(
    (hash) => [scheme, hash, key] as [SignatureScheme, Digest, TestKeyName],
  ),
);

describe('signatures by xmldsigjs', () => {
  it.each(MATRIX)('with %s and %s hold for a key of %s', async (scheme, hash, name) => {
    const signed = await signElement({ key: testKey(name), algorithm: { scheme, hash }, digest: hash });
    const trusted = policy([trustedKey(name)]);
    expect(await outcomeOfVerifying(signed, trusted)).toBe('verified');
    expect(await outcomeOfVerifying(signed.replace('alice', 'admin'), trusted)).toBe(
      'signature_digest_mismatch',
    );
    expect(
      await outcomeOfVerifying(signed.replace('<ds:SignedInfo>', '<ds:SignedInfo Id="x">'), trusted),
    ).toBe('signature_invalid');
  });

  it('with PKCS #1 do not pass for RSA-PSS, nor the other way round', async () => {
    const pkcs1 = await signElement({ algorithm: { scheme: 'RSA', hash: 'SHA-256' } });
    const pss = await signElement({ algorithm: { scheme: 'RSA-PSS', hash: 'SHA-256' } });
    const ofPkcs1 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
    const ofPss = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';
    expect(pkcs1).toContain(ofPkcs1);
    expect(pss).toContain(ofPss);
    expect(await outcomeOfVerifying(pkcs1.replace(ofPkcs1, ofPss))).toBe('signature_invalid');
    expect(await outcomeOfVerifying(pss.replace(ofPss, ofPkcs1))).toBe('signature_invalid');
  });

  it('with RSA need an RSA key, with ECDSA one on a curve', async () => {
    const rsa = await signElement();
    const ecdsa = await signElement({ key: testKey('p256') });
    expect(await outcomeOfVerifying(rsa, policy([trustedKey('p256')]))).toBe('signature_key_unusable');
    expect(await outcomeOfVerifying(ecdsa, policy([trustedKey('rsaA')]))).toBe('signature_key_unusable');
    expect(await outcomeOfVerifying(ecdsa, policy([trustedKey('p384')]))).toBe('signature_invalid');
  });
});

describe('SHA-1', () => {
  const RSA_SHA1 = { scheme: 'RSA', hash: 'SHA-1' } as const;
  const RSA_SHA256 = { scheme: 'RSA', hash: 'SHA-256' } as const;

  it.each([
    ['in the signature', RSA_SHA1, 'SHA-256'],
    ['in the digest', RSA_SHA256, 'SHA-1'],
    ['in both', RSA_SHA1, 'SHA-1'],
  ] as const)('%s is forbidden, unless it is allowed', async (_title, algorithm, digest) => {
    const signed = await signElement({ algorithm, digest });
    expect(await outcomeOfVerifying(signed)).toBe('signature_algorithm_forbidden');
    const allowing = policy([trustedKey('rsaA')], { allowSha1: true });
    expect(await outcomeOfVerifying(signed, allowing)).toBe('verified');
    expect(await outcomeOfVerifying(signed.replace('alice', 'admin'), allowing)).toBe(
      'signature_digest_mismatch',
    );
  });

  it('with ECDSA is forbidden, unless it is allowed', async () => {
    const signed = await signElement({ key: testKey('p256'), algorithm: { scheme: 'ECDSA', hash: 'SHA-1' } });
    expect(await outcomeOfVerifying(signed, policy([trustedKey('p256')]))).toBe(
      'signature_algorithm_forbidden',
    );
    expect(await outcomeOfVerifying(signed, policy([trustedKey('p256')], { allowSha1: true }))).toBe(
      'verified',
    );
  });
});

describe('an algorithm that the deployment blocks', () => {
  const blocking = (uri: string, allowSha1 = false) =>
    policy([trustedKey('rsaA')], { allowSha1, blockedAlgorithms: new Set([uri]) });

  it.each([
    ['for signing', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'],
    ['for digests', 'http://www.w3.org/2001/04/xmlenc#sha256'],
  ])('is forbidden %s', async (_title, uri) => {
    expect(await outcomeOfVerifying(await signElement(), blocking(uri))).toBe(
      'signature_algorithm_forbidden',
    );
  });

  it('is forbidden whatever the connection allows', async () => {
    const signed = await signElement({ digest: 'SHA-1' });
    const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
    expect(await outcomeOfVerifying(signed, blocking(sha1, true))).toBe('signature_algorithm_forbidden');
  });

  it('is no hindrance where it is not used', async () => {
    const pss = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';
    expect(await outcomeOfVerifying(await signElement(), blocking(pss))).toBe('verified');
  });
});

describe('the table', () => {
  it('knows only SHA-1 as weak, and never HMAC, MD5 or DSA', () => {
    for (const { hash, status } of [...SIGNATURE_ALGORITHMS.values(), ...DIGEST_ALGORITHMS.values()]) {
      expect(status).toBe(hash === 'SHA-1' ? 'weak' : 'good');
    }
    const uris = [...SIGNATURE_ALGORITHMS.keys(), ...DIGEST_ALGORITHMS.keys()];
    expect(uris.filter((uri) => /hmac|md5|[^c]dsa-sha|ripemd/i.test(uri))).toEqual([]);
  });

  it('gives a key type to each scheme', () => {
    for (const { scheme, keyType } of SIGNATURE_ALGORITHMS.values()) {
      expect(keyType).toBe(scheme === 'ECDSA' ? 'EC' : 'RSA');
    }
  });

  it('has every canonicalisation with and without comments', () => {
    const entries = [...CANONICALIZATION_ALGORITHMS.values()].map(
      ({ form, withComments }) => `${form} ${withComments}`,
    );
    expect(entries.toSorted()).toEqual(
      ['exclusive-1.0', 'inclusive-1.0', 'inclusive-1.1'].flatMap((form) => [
        `${form} false`,
        `${form} true`,
      ]),
    );
  });
});
