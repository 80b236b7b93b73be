import { describe, expect, it } from 'vitest';
import { certificateBase64, generateSigningKey } from '../../scripts/x509/signing-key.ts';
import {
  A,
  accepted,
  B,
  codeOf,
  idp,
  keyDescriptor,
  NOW,
  ROGUE,
  signingKey,
  WEAK,
  x509Data,
} from '../support/idp-metadata.ts';
import { testKey } from '../support/test-keys.ts';

function fingerprints(xml: string): string[] {
  return accepted(xml).identityProvider.keys.map(({ key }) => key.fingerprint);
}

const [FINGERPRINT_A = '', FINGERPRINT_B = ''] = [A, B].flatMap((c) =>
  fingerprints(idp({ keys: signingKey(c) })),
);

describe('signing keys', () => {
  it.each([
    ['of several KeyDescriptors', signingKey(A) + signingKey(B)],
    ['of several X509Data', keyDescriptor(x509Data(A) + x509Data(B))],
    ['of several X509Certificates', keyDescriptor(x509Data(A, B))],
    ['with and without use', signingKey(A, '') + signingKey(B)],
    ['each once, though repeated', signingKey(A) + signingKey(B) + signingKey(A)],
    [
      'beside KeyName and KeyValue',
      keyDescriptor(`<ds:KeyName>k</ds:KeyName><ds:KeyValue/>${x509Data(A)}`) + signingKey(B),
    ],
  ])('are all taken, in order: %s', (_title, keys) => {
    expect(fingerprints(idp({ keys }))).toEqual([FINGERPRINT_A, FINGERPRINT_B]);
  });

  it.each([
    ['line breaks', A.replace(/(.{64})/g, '$1\n')],
    ['carriage returns as references', A.replace(/(.{64})/g, '$1&#13;\n')],
    ['indentation and tabs', `\n\t\t   ${A.replace(/(.{64})/g, '$1\n\t\t   ')}\n`],
    ['PEM headers', testKey('rsaA').certificatePem],
    ['a comment and CDATA', `${A.slice(0, 40)}<!-- x --><![CDATA[${A.slice(40)}]]>`],
  ])('are read with %s', (_title, certificate) => {
    expect(fingerprints(idp({ keys: signingKey(certificate) }))).toEqual([FINGERPRINT_A]);
  });

  it('may be elliptic', () => {
    const { keys } = accepted(idp({ keys: signingKey(certificateBase64(testKey('p256'))) })).identityProvider;
    expect(keys.map(({ key }) => key)).toMatchObject([{ type: 'EC', curve: 'P-256' }]);
  });

  it('are never those for encryption, nor those of a use that does not exist', () => {
    const others =
      signingKey(ROGUE, 'use="encryption"') +
      signingKey(ROGUE, 'use="Signing"') +
      signingKey(ROGUE, 'use=""');
    expect(fingerprints(idp({ keys: others + signingKey(A) }))).toEqual([FINGERPRINT_A]);
    expect(codeOf(idp({ keys: others }))).toBe('signing_key_missing');
  });

  it.each([
    ['no KeyDescriptor', '', 'signing_key_missing'],
    ['a KeyDescriptor without KeyInfo', '<md:KeyDescriptor/>', 'signing_key_missing'],
    [
      'a KeyValue alone',
      keyDescriptor('<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>'),
      'signing_key_without_certificate',
    ],
    [
      'an X509SubjectName alone',
      keyDescriptor('<ds:X509Data><ds:X509SubjectName>CN=x</ds:X509SubjectName></ds:X509Data>'),
      'signing_key_without_certificate',
    ],
    ['an empty certificate', signingKey(''), 'certificate_unreadable'],
    ['a certificate that is none', signingKey('AAAA'), 'certificate_unreadable'],
    ['a certificate with a child element', signingKey(`${A}<b/>`), 'certificate_unreadable'],
    [
      'two certificates in one element',
      signingKey(testKey('rsaA').certificatePem + testKey('rsaB').certificatePem),
      'certificate_unreadable',
    ],
    ['RSA of 1024 bits', signingKey(WEAK), 'certificate_key_too_weak'],
    [
      'a private key, even beside a certificate',
      signingKey('-----BEGIN PRIVATE KEY-----') + signingKey(A),
      'certificate_private_key',
    ],
    ['more than anybody needs', signingKey(A).repeat(17), 'signing_keys_too_many'],
  ])('are refused: %s', (_title, keys, code) => {
    expect(codeOf(idp({ keys }))).toBe(code);
  });

  it('that cannot be used lead to a warning beside one that can', () => {
    const keys = signingKey(WEAK) + signingKey(A) + signingKey('AAAA');
    expect(fingerprints(idp({ keys }))).toEqual([FINGERPRINT_A]);
    const { warnings } = accepted(idp({ keys }));
    expect(warnings.map(({ code }) => code)).toEqual(['certificate_unusable', 'certificate_unusable']);
  });

  it('are taken from certificates that have expired or are not valid yet, with a warning', () => {
    const [notBefore, notAfter] = [NOW, NOW + 60_000];
    const key = generateSigningKey('P-256', 'short.test', new Date(notBefore), new Date(notAfter));
    const xml = idp({ keys: signingKey(certificateBase64(key)) });
    const warningsAt = (now: number) => accepted(xml, false, now).warnings.map(({ code }) => code);
    expect(warningsAt(notBefore - 1)).toEqual(['certificate_not_yet_valid']);
    expect(warningsAt(notBefore)).toEqual([]);
    expect(warningsAt(notAfter - 1)).toEqual([]);
    expect(warningsAt(notAfter)).toEqual(['certificate_expired']);
    expect(warningsAt(notAfter + 1)).toEqual(['certificate_expired']);
  });
});
