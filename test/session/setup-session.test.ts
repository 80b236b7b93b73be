import { expect, test } from 'vitest';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import { openSetupSession, sealSetupSession } from '../../src/session/setup-session.ts';
import { cookieSecret } from '../support/tenants.ts';

const NOW = Date.UTC(2030, 0, 1);
const keys = await deriveSigningKeys([cookieSecret('k1', 1)], 'edge-saml/setup-session/1');
const session = { tenantId: 'tenant-acme', via: 'link', linkId: 'link', expiresAt: NOW } as const;
const value = await sealSetupSession(session, keys);
const open = (text: string, now = NOW - 1, tenantId = 'tenant-acme', by = keys) =>
  openSetupSession(text, tenantId, now, by);

test.each([
  [-1, session],
  [0, null],
  [1, null],
])('a set-up session at %i ms from its end is %j', async (offset, expected) => {
  expect(await open(value, NOW + offset)).toEqual(expected);
});

test('it opens for its own tenant, unchanged, by the key of its own purpose', async () => {
  expect(await open(value, NOW - 1, 'tenant-globex')).toBeNull();
  const [head, , mac] = value.split('.');
  const later = Buffer.from(JSON.stringify({ ...session, expiresAt: NOW * 2 })).toString('base64url');
  for (const changed of [`${head}.${later}.${mac}`, value.slice(0, -3), '', 'x', `${value}.x`]) {
    expect(await open(changed)).toBeNull();
  }
  const others = await deriveSigningKeys([cookieSecret('k1', 1)], 'edge-saml/session/1');
  expect(await open(value, NOW - 1, 'tenant-acme', others)).toBeNull();
  expect(await open(await sealSetupSession(session, others))).toBeNull();
});
