import { expect, test } from 'vitest';
import { deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import {
  HAND_OVER_SECONDS,
  type HandedSession,
  openHandOver,
  sealHandOver,
} from '../../src/sign-in/hand-over.ts';
import { cookieSecret } from '../support/tenants.ts';

const NOW = 1_800_000_000_000;
const END = NOW + HAND_OVER_SECONDS * 1000;
const secrets = [cookieSecret('k1', 1)] as const;
const keys = await deriveEncryptionKeys(secrets, 'edge-saml/arrival/1');
const handed: HandedSession = { tenantId: 'acme', sessionId: 'session', requestId: '_request' };
const sealed = await sealHandOver(handed, keys, NOW);

test('what is handed over can be read by nobody, and is good for a minute', async () => {
  expect(atob(sealed.split('.')[3]?.replaceAll('-', '+').replaceAll('_', '/') ?? '')).not.toContain('acme');
  expect(await openHandOver(sealed, keys, END - 1)).toMatchObject(handed);
  expect(await openHandOver(sealed, keys, END)).toBeNull();
  expect(await openHandOver(sealed, keys, END + 1)).toBeNull();
});

test('what was sealed for another purpose, or by another secret, is nothing', async () => {
  const others = [
    await deriveEncryptionKeys(secrets, 'edge-saml/sign-in-wish/1'),
    await deriveEncryptionKeys(secrets, 'edge-saml/pending-request/1'),
    await deriveEncryptionKeys([cookieSecret('k1', 2)], 'edge-saml/arrival/1'),
  ];
  for (const other of others) expect(await openHandOver(sealed, other, NOW)).toBeNull();
});

test.each([undefined, '', 'x', '....', 'a.b.c.d.e'])('%s is nothing', async (text) => {
  expect(await openHandOver(text, keys, NOW)).toBeNull();
});
