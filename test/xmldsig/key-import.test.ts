import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import { SIGNATURE_ALGORITHMS, type SignatureAlgorithm } from '../../src/xmldsig/algorithms.ts';
import { importKey, signatureOctets } from '../../src/xmldsig/key-import.ts';
import { outcomeOfVerifying, policy, signElement } from '../support/signed-element.ts';
import { testKey } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';

function algorithm(uri: string): SignatureAlgorithm {
  const found = SIGNATURE_ALGORITHMS.get(uri);
  if (found === undefined) throw new Error(uri);
  return found;
}

const RSA_SHA256 = algorithm('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
const RSA_SHA512 = algorithm('http://www.w3.org/2001/04/xmldsig-more#rsa-sha512');
const ECDSA_SHA256 = algorithm('http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256');

function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** Records that a bug or an attacker might have put into the store. */
const weak = spki(createPublicKey(testKey('weakRsa').certificatePem));
const rsa = trustedKey('rsaA').spki;
const p256 = trustedKey('p256').spki;
const p384 = trustedKey('p384').spki;
const ed25519 = spki(generateKeyPairSync('ed25519').publicKey);
const rsaPss = spki(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey);

describe('a pinned key', () => {
  it('can verify, cannot be exported for anything else, and is imported once for each algorithm', async () => {
    const key: TrustedKey = { ...trustedKey('rsaA') };
    const imported = await importKey(key, RSA_SHA256);
    expect(imported?.usages).toEqual(['verify']);
    expect(imported?.type).toBe('public');
    expect(await importKey(key, RSA_SHA256)).toBe(imported);
    const other = await importKey(key, RSA_SHA512);
    expect(other?.algorithm).toMatchObject({ hash: { name: 'SHA-512' } });
    expect(await importKey(key, RSA_SHA256)).toBe(imported);
  });

  it('is imported anew for another record, so that an edited record is never another one', async () => {
    const key = await importKey({ ...trustedKey('rsaA') }, RSA_SHA256);
    expect(await importKey({ ...trustedKey('rsaA') }, RSA_SHA256)).not.toBe(key);
  });

  it.each<[string, TrustedKey, SignatureAlgorithm]>([
    ['RSA of 1024 bits', { type: 'RSA', modulusBits: 1024, spki: weak, fingerprint: '' }, RSA_SHA256],
    [
      'RSA of 1024 bits that the record calls 2048',
      { type: 'RSA', modulusBits: 2048, spki: weak, fingerprint: '' },
      RSA_SHA256,
    ],
    [
      'an elliptic curve that the record calls RSA',
      { type: 'RSA', modulusBits: 2048, spki: p256, fingerprint: '' },
      RSA_SHA256,
    ],
    [
      'RSA that the record calls an elliptic curve',
      { type: 'EC', curve: 'P-256', spki: rsa, fingerprint: '' },
      ECDSA_SHA256,
    ],
    [
      'P-384 that the record calls P-256',
      { type: 'EC', curve: 'P-256', spki: p384, fingerprint: '' },
      ECDSA_SHA256,
    ],
    [
      'Ed25519 that the record calls P-256',
      { type: 'EC', curve: 'P-256', spki: ed25519, fingerprint: '' },
      ECDSA_SHA256,
    ],
    ['RSA for RSA-PSS alone', { type: 'RSA', modulusBits: 2048, spki: rsaPss, fingerprint: '' }, RSA_SHA256],
    ['RSA, for ECDSA', trustedKey('rsaA'), ECDSA_SHA256],
    ['an elliptic curve, for RSA', trustedKey('p256'), RSA_SHA256],
    ['no base64', { type: 'RSA', modulusBits: 2048, spki: '*', fingerprint: '' }, RSA_SHA256],
    ['nothing', { type: 'RSA', modulusBits: 2048, spki: '', fingerprint: '' }, RSA_SHA256],
    ['half a key', { type: 'RSA', modulusBits: 2048, spki: rsa.slice(0, 100), fingerprint: '' }, RSA_SHA256],
    [
      'a whole certificate',
      {
        type: 'RSA',
        modulusBits: 2048,
        spki: testKey('rsaA').certificatePem.replace(/-.*-|\n/g, ''),
        fingerprint: '',
      },
      RSA_SHA256,
    ],
  ])('is not imported where it is %s', async (_title, key, chosen) => {
    expect(await importKey(key, chosen)).toBeNull();
    // Nor is the failure remembered as a success.
    expect(await importKey(key, chosen)).toBeNull();
  });

  it('that lies about its size verifies nothing', async () => {
    const genuine = await signElement();
    const { spki: same, fingerprint } = trustedKey('rsaA');
    for (const modulusBits of [0, 1024, 2040, 2056, 4096]) {
      const key: TrustedKey = { type: 'RSA', modulusBits, spki: same, fingerprint };
      expect(await outcomeOfVerifying(genuine, policy([key]))).toBe('signature_invalid');
    }
  });

  it('that is too weak verifies nothing, though its signature is right', async () => {
    const signed = await signElement({ key: testKey('weakRsa') });
    for (const modulusBits of [1024, 2048]) {
      const key: TrustedKey = { type: 'RSA', modulusBits, spki: weak, fingerprint: '' };
      expect(await outcomeOfVerifying(signed, policy([key]))).toBe('signature_invalid');
    }
  });

  it('that cannot be imported does not keep the next one from being tried', async () => {
    const broken: TrustedKey = { type: 'RSA', modulusBits: 2048, spki: '*', fingerprint: '' };
    expect(await outcomeOfVerifying(await signElement(), policy([broken, trustedKey('rsaA')]))).toBe(
      'verified',
    );
  });
});

describe('the length of a signature value', () => {
  it.each<[TrustedKey, number]>([
    [{ type: 'RSA', modulusBits: 2048, spki: '', fingerprint: '' }, 256],
    [{ type: 'RSA', modulusBits: 2049, spki: '', fingerprint: '' }, 257],
    [{ type: 'RSA', modulusBits: 4096, spki: '', fingerprint: '' }, 512],
    [{ type: 'EC', curve: 'P-256', spki: '', fingerprint: '' }, 64],
    [{ type: 'EC', curve: 'P-384', spki: '', fingerprint: '' }, 96],
    [{ type: 'EC', curve: 'P-521', spki: '', fingerprint: '' }, 132],
  ])('of %o is %i octets', (key, octets) => {
    expect(signatureOctets(key)).toBe(octets);
  });
});
