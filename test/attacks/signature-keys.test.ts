/** Keys: only those that the connection pins count, and nothing that a message says about keys. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { certificateBase64, generateSigningKey } from '../../scripts/x509/signing-key.ts';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import {
  buildResponse,
  type SigningKey,
  signBoth,
  signXml,
  type TestKeyName,
  testKey,
} from '../support/signed-response.ts';
import { outcomeOf, trustedKey } from '../support/verdict.ts';
import { forged, genuineDocument, insertBefore, swap } from './forging.ts';

const KEY_INFO = /<ds:KeyInfo>[\s\S]*<\/ds:KeyInfo>/;

/** A key as a tampered or outdated tenant record could name it. */
function recordOf(
  name: TestKeyName,
  claims: Partial<{ modulusBits: number; spki: string }> = {},
): TrustedKey {
  const spki = createPublicKey(testKey(name).certificatePem).export({ type: 'spki', format: 'der' });
  return { type: 'RSA', modulusBits: 1024, spki: spki.toString('base64'), fingerprint: '00', ...claims };
}

describe('a key that the connection does not pin', () => {
  const clone = generateSigningKey('RSA-2048', 'rsaA.test', new Date(0), new Date('2049-01-01'));
  const subjectOf = ({ certificatePem }: SigningKey) => new X509Certificate(certificatePem).subject;

  test('is of the attacker, even with a certificate of the same name', () => {
    expect(subjectOf(clone)).toBe(subjectOf(testKey('rsaA')));
    expect(clone.certificatePem).not.toBe(testKey('rsaA').certificatePem);
  });

  test.each<[string, SigningKey]>([
    ['of the attacker', testKey('rogue')],
    ['with a certificate of the same name', clone],
  ])('one %s, whose certificate is in KeyInfo', async (_, key) => {
    const document = await signBoth(forged(buildResponse()), { key });
    expect(document).toContain(certificateBase64(key));
    expect(await outcomeOf(document)).toBe('signature_invalid');
    // The pinned certificate beside it changes nothing.
    const withBoth = document.replaceAll(
      '<ds:X509Data>',
      `<ds:X509Data><ds:X509Certificate>${certificateBase64(testKey('rsaA'))}</ds:X509Certificate>`,
    );
    expect(await outcomeOf(withBoth)).toBe('signature_invalid');
  });

  test('one that KeyInfo gives as KeyValue or by name', async () => {
    const { n, e } = createPublicKey(testKey('rogue').certificatePem).export({ format: 'jwk' });
    const decode = (value?: string) => Buffer.from(value ?? '', 'base64url').toString('base64');
    const document = await signXml(forged(buildResponse()), 'Assertion', { key: testKey('rogue') });
    for (const keyInfo of [
      `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${decode(n)}</ds:Modulus><ds:Exponent>${decode(e)}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`,
      '<ds:KeyName>rsaA.test</ds:KeyName>',
      '<ds:X509Data><ds:X509SubjectName>CN=rsaA.test</ds:X509SubjectName></ds:X509Data>',
    ]) {
      const named = swap(document, KEY_INFO, `<ds:KeyInfo>${keyInfo}</ds:KeyInfo>`);
      expect(await outcomeOf(named)).toBe('signature_invalid');
    }
  });

  test('no pinned key at all', async () => {
    expect(await outcomeOf(await genuineDocument(), { trustedKeys: [] })).toBe('signature_key_unusable');
    const own = await signXml(forged(buildResponse()), 'Assertion', { key: testKey('rogue') });
    expect(await outcomeOf(own, { trustedKeys: [] })).toBe('signature_key_unusable');
  });

  test('only one of the other kind', async () => {
    const genuine = await genuineDocument();
    expect(await outcomeOf(genuine, { trustedKeys: [trustedKey('p256')] })).toBe('signature_key_unusable');
    const byEc = await signXml(buildResponse(), 'Assertion', { key: testKey('p256') });
    expect(await outcomeOf(byEc)).toBe('signature_key_unusable');
    expect(await outcomeOf(byEc, { trustedKeys: [trustedKey('p384')] })).toBe('signature_invalid');
    expect(await outcomeOf(byEc, { trustedKeys: [trustedKey('p256')] })).toBe('accepted');
  });

  test('a record that is broken verifies nothing and throws nothing', async () => {
    const genuine = await genuineDocument();
    const ec = trustedKey('p256').spki;
    for (const record of [
      recordOf('rsaA', { modulusBits: 2048, spki: 'AAAA' }),
      recordOf('rsaA', { modulusBits: 2048, spki: '*' }),
      recordOf('rsaA', { modulusBits: 2048, spki: '' }),
      recordOf('rsaA', { modulusBits: 2048, spki: ec }),
      recordOf('rsaA', { modulusBits: 1024 }),
    ]) {
      expect(await outcomeOf(genuine, { trustedKeys: [record] })).toBe('signature_invalid');
      expect(await outcomeOf(genuine, { trustedKeys: [record, trustedKey('rsaA')] })).toBe('accepted');
    }
  });

  test('an RSA key under 2048 bits, though a record names it', async () => {
    const document = await signXml(buildResponse(), 'Assertion', { key: testKey('weakRsa') });
    for (const modulusBits of [1024, 2048]) {
      const trustedKeys = [recordOf('weakRsa', { modulusBits })];
      expect(await outcomeOf(document, { trustedKeys })).toBe('signature_invalid');
    }
  });
});

describe('what KeyInfo points at is never fetched', () => {
  test.each([
    '<ds:RetrievalMethod URI="https://evil.example/key" Type="http://www.w3.org/2000/09/xmldsig#X509Data"/>',
    '<dsig11:KeyInfoReference xmlns:dsig11="http://www.w3.org/2009/xmldsig11#" URI="https://evil.example/"/>',
    '<ds:X509Data><x:URL xmlns:x="urn:x">https://evil.example/cert.pem</x:URL></ds:X509Data>',
    '<ds:MgmtData>https://evil.example/</ds:MgmtData>',
  ])('%s', async (content) => {
    const fetching = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    try {
      const genuine = await genuineDocument();
      const document = swap(genuine, KEY_INFO, `<ds:KeyInfo>${content}</ds:KeyInfo>`);
      expect(await outcomeOf(document)).toBe('accepted');
      expect(await outcomeOf(insertBefore(genuine, '</ds:KeyInfo>', content))).toBe('accepted');
      expect(fetching).not.toHaveBeenCalled();
    } finally {
      fetching.mockRestore();
    }
  });
});
