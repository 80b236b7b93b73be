import { CompactSign, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { type CookieSecrets, deriveSigningKeys, type Purpose } from '../../src/session/purpose-keys.ts';
import {
  MAX_SESSION_COOKIE_BYTES,
  openSession,
  SESSION_COOKIE_NAME,
  sealSession,
} from '../../src/session/session-cookie.ts';
import { cookieSecret, session } from '../support/tenants.ts';

const PURPOSE = 'edge-saml/session/1';
const TENANT = 'tenant-acme';
const keysOf = (...secrets: CookieSecrets) => deriveSigningKeys(secrets, PURPOSE);
const keys = await keysOf(cookieSecret('k1', 1));

/** A JWS like ours, with one thing changed and a MAC that holds. */
async function forge(header: Record<string, unknown>, payload: unknown = whole(), key = keys.sealing.key) {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'HS256', kid: 'k1', typ: PURPOSE, ...header })
    .sign(key);
}
const whole = () => ({ session: session(), attributesIn: 'cookie' });

test('a session comes back as it was sealed', async () => {
  const value = await sealSession(session(), keys);
  expect(await openSession(value, TENANT, keys)).toEqual(whole());
  expect(decodeProtectedHeader(value)).toEqual({ alg: 'HS256', kid: 'k1', typ: PURPOSE });
});

test('a session of another tenant does not open', async () => {
  const value = await sealSession(session(), keys);
  expect(await openSession(value, 'tenant-globex', keys)).toBeNull();
});

test('what was opened once opens again, for nobody else, and not once a letter of it differs', async () => {
  const value = await sealSession(session(), keys);
  for (let time = 1; time <= 2; time++) {
    expect(await openSession(value, TENANT, keys)).toEqual(whole());
    expect(await openSession(value, 'tenant-globex', keys)).toBeNull();
    expect(await openSession(`${value.slice(0, -2)}AA`, TENANT, keys)).toBeNull();
    expect(await openSession(value, TENANT, await keysOf(cookieSecret('k1', 9)))).toBeNull();
  }
});

test('more sessions than are remembered all open', async () => {
  const values = await Promise.all(
    Array.from({ length: 510 }, (_, index) => sealSession(session({ id: `session-${index}` }), keys)),
  );
  for (const value of [...values, ...values.slice(0, 20)]) {
    const opened = await openSession(value, TENANT, keys);
    expect(opened?.session.id).toBe(`session-${values.indexOf(value)}`);
  }
});

test('a new key in front seals, the old one still opens, and one that was taken away does not', async () => {
  const [older, newer] = [cookieSecret('k1', 1), cookieSecret('k2', 2)];
  const value = await sealSession(session(), keys);
  const rotated = await keysOf(newer, older);
  expect(await openSession(value, TENANT, rotated)).toEqual(whole());
  expect(decodeProtectedHeader(await sealSession(session(), rotated)).kid).toBe('k2');
  expect(await openSession(value, TENANT, await keysOf(newer))).toBeNull();
});

test('the same key ID with another secret does not open', async () => {
  const value = await sealSession(session(), keys);
  expect(await openSession(value, TENANT, await keysOf(cookieSecret('k1', 9)))).toBeNull();
});

test('a key of another purpose does not open, even where the name of the purpose is forged', async () => {
  const others = await deriveSigningKeys([cookieSecret('k1', 1)], 'edge-saml/pending-request/1');
  expect(await openSession(await forge({}, whole(), others.sealing.key), TENANT, keys)).toBeNull();
});

test('another type or version does not open, though its MAC holds', async () => {
  expect(await openSession(await forge({}), TENANT, keys)).toEqual(whole());
  for (const typ of ['edge-saml/session/2' as Purpose, 'JWT', undefined]) {
    expect(await openSession(await forge({ typ }), TENANT, keys)).toBeNull();
  }
});

test('an unknown key ID, or none, does not open', async () => {
  for (const kid of ['k2', '', undefined, '__proto__', 'constructor']) {
    expect(await openSession(await forge({ kid }), TENANT, keys)).toBeNull();
  }
});

test('no other algorithm opens', async () => {
  const [, payload] = (await forge({})).split('.');
  for (const alg of ['none', 'HS512', 'hs256', 'RS256', 'ES256']) {
    const header = Buffer.from(JSON.stringify({ alg, kid: 'k1', typ: PURPOSE })).toString('base64url');
    for (const mac of ['', 'AAAA'])
      expect(await openSession(`${header}.${payload}.${mac}`, TENANT, keys)).toBeNull();
  }
});

test('a changed octet anywhere, a cut-off MAC and other shapes do not open', async () => {
  const value = await sealSession(session(), keys);
  for (let index = 0; index < value.length; index += 7) {
    const changed = value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1);
    expect(await openSession(changed, TENANT, keys)).toBeNull();
  }
  const [header, payload, mac] = value.split('.') as [string, string, string];
  const shapes = [
    `${header}.${payload}.${mac.slice(0, -1)}`,
    `${header}.${payload}.${mac.slice(0, 22)}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}..${mac}`,
    `${value}.${mac}`,
    ` ${value}`,
    '',
    '..',
    '....',
    '{}',
    'null.null.null',
    'é.ü.ö',
  ];
  for (const shape of shapes) expect(await openSession(shape, TENANT, keys), shape).toBeNull();
});

test('attributes that do not fit stay in the ledger; the rest of the identity stays in the cookie', async () => {
  const manyGroups = Array.from({ length: 500 }, (_, index) => `group-${index}`);
  const attributes = [{ name: 'groups', nameFormat: null, friendlyName: null, values: manyGroups }];
  const large = session({}, { attributes });
  const value = await sealSession(large, keys);
  expect(value.length).toBeLessThan(MAX_SESSION_COOKIE_BYTES);
  expect(await openSession(value, TENANT, keys)).toEqual({
    session: session({}, { attributes: [] }),
    attributesIn: 'ledger',
  });
});

test('the cookie takes attributes up to its last byte and not one more', async () => {
  const sealed = async (length: number) => {
    const attributes = [{ name: 'a', nameFormat: null, friendlyName: null, values: ['x'.repeat(length)] }];
    const value = await sealSession(session({}, { attributes }), keys);
    const opened = await openSession(value, TENANT, keys);
    return { bytes: SESSION_COOKIE_NAME.length + 1 + value.length, attributesIn: opened?.attributesIn };
  };
  let length = 1;
  while ((await sealed(length + 1)).attributesIn === 'cookie') length += 1;
  expect((await sealed(length)).bytes).toBeLessThanOrEqual(MAX_SESSION_COOKIE_BYTES);
  expect((await sealed(length)).bytes).toBeGreaterThan(MAX_SESSION_COOKIE_BYTES - 3);
  expect((await sealed(length + 1)).attributesIn).toBe('ledger');
});
