/** Algorithms: only strong ones, only as they are named, and values only in the form that their standards define. */
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { certificateBase64 } from '../../scripts/x509/signing-key.ts';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import { buildResponse, signBoth, signXml, testKey } from '../support/signed-response.ts';
import { outcomeOf, trustedKey } from '../support/verdict.ts';
import { genuineDocument, match, resign, swap } from './forging.ts';

const SIGNED_INFO = /<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/;
const SIGNATURE_VALUE = /(?<=<ds:SignatureValue>)[^<]*/;
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const MGF1 = 'http://www.w3.org/2007/05/xmldsig-more#';

/** Gives SignedInfo another SignatureMethod and has `signer` sign the octets of that. */
function signAs(genuine: string, method: string, signer: (octets: Buffer) => Buffer): string {
  const document = resign(genuine, (signedInfo) =>
    swap(signedInfo, /<ds:SignatureMethod .*<\/ds:SignatureMethod>/, method),
  );
  const octets = swap(
    match(SIGNED_INFO, document),
    '<ds:SignedInfo>',
    '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
  );
  return swap(document, SIGNATURE_VALUE, signer(Buffer.from(octets)).toString('base64'));
}

const method = (algorithm: string, content = '') =>
  `<ds:SignatureMethod Algorithm="${algorithm}">${content}</ds:SignatureMethod>`;
const withSignatureValue = (xml: string, octets: Uint8Array) =>
  swap(xml, SIGNATURE_VALUE, Buffer.from(octets).toString('base64'));

describe('an algorithm', () => {
  const certificate = testKey('rsaA').certificatePem;
  const publicOctets: [string, string | Buffer][] = [
    ['the PEM certificate', certificate],
    ['the certificate', Buffer.from(certificateBase64(testKey('rsaA')), 'base64')],
    ['the base64 of the certificate', certificateBase64(testKey('rsaA'))],
    ['the public key', createPublicKey(certificate).export({ type: 'spki', format: 'der' })],
  ];

  test.each(publicOctets)('HMAC keyed with %s', async (_, secret) => {
    const document = signAs(await genuineDocument(), method(`${DSIG_MORE}hmac-sha256`), (octets) =>
      createHmac('sha256', secret).update(octets).digest(),
    );
    expect(await outcomeOf(document)).toBe('signature_algorithm_unsupported');
  });

  test.each([0, 8, 40, 256])('HMACOutputLength of %i', async (bits) => {
    const length = `<ds:HMACOutputLength>${bits}</ds:HMACOutputLength>`;
    const truncated = () => Buffer.alloc(Math.max(1, bits / 8));
    for (const algorithm of [`${DSIG_MORE}hmac-sha256`, `${DSIG_MORE}rsa-sha256`]) {
      const document = signAs(await genuineDocument(), method(algorithm, length), truncated);
      expect(await outcomeOf(document)).toBe('signature_algorithm_unsupported');
    }
  });

  test.each([
    'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
    `${DSIG_MORE}rsa-md5`,
    `${DSIG_MORE}rsa-ripemd160`,
    `${DSIG_MORE}RSA-SHA256`,
    `${DSIG_MORE}rsa-sha256 `,
    'urn:unknown',
    '__proto__',
    'constructor',
    '',
  ])('that is unknown: "%s"', async (algorithm) => {
    const { privateKey } = testKey('rsaA');
    const document = signAs(await genuineDocument(), method(algorithm), (octets) =>
      sign('sha256', octets, privateKey),
    );
    expect(await outcomeOf(document)).toBe('signature_algorithm_unsupported');
  });

  test.each([`${DSIG_MORE}md5`, 'urn:unknown', 'toString', ''])(
    'of the digest that is unknown: "%s"',
    async (digest) => {
      const document = resign(await genuineDocument(), (signedInfo) =>
        swap(signedInfo, 'http://www.w3.org/2001/04/xmlenc#sha256', digest),
      );
      expect(await outcomeOf(document)).toBe('signature_algorithm_unsupported');
    },
  );

  test.each([
    ['RSA-SHA1', 'rsaA', 'SHA-1', 'SHA-256'],
    ['ECDSA-SHA1', 'p256', 'SHA-1', 'SHA-256'],
    ['a SHA-1 digest under RSA-SHA256', 'rsaA', 'SHA-256', 'SHA-1'],
    ['SHA-1 throughout', 'rsaA', 'SHA-1', 'SHA-1'],
  ] as const)('that is weak works only where the connection opts in: %s', async (_, name, hash, digest) => {
    const scheme = name === 'p256' ? 'ECDSA' : 'RSA';
    const options = { key: testKey(name), algorithm: { scheme, hash }, digest } as const;
    const trustedKeys = [trustedKey(name)];
    for (const document of [
      await signXml(buildResponse(), 'Assertion', options),
      await signBoth(buildResponse(), options),
    ]) {
      expect(await outcomeOf(document, { trustedKeys })).toBe('signature_algorithm_forbidden');
      expect(await outcomeOf(document, { trustedKeys, allowSha1: true })).toBe('accepted');
    }
  });

  test('that is weak on the inner signature alone', async () => {
    const inner = await signXml(buildResponse(), 'Assertion', {
      algorithm: { scheme: 'RSA', hash: 'SHA-1' },
    });
    expect(await outcomeOf(await signXml(inner, 'Response'))).toBe('signature_algorithm_forbidden');
  });

  test.each([
    ['PKCS#1 v1.5 passed off as PSS', `${MGF1}sha256-rsa-MGF1`],
    ['SHA-256 passed off as SHA-512', `${DSIG_MORE}rsa-sha512`],
    ['SHA-256 passed off as SHA-384', `${DSIG_MORE}rsa-sha384`],
  ])('that was not used: %s', async (_, algorithm) => {
    const { privateKey } = testKey('rsaA');
    const document = signAs(await genuineDocument(), method(algorithm), (octets) =>
      sign('sha256', octets, privateKey),
    );
    expect(await outcomeOf(document)).toBe('signature_invalid');
  });

  test('that was not used: PSS passed off as PKCS#1 v1.5', async () => {
    const { privateKey } = testKey('rsaA');
    // RSA_PKCS1_PSS_PADDING is 6.
    const pss = (saltLength: number) => (octets: Buffer) =>
      sign('sha256', octets, { key: privateKey, padding: 6, saltLength });
    const genuine = await genuineDocument();
    expect(await outcomeOf(signAs(genuine, method(`${DSIG_MORE}rsa-sha256`), pss(32)))).toBe(
      'signature_invalid',
    );
    // The salt is as long as the digest (RFC 9231, section 2.3.10), and no shorter.
    expect(await outcomeOf(signAs(genuine, method(`${MGF1}sha256-rsa-MGF1`), pss(32)))).toBe('accepted');
    expect(await outcomeOf(signAs(genuine, method(`${MGF1}sha256-rsa-MGF1`), pss(0)))).toBe(
      'signature_invalid',
    );
  });
});

describe('a SignatureValue', () => {
  test.each([
    ['empty', 0, 'signature_malformed'],
    ['one octet', 1, 'signature_invalid'],
    ['one octet short', 255, 'signature_invalid'],
    ['all zero', 256, 'signature_invalid'],
    ['one octet too long', 257, 'signature_invalid'],
    ['a megabyte', 1_000_000, 'signature_invalid'],
  ])('RSA: %s', async (_, octets, refusedWith) => {
    const document = withSignatureValue(await genuineDocument(), new Uint8Array(octets));
    expect(await outcomeOf(document)).toBe(refusedWith);
  });

  test('RSA: one, and the genuine one with a zero before it', async () => {
    const genuine = await genuineDocument();
    const value = Buffer.from(match(SIGNATURE_VALUE, genuine), 'base64');
    expect(await outcomeOf(withSignatureValue(genuine, Buffer.of(...new Array(255).fill(0), 1)))).toBe(
      'signature_invalid',
    );
    expect(await outcomeOf(withSignatureValue(genuine, Buffer.concat([Buffer.of(0), value])))).toBe(
      'signature_invalid',
    );
  });

  const ORDERS = {
    p256: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    p384: `${'f'.repeat(48)}c7634d81f4372ddf581a0db248b0a77aecec196accc52973`,
    p521: `01${'f'.repeat(64)}fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409`,
  };
  test.each(['p256', 'p384', 'p521'] as const)('ECDSA on %s: zeros, the order, DER, halves', async (name) => {
    const trustedKeys = [trustedKey(name)];
    const genuine = await signXml(buildResponse(), 'Assertion', { key: testKey(name) });
    expect(await outcomeOf(genuine, { trustedKeys })).toBe('accepted');
    const raw = Buffer.from(match(SIGNATURE_VALUE, genuine), 'base64');
    const half = raw.length / 2;
    const order = Buffer.from(ORDERS[name].padStart(half * 2, '0'), 'hex');
    const zeros = Buffer.alloc(half);
    const one = Buffer.concat([Buffer.alloc(half - 1), Buffer.of(1)]);
    const r = raw.subarray(0, half);
    const s = raw.subarray(half);
    for (const value of [
      Buffer.concat([zeros, zeros]),
      Buffer.concat([order, order]),
      Buffer.concat([one, zeros]),
      Buffer.concat([zeros, s]),
      Buffer.concat([r, zeros]),
      Buffer.concat([s, r]),
      Buffer.concat([r, order]),
      r,
      Buffer.concat([raw, Buffer.of(0)]),
      Buffer.concat([Buffer.of(0), r, Buffer.of(0), s]),
    ]) {
      expect(await outcomeOf(withSignatureValue(genuine, value), { trustedKeys })).toBe('signature_invalid');
    }
    const der = signAs(
      genuine,
      match(/<ds:SignatureMethod [^>]*>/, genuine).replace('/>', '></ds:SignatureMethod>'),
      (octets) => sign('sha256', octets, { key: testKey(name).privateKey, dsaEncoding: 'der' }),
    );
    expect(await outcomeOf(der, { trustedKeys })).toBe('signature_invalid');
  });

  test('of another document by the same key', async () => {
    const other = await signXml(buildResponse({ assertion: { id: '_other' } }), 'Assertion');
    const document = swap(await genuineDocument(), SIGNATURE_VALUE, match(SIGNATURE_VALUE, other));
    expect(await outcomeOf(document)).toBe('signature_invalid');
  });

  test('of a key on a curve that is not supported', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const document = await signXml(buildResponse(), 'Assertion', { key: testKey('p256') });
    const trustedKeys: TrustedKey[] = [{ type: 'EC', curve: 'P-256', spki, fingerprint: '00' }];
    expect(await outcomeOf(document, { trustedKeys })).toBe('signature_invalid');
  });
});
