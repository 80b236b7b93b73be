import { base64url, CompactEncrypt, type CompactJWEHeaderParameters, compactDecrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import { deriveEncryptionKeys, type Purpose } from '../../src/session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../../src/session/sealed-value.ts';

const PURPOSE = 'edge-saml/pending-request/1';
const secret = (id: string) => ({ id, secret: new Uint8Array(32).fill(id.charCodeAt(0)) });
const keysOf = (id: string, others: readonly string[] = [], purpose: Purpose = PURPOSE) =>
  deriveEncryptionKeys([secret(id), ...others.map(secret)], purpose);

const keys = await keysOf('a');
const VALUE = { returnTo: '/docs/42?q=ü€😀', issuedAt: 1, list: [null, true] };
const sealed = await sealValue(VALUE, keys);
const parts = sealed.split('.');
const [header = '', encryptedKey = '', iv = '', ciphertext = '', tag = ''] = parts;

/** Seals with a header of its own, under the same key. */
const sealElsewhere = (
  changes: Partial<CompactJWEHeaderParameters> = {},
  plaintext = JSON.stringify(VALUE),
) =>
  new CompactEncrypt(new TextEncoder().encode(plaintext))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'a', typ: PURPOSE, ...changes })
    .encrypt(keys.sealing.key);

describe('a sealed value', () => {
  test('opens with the key that sealed it, and with that key among newer ones', async () => {
    expect(await openSealedValue(sealed, keys)).toEqual(VALUE);
    expect(await openSealedValue(sealed, await keysOf('b', ['a']))).toEqual(VALUE);
  });

  test('is a compact JWE whose header says the key and the purpose', async () => {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, keys.sealing.key);
    expect(JSON.parse(new TextDecoder().decode(plaintext))).toEqual(VALUE);
    expect(protectedHeader).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'a', typ: PURPOSE });
    expect(await openSealedValue(await sealElsewhere(), keys)).toEqual(VALUE);
  });

  test('is another each time', async () => {
    const ivs = await Promise.all(
      Array.from({ length: 50 }, async () => (await sealValue(VALUE, keys)).split('.')[2]),
    );
    expect(new Set(ivs).size).toBe(50);
  });

  test('carries what is large', async () => {
    const large = 'x'.repeat(2_000_000);
    expect(await openSealedValue(await sealValue(large, keys), keys)).toBe(large);
  });

  test('does not open with another secret, nor for another purpose', async () => {
    expect(await openSealedValue(sealed, await keysOf('b'))).toBeNull();
    expect(await openSealedValue(sealed, await keysOf('a', [], 'edge-saml/evidence/1'))).toBeNull();
  });

  test.each<Partial<CompactJWEHeaderParameters>>([
    { typ: 'edge-saml/evidence/1' },
    { typ: '' },
    { kid: 'b' },
    { kid: '' },
  ])('does not open under a header of %j, though its key is right', async (changes) => {
    expect(await openSealedValue(await sealElsewhere(changes), keys)).toBeNull();
  });
});

const flip = (part: string, at: number) => {
  const octets = base64url.decode(part);
  octets[at] = (octets[at] ?? 0) ^ 1;
  return base64url.encode(octets);
};

describe('what does not open is not there', () => {
  test.each([
    ['nothing', ''],
    ['dots alone', '....'],
    ['a word', 'sealed'],
    ['four parts', parts.slice(0, 4).join('.')],
    ['six parts', `${sealed}.`],
    ['an encrypted key', [header, 'AAAA', iv, ciphertext, tag].join('.')],
    ['another header', [flip(header, 3), encryptedKey, iv, ciphertext, tag].join('.')],
    ['no header', ['', encryptedKey, iv, ciphertext, tag].join('.')],
    ['a header that is not base64url', ['%', encryptedKey, iv, ciphertext, tag].join('.')],
    ['a padded header', [`${header}=`, encryptedKey, iv, ciphertext, tag].join('.')],
    ['another IV', [header, encryptedKey, flip(iv, 0), ciphertext, tag].join('.')],
    ['a short IV', [header, encryptedKey, iv.slice(0, 12), ciphertext, tag].join('.')],
    ['no IV', [header, encryptedKey, '', ciphertext, tag].join('.')],
    ['another ciphertext', [header, encryptedKey, iv, flip(ciphertext, 0), tag].join('.')],
    ['no ciphertext', [header, encryptedKey, iv, '', tag].join('.')],
    ['another tag', [header, encryptedKey, iv, ciphertext, flip(tag, 15)].join('.')],
    [
      'a short tag',
      [header, encryptedKey, iv, ciphertext, base64url.encode(base64url.decode(tag).slice(0, 12))].join('.'),
    ],
    ['a tag that is not base64url', [header, encryptedKey, iv, ciphertext, '%'].join('.')],
  ])('%s', async (_what, received) => {
    expect(await openSealedValue(received, keys)).toBeNull();
  });
});
