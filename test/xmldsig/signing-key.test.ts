/** What a key of ours signs with: its own algorithms alone, as the deployment allows them, and among those what a peer knows. */
import { describe, expect, test } from 'vitest';
import { preferAlgorithms, signOctets } from '../../src/xmldsig/signing-key.ts';
import { signingKey } from '../support/key-pairs.ts';
import type { TestKeyName } from '../support/test-keys.ts';

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const DIGESTS = [`${XMLENC}sha256`, `${MORE}sha384`, `${XMLENC}sha512`];

const urisOf = (algorithms: readonly { readonly uri: string }[]) => algorithms.map(({ uri }) => uri);

describe('a key could sign with', () => {
  test.each<[TestKeyName, string]>([
    ['rsaA', 'rsa'],
    ['p256', 'ecdsa'],
    ['p384', 'ecdsa'],
  ])('all that is good for its kind, and nothing weak: %s', (name, kind) => {
    const { allowed } = signingKey(name);
    expect(urisOf(allowed.algorithms)).toEqual([256, 384, 512].map((bits) => `${MORE}${kind}-sha${bits}`));
    expect(urisOf(allowed.digestAlgorithms)).toEqual(DIGESTS);
  });

  test('nothing that the deployment blocks', () => {
    const { allowed } = signingKey('rsaA', [`${MORE}rsa-sha384`, `${XMLENC}sha512`]);
    expect(urisOf(allowed.algorithms)).toEqual([`${MORE}rsa-sha256`, `${MORE}rsa-sha512`]);
    expect(urisOf(allowed.digestAlgorithms)).toEqual(DIGESTS.slice(0, 2));
  });
});

describe('of what a peer knows, a key signs with', () => {
  const preferred = (known: readonly string[], blocked: readonly string[] = []) => {
    const { algorithm, digestAlgorithm } = preferAlgorithms(signingKey('rsaA', blocked), new Set(known));
    return [algorithm.uri, digestAlgorithm.uri];
  };
  const usual = [`${MORE}rsa-sha256`, `${XMLENC}sha256`];

  test.each<[string, readonly string[], readonly string[]]>([
    ['the usual where that is known', [`${MORE}rsa-sha512`, `${XMLENC}sha512`, ...usual], usual],
    [
      'something else where it is not',
      [`${MORE}rsa-sha512`, `${XMLENC}sha512`],
      [`${MORE}rsa-sha512`, `${XMLENC}sha512`],
    ],
    ['another signature alone', [`${MORE}rsa-sha384`], [`${MORE}rsa-sha384`, `${XMLENC}sha256`]],
    ['another digest alone', [`${MORE}sha384`], [`${MORE}rsa-sha256`, `${MORE}sha384`]],
    ['the usual where nothing of it would do', [`${MORE}ecdsa-sha512`, `${MORE}rsa-md5`], usual],
    ['the usual where nothing is said', [], usual],
  ])('%s', (_title, known, expected) => {
    expect(preferred(known)).toEqual(expected);
  });

  test('never what the deployment blocks', () => {
    expect(preferred([`${MORE}rsa-sha512`, `${MORE}sha384`], [`${MORE}rsa-sha512`, `${MORE}sha384`])).toEqual(
      usual,
    );
  });
});

test('a key signs with one algorithm after the other, and each value is of its own', async () => {
  const octets = new TextEncoder().encode('SAMLRequest=x');
  const usual = signingKey('rsaA');
  const stronger = preferAlgorithms(usual, new Set([`${MORE}rsa-sha512`]));
  const spki = Buffer.from(usual.keyPair.publicKey.spki, 'base64');
  for (const [key, hash] of [
    [usual, 'SHA-256'],
    [stronger, 'SHA-512'],
    [usual, 'SHA-256'],
  ] as const) {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash };
    const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
    expect(await crypto.subtle.verify(algorithm, publicKey, await signOctets(key, octets), octets)).toBe(
      true,
    );
  }
});
