import { describe, expect, test } from 'vitest';
import { deriveSigningKeys, type Purpose } from '../../src/session/purpose-keys.ts';
import { isSealOf, sealText } from '../../src/session/seal.ts';

const secret = (id: string) => ({ id, secret: new Uint8Array(32).fill(id.charCodeAt(0)) });
const keysOf = (purpose: Purpose, id: string, ...others: string[]) =>
  deriveSigningKeys([secret(id), ...others.map(secret)], purpose);

const seal = await sealText('some text', await keysOf('edge-saml/api-key/1', 'a'));

describe('a seal', () => {
  test('is 128 bits, and holds for its text under any secret that is known', async () => {
    expect(seal).toMatch(/^[A-Za-z0-9_-]{22}$/);
    for (const keys of [
      await keysOf('edge-saml/api-key/1', 'a'),
      await keysOf('edge-saml/api-key/1', 'b', 'a'),
    ])
      expect(await isSealOf(seal, 'some text', keys)).toBe(true);
  });

  test('holds under no other secret and for no other purpose', async () => {
    expect(await isSealOf(seal, 'some text', await keysOf('edge-saml/api-key/1', 'b'))).toBe(false);
    expect(await isSealOf(seal, 'some text', await keysOf('edge-saml/console-cookie/1', 'a'))).toBe(false);
  });

  test('holds for no other text, and no other seal holds for this one', async () => {
    const keys = await keysOf('edge-saml/api-key/1', 'a');
    for (const text of ['', 'some texT', 'some text ', 'some tex'])
      expect(await isSealOf(seal, text, keys)).toBe(false);
    const flipped = (seal.startsWith('A') ? 'B' : 'A') + seal.slice(1);
    for (const other of [
      '',
      flipped,
      seal.slice(1),
      `${seal}A`,
      ` ${seal}`,
      'ü'.repeat(11),
      seal.toLowerCase(),
    ])
      expect(await isSealOf(other, 'some text', keys), other).toBe(false);
  });
});
