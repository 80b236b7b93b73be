/** What an identity provider says it verifies, and what we make of it: a wish, never more. */
import { describe, expect, test } from 'vitest';
import { signingKeyFor } from '../../src/saml/algorithm-support.ts';
import { NS_METADATA_ALGORITHMS } from '../../src/saml/names.ts';
import { signOctets } from '../../src/xmldsig/signing-key.ts';
import { accepted, idp } from '../support/idp-metadata.ts';
import { signingKey } from '../support/key-pairs.ts';

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const SHA384 = `${MORE}sha384`;
const SHA512 = 'http://www.w3.org/2001/04/xmlenc#sha512';
const RSA_256 = `${MORE}rsa-sha256`;
const RSA_384 = `${MORE}rsa-sha384`;
const RSA_512 = `${MORE}rsa-sha512`;

const method = (name: string, algorithm: string) =>
  `<alg:${name} xmlns:alg="${NS_METADATA_ALGORITHMS}" Algorithm="${algorithm}"/>`;
const signing = (...algorithms: string[]) => algorithms.map((each) => method('SigningMethod', each)).join('');
const digests = (...algorithms: string[]) => algorithms.map((each) => method('DigestMethod', each)).join('');
const read = (roleExtensions: string, entityExtensions = '') =>
  accepted(idp({ roleExtensions, entityExtensions })).identityProvider;
const chosen = (extensions: string, name: 'rsaA' | 'p256' = 'rsaA', blocked: readonly string[] = []) => {
  const { algorithm, digestAlgorithm } = signingKeyFor(read(extensions), signingKey(name, blocked));
  return [algorithm.uri, digestAlgorithm.uri];
};

describe('the algorithms of an identity provider', () => {
  test('are not there where it says none', () => {
    expect(read('')).not.toHaveProperty('signatureAlgorithms');
    expect(read('')).not.toHaveProperty('digestAlgorithms');
  });

  test('are read from its role, else from its entity, each once, without what we would not use', () => {
    const both = signing(RSA_512, RSA_384, RSA_512) + digests(SHA512);
    const known = { signatureAlgorithms: [RSA_512, RSA_384], digestAlgorithms: [SHA512] };
    expect(read(both)).toMatchObject(known);
    expect(read('', both)).toMatchObject(known);
    expect(read(signing(RSA_256), both)).toMatchObject({ ...known, signatureAlgorithms: [RSA_256] });
    const rubbish = signing(RSA_256, 'urn:unknown', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', '');
    expect(read(rubbish).signatureAlgorithms).toEqual([RSA_256]);
  });

  test('of another namespace are none', () => {
    const other = signing(RSA_512).replace(NS_METADATA_ALGORITHMS, 'urn:other');
    expect(read(other)).not.toHaveProperty('signatureAlgorithms');
  });
});

describe('a request is signed', () => {
  test.each([
    ['as usual where nothing is said', '', RSA_256, SHA256],
    [
      'as usual where that is among them',
      signing(RSA_512, RSA_256) + digests(SHA512, SHA256),
      RSA_256,
      SHA256,
    ],
    ['by what it verifies where that is something else', signing(RSA_512), RSA_512, SHA256],
    ['with the digest that it knows', digests(SHA384), RSA_256, SHA384],
    ['by the first of ours of several', signing(RSA_512, RSA_384) + digests(SHA512, SHA384), RSA_384, SHA384],
  ])('%s', (_title, extensions, signature, digest) => {
    expect(chosen(extensions)).toEqual([signature, digest]);
  });

  test.each([
    [
      'SHA-1 alone',
      signing('http://www.w3.org/2000/09/xmldsig#rsa-sha1') +
        digests('http://www.w3.org/2000/09/xmldsig#sha1'),
    ],
    ['HMAC', signing('http://www.w3.org/2000/09/xmldsig#hmac-sha1')],
    ['MD5', signing(`${MORE}rsa-md5`) + digests(`${MORE}md5`)],
    ['what is none', signing('none', '', 'constructor', '__proto__') + digests('identity')],
    ['what another kind of key is needed for', signing(`${MORE}ecdsa-sha256`, `${MORE}ecdsa-sha512`)],
    ['a padding that we do not sign with', signing('http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1')],
    ['a digest as a signature', signing(SHA512)],
    ['ten thousand of them', signing(...Array.from({ length: 10_000 }, (_, i) => `urn:x:${i}`))],
  ])('as usual whatever is asked for: %s', (_title, extensions) => {
    expect(chosen(extensions)).toEqual([RSA_256, SHA256]);
  });

  test('never by what the deployment blocks', () => {
    expect(chosen(signing(RSA_512), 'rsaA', [RSA_512])).toEqual([RSA_256, SHA256]);
    expect(chosen(signing(RSA_512, RSA_384), 'rsaA', [RSA_384])).toEqual([RSA_512, SHA256]);
    expect(chosen(digests(SHA384), 'rsaA', [SHA384])).toEqual([RSA_256, SHA256]);
  });

  test('with a curve by what it verifies for that', () => {
    expect(chosen(signing(RSA_512, `${MORE}ecdsa-sha512`), 'p256')).toEqual([`${MORE}ecdsa-sha512`, SHA256]);
  });

  test('by one key with two algorithms, each of which verifies', async () => {
    const usual = signingKey('rsaA');
    const octets = new TextEncoder().encode('SAMLRequest=x');
    for (const key of [usual, signingKeyFor({ signatureAlgorithms: [RSA_512] }, usual), usual]) {
      const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: key.algorithm.hash };
      const spki = Buffer.from(key.keyPair.publicKey.spki, 'base64');
      const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
      const value = await signOctets(key, octets);
      expect(await crypto.subtle.verify(algorithm, publicKey, value, octets)).toBe(true);
    }
  });
});
