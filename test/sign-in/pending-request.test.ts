import { expect, test } from 'vitest';
import { type CookieSecrets, deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import {
  buildRequestId,
  isPendingRequestExpired,
  MAX_PENDING_REQUESTS,
  openPendingRequests,
  PENDING_REQUEST_SECONDS,
  type PendingSignIn,
  pendingCookieName,
  sealPendingRequest,
  surplusPendingCookies,
} from '../../src/sign-in/pending-request.ts';
import { MAX_RETURN_TO_BYTES } from '../../src/sign-in/return-to.ts';
import { cookieSecret } from '../support/tenants.ts';

const keysOf = (...secrets: CookieSecrets) => deriveEncryptionKeys(secrets, 'edge-saml/pending-request/1');
const keys = await keysOf(cookieSecret('k1', 1));
const START = Date.parse('2026-11-21T12:00:00.000Z');

function pending(octet: number, changes: Partial<PendingSignIn> = {}): PendingSignIn {
  return {
    tenantId: 'tenant-acme',
    connectionId: 'idp',
    idpEntityId: 'https://idp.example.com/acme',
    requestId: buildRequestId(new Uint8Array(16).fill(octet)),
    returnTo: '/docs/42?tab=notes#top',
    issuedAt: START + octet,
    forceAuthn: false,
    restarted: false,
    ...changes,
  };
}

const nameOf = ({ requestId }: PendingSignIn) => pendingCookieName(requestId) ?? '';

async function jar(...requests: PendingSignIn[]): Promise<Map<string, string>> {
  const sealed = requests.map(async (one) => [nameOf(one), await sealPendingRequest(one, keys)] as const);
  return new Map(await Promise.all(sealed));
}

const open = (cookies: ReadonlyMap<string, string>, tenantId = 'tenant-acme', with_ = keys) =>
  openPendingRequests(cookies, tenantId, with_);

test('a request ID is an underscore and 128 bits in hexadecimal', () => {
  expect(buildRequestId(new Uint8Array(16).fill(0xab))).toBe(`_${'ab'.repeat(16)}`);
  expect(() => buildRequestId(new Uint8Array(15))).toThrow();
});

test.each(['', 'null', '_', `_${'AB'.repeat(16)}`, `_${'ab'.repeat(16)} `, '_request1', '__proto__'])(
  'a request ID that is none of ours has no cookie: %j',
  (requestId) => expect(pendingCookieName(requestId)).toBeNull(),
);

test('several pending requests open side by side, and nothing of them can be read from outside', async () => {
  const [one, other] = [pending(1), pending(2, { returnTo: '/other' })];
  const cookies = await jar(one, other);
  expect(await open(cookies)).toEqual(
    new Map([
      [one.requestId, one],
      [other.requestId, other],
    ]),
  );
  for (const value of cookies.values())
    expect(atob(value.split('.').join('').replace(/[-_]/g, 'A').slice(0, 400))).not.toContain('docs');
});

test('one of another tenant, under another name, changed or cut off is not there', async () => {
  const one = pending(1);
  const name = nameOf(one);
  const value = (await jar(one)).get(name) ?? '';
  expect((await open(new Map([[name, value]]), 'tenant-globex')).size).toBe(0);
  expect((await open(new Map([[nameOf(pending(2)), value]]))).size).toBe(0);
  for (let index = 0; index < value.length; index += 5) {
    const changed = value.slice(0, index) + (value[index] === 'A' ? 'B' : 'A') + value.slice(index + 1);
    expect((await open(new Map([[name, changed]]))).size).toBe(0);
  }
  for (const shape of ['', '....', '{}', value.slice(0, -2), `${value}.x`]) {
    expect((await open(new Map([[name, shape]]))).size).toBe(0);
  }
});

test('keys rotate without disturbing what is pending', async () => {
  const one = pending(1);
  const rotated = await keysOf(cookieSecret('k2', 2), cookieSecret('k1', 1));
  expect((await open(await jar(one), 'tenant-acme', rotated)).size).toBe(1);
  expect((await open(await jar(one), 'tenant-acme', await keysOf(cookieSecret('k2', 2)))).size).toBe(0);
});

test('a request expires at the end of its time', () => {
  const end = START + PENDING_REQUEST_SECONDS * 1000;
  const one = pending(0, { issuedAt: START });
  expect(isPendingRequestExpired(one, end - 1)).toBe(false);
  expect(isPendingRequestExpired(one, end)).toBe(true);
  expect(isPendingRequestExpired(one, end + 1)).toBe(true);
});

test('the oldest make room for a new one, and what does not open goes first', async () => {
  const requests = Array.from({ length: MAX_PENDING_REQUESTS + 1 }, (_, index) => pending(index + 1));
  const cookies = await jar(...requests);
  const garbage = nameOf(pending(99));
  cookies.set(garbage, 'garbage');
  cookies.set('__Host-session', 'x');
  cookies.set('other', 'x');
  const surplus = surplusPendingCookies(cookies, await open(cookies));
  expect([...surplus].sort()).toEqual([nameOf(pending(1)), nameOf(pending(2)), garbage].sort());
});

test('with room there is no surplus', async () => {
  const cookies = await jar(
    ...Array.from({ length: MAX_PENDING_REQUESTS - 1 }, (_, index) => pending(index)),
  );
  expect(surplusPendingCookies(cookies, await open(cookies))).toEqual([]);
});

test('cookies that only begin like ours are the application’s, and stay', async () => {
  const ours = nameOf(pending(1));
  const theirs = ['__Host-pending', '__Host-pending-upload', '__Host-pending(x)', `${ours}0`, `${ours} `];
  const cookies = new Map([ours, ...theirs].map((name) => [name, 'x']));
  expect(surplusPendingCookies(cookies, new Map())).toEqual([ours]);
});

test('a header full of cookies makes no answer full of cookies', () => {
  const cookies = new Map(Array.from({ length: 255 }, (_, octet) => [nameOf(pending(octet)), 'x']));
  expect(surplusPendingCookies(cookies, new Map())).toHaveLength(20);
});

test('with the longest deep link a cookie stays below what browsers keep', async () => {
  const longest = pending(1, {
    returnTo: `/${'x'.repeat(MAX_RETURN_TO_BYTES - 1)}`,
    connectionId: 'c'.repeat(32),
  });
  const [[name, value] = ['', '']] = await jar(longest);
  expect(name.length + value.length).toBeLessThan(3_600);
});
