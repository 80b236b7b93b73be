import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { certificateBase64, generateSigningKey } from '../../scripts/x509/signing-key.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import { testKey } from '../support/test-keys.ts';
import { UNWANTED_CERTIFICATES } from './unwanted-certificates.ts';

const PEM = testKey('rsaA').certificatePem;
const BASE64 = certificateBase64(testKey('rsaA'));

function codeOf(text: string): string | null {
  const certificate = readCertificate(text);
  return certificate.ok ? null : certificate.failure.code;
}

describe('a certificate', () => {
  it('gives its key, its subject and its dates', () => {
    const [notBefore, notAfter] = [Date.UTC(2026, 0, 2, 3, 4, 5), Date.UTC(2027, 11, 31, 23, 59, 59)];
    const key = generateSigningKey('P-384', 'idp.example.com', new Date(notBefore), new Date(notAfter));
    expect(readCertificate(key.certificatePem)).toEqual({
      ok: true,
      value: {
        key: {
          type: 'EC',
          curve: 'P-384',
          spki: expect.any(String),
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        subject: 'CN=idp.example.com',
        notBefore,
        notAfter,
      },
    });
  });

  it.each(['rsaA', 'p256', 'p384', 'p521'] as const)(
    'of %s holds a key that WebCrypto imports',
    async (name) => {
      const certificate = readCertificate(testKey(name).certificatePem);
      if (!certificate.ok) throw new Error(certificate.failure.code);
      const { key } = certificate.value;
      const algorithm =
        key.type === 'RSA'
          ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
          : { name: 'ECDSA', namedCurve: key.curve };
      const imported = await crypto.subtle.importKey(
        'spki',
        Buffer.from(key.spki, 'base64'),
        algorithm,
        false,
        ['verify'],
      );
      expect(imported.type).toBe('public');
    },
  );

  it.each([
    ['as bare base64', BASE64],
    ['as base64 with CRLF', BASE64.replace(/(.{64})/g, '$1\r\n')],
    ['as PEM with spaces around', `\n  ${PEM.replaceAll('\n', '\r\n  ')}\n`],
    ['as PEM on one line', PEM.replaceAll('\n', ' ')],
    ['as PEM that says X509 CERTIFICATE', PEM.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
  ])('is the same %s', (_title, text) => {
    expect(readCertificate(text)).toEqual(readCertificate(PEM));
  });

  it('is refused with a date that cannot be read', () => {
    const der = Buffer.from(BASE64, 'base64');
    const utcTime = der.indexOf(Buffer.from([0x17, 0x0d]));
    der.write('ZZ', utcTime + 2);
    expect(codeOf(der.toString('base64'))).toBe('certificate_unreadable');
  });

  it('is refused with a key that is no point of its curve', () => {
    const der = Buffer.from(certificateBase64(testKey('p256')), 'base64');
    // BIT STRING of 66 octets, none of them unused, and an uncompressed point.
    const point = der.indexOf(Buffer.from([0x03, 0x42, 0x00, 0x04]));
    der.fill(1, point + 4, point + 4 + 64);
    expect(codeOf(der.toString('base64'))).toBe('certificate_key_unsupported');
  });

  it.each([
    ['nothing', '', 'certificate_unreadable'],
    ['text', 'hello', 'certificate_unreadable'],
    ['base64 of something else', 'aGVsbG8=', 'certificate_unreadable'],
    ['base64url', BASE64.replaceAll('+', '-').replaceAll('/', '_'), 'certificate_unreadable'],
    ['half a certificate', BASE64.slice(0, 400), 'certificate_unreadable'],
    ['two certificates', PEM + testKey('rsaB').certificatePem, 'certificate_unreadable'],
    [
      'a certificate with an octet after it',
      `${Buffer.from([...Buffer.from(BASE64, 'base64'), 0]).toString('base64')}`,
      'certificate_unreadable',
    ],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----', 'certificate_private_key'],
    [
      'a certificate with its private key',
      `${PEM}-----BEGIN ENCRYPTED PRIVATE KEY-----`,
      'certificate_private_key',
    ],
    ['RSA of 1024 bits', testKey('weakRsa').certificatePem, 'certificate_key_too_weak'],
    ['RSA of 2047 bits', UNWANTED_CERTIFICATES.rsa2047, 'certificate_key_too_weak'],
    ['a key for RSA-PSS alone', UNWANTED_CERTIFICATES.rsaPss, 'certificate_key_unsupported'],
    ['Ed25519', UNWANTED_CERTIFICATES.ed25519, 'certificate_key_unsupported'],
    ['another curve', UNWANTED_CERTIFICATES.secp256k1, 'certificate_key_unsupported'],
  ])('is refused: %s', (_title, text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});
