import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { Secret, TOTP } from 'otpauth';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { currentParameters, derivePassword } from '../../../src/operators/password-hash.ts';
import type { OperatorAccountsPort, Permission } from '../../../src/operators/port.ts';
import { hashSecret } from '../../../src/operators/secret-text.ts';
import { makeTotpSecret } from '../../../src/operators/totp.ts';

// Other tests may keep the machine busy.
vi.setConfig({ testTimeout: 30_000 });

const NOW = Date.now();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ADA = { kind: 'operator', id: 'ada', name: 'Ada' } as const;

const SECRET = makeTotpSecret(new Uint8Array(20).fill(7));
const codeAt = (now: number) => new TOTP({ secret: Secret.fromBase32(SECRET) }).generate({ timestamp: now });
const random = () => crypto.randomUUID();
const SALT = currentParameters(new Uint8Array(16)).salt;
const PASSWORD = { salt: SALT, logN: 14, r: 8, p: 5, derivedKey: btoa('right') };

let accounts: OperatorAccountsPort;
let stub: ReturnType<typeof env.OPERATOR_ACCOUNTS.getByName>;

beforeEach(() => {
  stub = env.OPERATOR_ACCOUNTS.getByName(random());
  accounts = stub;
});

const setup = (secretHash = 'setup'): Permission => ({ kind: 'setup', secretHash });

async function begin(enrolmentHash: string, email = 'ada@example.com', permission = setup(), now = NOW) {
  return accounts.beginEnrolment({
    permission,
    enrolmentHash,
    email,
    displayName: 'Ada',
    password: PASSWORD,
    totpSecret: SECRET,
    now,
  });
}

function complete(enrolmentHash: string, now = NOW, code = codeAt(now)) {
  return accounts.completeEnrolment({
    enrolmentHash,
    code,
    recoveryHashes: [],
    sessionHash: random(),
    newDeviceHash: random(),
    browser: 'Firefox on Linux',
    now,
  });
}

async function makeAccount(email = 'ada@example.com', permission = setup(), now = NOW) {
  const hash = random();
  await begin(hash, email, permission, now);
  const made = await complete(hash, now);
  if (!made.ok) throw new Error(made.failure.code);
  return made.value;
}

const source = (changes: object = {}) => ({
  email: 'ada@example.com',
  address: random(),
  deviceHash: null,
  ...changes,
});

function attempt(now: number, changes: object = {}) {
  return accounts.signIn({
    ...source(),
    derivedKey: PASSWORD.derivedKey,
    code: codeAt(now),
    sessionHash: random(),
    newDeviceHash: random(),
    browser: 'Firefox on Linux',
    now,
    ...changes,
  });
}

const actions = async () =>
  (await accounts.listAudit({ limit: 50, cursor: null })).items.map(({ action }) => action);

describe('the set-up secret', () => {
  test('makes one account, of however many try at once', async () => {
    const hashes = Array.from({ length: 10 }, random);
    for (const [index, hash] of hashes.entries()) await begin(hash, `ada${index}@example.com`);
    const outcomes = await Promise.all(hashes.map((hash) => complete(hash)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const codes = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure.code]));
    expect(new Set(codes)).toEqual(new Set(['permission_used']));
    expect(await accounts.listOperators()).toHaveLength(1);
    expect(await accounts.isPermitted(setup(), NOW)).toBe(false);
    expect((await begin(random(), 'late@example.com')).ok).toBe(false);
  });

  test('that is new makes one more', async () => {
    await makeAccount();
    await makeAccount('grace@example.com', setup('another'));
    expect(await accounts.listOperators()).toHaveLength(2);
  });

  test('is not used up by a wrong code, and an enrolment lasts 30 minutes', async () => {
    const hash = random();
    await begin(hash);
    expect(await complete(hash, NOW, '000000')).toMatchObject({ failure: { code: 'code_wrong' } });
    expect(await accounts.isPermitted(setup(), NOW)).toBe(true);
    expect(await accounts.findEnrolment(hash, NOW + 30 * MINUTE - 1)).not.toBeNull();
    expect(await accounts.findEnrolment(hash, NOW + 30 * MINUTE)).toBeNull();
    expect(await complete(hash, NOW + 30 * MINUTE)).toMatchObject({ failure: { code: 'enrolment_unknown' } });
    expect((await complete(hash)).ok).toBe(true);
    expect(await complete(hash)).toMatchObject({ failure: { code: 'enrolment_unknown' } });
  });

  test('makes no second account of one address', async () => {
    await makeAccount();
    const again = await begin(random(), 'ada@example.com', setup('another'));
    expect(again).toMatchObject({ failure: { code: 'email_taken' } });
  });
});

describe('a sign-in', () => {
  const later = NOW + HOUR;

  test('needs password and code, both right', async () => {
    await makeAccount();
    expect(await attempt(later, { derivedKey: btoa('wrong') })).toBeNull();
    expect(await attempt(later, { code: '000000' })).toBeNull();
    expect(await attempt(later, { email: 'eve@example.com' })).toBeNull();
    expect(await attempt(later)).toMatchObject({ operator: { email: 'ada@example.com' }, outdated: false });
    expect(await actions()).toEqual([
      'operator.signed_in',
      'operator.sign_in_refused',
      'operator.sign_in_refused',
      'operator.joined',
    ]);
  });

  test('takes each code once, of however many come at once; the enrolment’s code is used, too', async () => {
    await makeAccount();
    expect(await attempt(NOW)).toBeNull();
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => attempt(later)));
    expect(outcomes.filter((outcome) => outcome !== null)).toHaveLength(1);
    expect(await attempt(later + 30_000)).not.toBeNull();
    expect(await attempt(later + 30_000, { code: codeAt(later) })).toBeNull();
  });

  test('takes each recovery code once, and the trail says so', async () => {
    const { id } = await makeAccount();
    const code = '0246-8ACE-GJMP-RTWY';
    const shown = { operatorId: id, derivedKey: PASSWORD.derivedKey, presentCode: codeAt(NOW + MINUTE / 2) };
    const recoveryHashes = [hashSecret(code), hashSecret('other')];
    expect(await accounts.replaceRecoveryCodes({ ...shown, recoveryHashes, now: NOW })).toBe(true);
    expect(await attempt(later, { code, derivedKey: btoa('wrong') })).toBeNull();
    expect(await attempt(later, { code })).toMatchObject({ operator: { recoveryCodes: 1 } });
    expect(await attempt(later, { code })).toBeNull();
    expect(await actions()).toContain('operator.recovery_code_used');
  });

  test('is told the account’s own parameters; a stranger’s are of the same kind', async () => {
    await makeAccount();
    const known = await accounts.admit(source(), NOW);
    expect(known).toEqual({ ok: true, value: { salt: SALT, logN: 14, r: 8, p: 5 } });
    const stranger = await accounts.admit(source({ email: 'eve@example.com' }), NOW);
    expect(stranger).toMatchObject({ ok: true, value: { logN: 14, r: 8, p: 5 } });
  });

  test('says that a hash is outdated, and takes a new one, once: nothing undoes a change of the password', async () => {
    const { id } = await makeAccount();
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE operators SET password = json_set(password, '$.p', 1)");
    });
    expect(await attempt(later)).toMatchObject({ outdated: true });
    await accounts.upgradePassword(id, PASSWORD);
    expect(await attempt(later + MINUTE)).toMatchObject({ outdated: false });
    await accounts.upgradePassword(id, { ...PASSWORD, derivedKey: btoa('former') });
    expect(await attempt(later + 2 * MINUTE)).not.toBeNull();
  });
});

describe('attempts', () => {
  test('on an account wait after four, from whatever address, many at once as well; a success takes it back', async () => {
    await makeAccount();
    const admitted = await Promise.all(Array.from({ length: 20 }, () => accounts.admit(source(), NOW)));
    expect(admitted.filter(({ ok }) => ok)).toHaveLength(4);
    expect(admitted.at(-1)).toEqual({
      ok: false,
      failure: { code: 'too_many_attempts', retryAt: NOW + 5_000 },
    });
    expect((await accounts.admit(source(), NOW + 4_999)).ok).toBe(false);
    expect((await accounts.admit(source(), NOW + 5_000)).ok).toBe(true);
    expect((await accounts.admit(source(), NOW + 5_000)).ok).toBe(false);
    await attempt(NOW + 5 * MINUTE);
    expect((await accounts.admit(source(), NOW + 5 * MINUTE)).ok).toBe(true);
  });

  test('on accounts that do not exist wait in the same way', async () => {
    const stranger = () => source({ email: 'nobody@example.com' });
    for (let count = 0; count < 4; count++) expect((await accounts.admit(stranger(), NOW)).ok).toBe(true);
    expect((await accounts.admit(stranger(), NOW)).ok).toBe(false);
  });

  test('from an address wait after twenty, on whatever accounts', async () => {
    const address = random();
    for (let count = 0; count < 20; count++) {
      const email = `${count}@example.com`;
      expect((await accounts.admit(source({ email, address }), NOW)).ok).toBe(true);
    }
    expect((await accounts.admit(source({ address }), NOW)).ok).toBe(false);
    expect((await accounts.admit(source(), NOW)).ok).toBe(true);
  });

  test('of others do not keep a browser out that signed in before', async () => {
    await makeAccount();
    const device = random();
    await attempt(NOW + HOUR, { newDeviceHash: device });
    for (let count = 0; count < 20; count++) await accounts.admit(source(), NOW + HOUR);
    expect((await accounts.admit(source(), NOW + HOUR)).ok).toBe(false);
    expect((await accounts.admit(source({ deviceHash: random() }), NOW + HOUR)).ok).toBe(false);
    expect((await accounts.admit(source({ deviceHash: device }), NOW + HOUR)).ok).toBe(true);
    const address = random();
    for (let count = 0; count < 20; count++) {
      await accounts.admit(source({ address, email: `${count}@example.com` }), NOW + HOUR);
    }
    expect((await accounts.admit(source({ address, email: 'x@example.com' }), NOW + HOUR)).ok).toBe(false);
    expect((await accounts.admit(source({ address, deviceHash: device }), NOW + HOUR)).ok).toBe(true);
    const other = source({ deviceHash: device, email: 'grace@example.com' });
    for (let count = 0; count < 4; count++) await accounts.admit(other, NOW + HOUR);
    expect((await accounts.admit(other, NOW + HOUR)).ok).toBe(false);
  });
});

describe('a session', () => {
  async function open(now = NOW + HOUR) {
    const sessionHash = random();
    await attempt(now, { sessionHash });
    return sessionHash;
  }

  test('is over after 30 idle minutes, at the very instant', async () => {
    await makeAccount();
    const hash = await open();
    const idle = NOW + HOUR + 30 * MINUTE;
    expect(await accounts.findSession(hash, idle - 1)).not.toBeNull();
    expect(await accounts.findSession(hash, idle)).not.toBeNull();
    expect(await accounts.findSession(hash, idle + 30 * MINUTE - 1)).toBeNull();
  });

  test('is over after twelve hours, however busy', async () => {
    await makeAccount();
    const hash = await open();
    const start = NOW + HOUR;
    for (let now = start; now < start + 12 * HOUR; now += 20 * MINUTE) {
      expect(await accounts.findSession(hash, now)).not.toBeNull();
    }
    expect(await accounts.findSession(hash, start + 12 * HOUR - 1)).not.toBeNull();
    expect(await accounts.findSession(hash, start + 12 * HOUR)).toBeNull();
  });

  test('ends by signing out, by its owner’s list, and with all others', async () => {
    const { id } = await makeAccount();
    const [first, second, third] = [
      await open(),
      await open(NOW + HOUR + MINUTE),
      await open(NOW + HOUR + 2 * MINUTE),
    ];
    const now = NOW + HOUR + 3 * MINUTE;
    await accounts.signOut(first, now);
    expect(await accounts.findSession(first, now)).toBeNull();
    const kept = (await accounts.findSession(third, now))?.session;
    const other = (await accounts.findSession(second, now))?.session;
    await accounts.endSessions('somebody else', { id: other?.id ?? '' }, now);
    expect(await accounts.findSession(second, now)).not.toBeNull();
    await accounts.endSessions(id, { exceptId: kept?.id ?? '' }, now);
    expect(await accounts.findSession(second, now)).toBeNull();
    expect(await accounts.findSession(third, now)).not.toBeNull();
  });

  test('of others ends when the password changes, which takes the present one', async () => {
    const { id: operatorId } = await makeAccount();
    const [own, other] = [await open(), await open(NOW + HOUR + MINUTE)];
    const now = NOW + HOUR + 2 * MINUTE;
    const change = {
      operatorId,
      password: { ...PASSWORD, derivedKey: btoa('new') },
      keepSessionHash: own,
      now,
    };
    expect(await accounts.changePassword({ ...change, currentDerivedKey: btoa('wrong') })).toBe(false);
    expect(await accounts.findSession(other, now)).not.toBeNull();
    expect(await accounts.changePassword({ ...change, currentDerivedKey: PASSWORD.derivedKey })).toBe(true);
    expect(await accounts.findSession(other, now)).toBeNull();
    expect(await accounts.findSession(own, now)).not.toBeNull();
    expect(await attempt(now)).toBeNull();
    expect(await attempt(now, { derivedKey: btoa('new') })).not.toBeNull();
  });
});

describe('operators', () => {
  const invite = (tokenHash: string, email = 'grace@example.com', method: 'password' | 'saml' = 'password') =>
    accounts.invite({ email, method, tokenHash }, ADA, NOW);

  test('join once by an invitation, for its own address, within seven days', async () => {
    await makeAccount();
    await invite('token');
    const permission: Permission = { kind: 'invitation', tokenHash: 'token' };
    expect((await begin(random(), 'eve@example.com', permission)).ok).toBe(false);
    const week = 7 * 24 * HOUR;
    expect(await accounts.isPermitted(permission, NOW + week - 1)).toBe(true);
    expect(await accounts.isPermitted(permission, NOW + week)).toBe(false);
    await makeAccount('grace@example.com', permission);
    expect(await accounts.isPermitted(permission, NOW)).toBe(false);
    expect(await accounts.listInvitations(NOW)).toEqual([]);
    expect(await invite('again')).toMatchObject({ failure: { code: 'email_taken' } });
  });

  test('do not join once the invitation is withdrawn, or another has taken its place', async () => {
    await invite('first');
    const second = await invite('second');
    expect(await accounts.isPermitted({ kind: 'invitation', tokenHash: 'first' }, NOW)).toBe(false);
    const hash = random();
    await begin(hash, 'grace@example.com', { kind: 'invitation', tokenHash: 'second' });
    await accounts.withdrawInvitation(second.ok ? second.value.id : '', ADA, NOW);
    expect(await complete(hash)).toMatchObject({ failure: { code: 'invitation_unknown' } });
  });

  test('are removed with their sessions, but never the last with a password', async () => {
    const ada = await makeAccount();
    const last = await accounts.removeOperator(ada.id, ADA, NOW);
    expect(last).toMatchObject({ failure: { code: 'last_operator' } });
    await makeAccount('grace@example.com', setup('another'));
    const sessionHash = random();
    await attempt(NOW + HOUR, { sessionHash });
    expect((await accounts.removeOperator(ada.id, ADA, NOW)).ok).toBe(true);
    expect(await accounts.findSession(sessionHash, NOW + HOUR)).toBeNull();
    expect(await attempt(NOW + 2 * HOUR)).toBeNull();
    expect(await actions()).toContain('operator.removed');
  });

  test('who come by SAML were invited as such; a code counts once and for a minute', async () => {
    await makeAccount();
    const session = () => ({ sessionHash: random(), browser: 'Firefox on Linux' });
    await invite('token', 'grace@example.com', 'saml');
    const handOver = (codeHash: string, email: string) =>
      accounts.handOver({ codeHash, stateHash: 'mine', email }, NOW);
    const takeOver = (codeHash: string, now = NOW, stateHash = 'mine') =>
      accounts.takeOver({ codeHash, stateHash }, session(), now);
    await handOver('late', 'grace@example.com');
    expect(await takeOver('late', NOW + MINUTE)).toBeNull();
    await handOver('stolen', 'grace@example.com');
    expect(await takeOver('stolen', NOW, 'another browser’s')).toBeNull();
    expect(await takeOver('stolen')).toBeNull();
    await handOver('good', 'grace@example.com');
    expect(await takeOver('good', NOW + MINUTE - 1)).toMatchObject({ method: 'saml' });
    expect(await takeOver('good')).toBeNull();
    await handOver('stranger', 'eve@example.com');
    expect(await takeOver('stranger')).toBeNull();
    // An operator with a password is not let in without it.
    await handOver('ada', 'ada@example.com');
    expect(await takeOver('ada')).toBeNull();
    expect(await attempt(NOW + HOUR, { email: 'grace@example.com' })).toBeNull();
  });
});

describe('keys', () => {
  const key = {
    id: 'k1',
    secretHash: 'hash',
    name: 'Import',
    scopes: ['tenants:read'],
    expiresAt: null,
  } as const;

  test('are stored as hashes, and noted as used once a minute', async () => {
    await accounts.makeKey(key, ADA, NOW);
    await accounts.useKey('k1', 'hash', NOW + 1);
    await accounts.useKey('k1', 'hash', NOW + MINUTE);
    expect((await accounts.listKeys())[0]).toMatchObject({ lastUsedAt: NOW + 1, createdBy: 'Ada' });
    await accounts.useKey('k1', 'hash', NOW + MINUTE + 1);
    expect((await accounts.listKeys())[0]).toMatchObject({ lastUsedAt: NOW + MINUTE + 1 });
    expect(JSON.stringify(await accounts.listKeys())).not.toContain('hash');
  });

  test('are refused once revoked, and are revoked once', async () => {
    await accounts.makeKey(key, ADA, NOW);
    expect(await accounts.revokeKey('k1', ADA, NOW)).toBe(true);
    expect(await accounts.revokeKey('k1', ADA, NOW)).toBe(false);
    expect(await accounts.useKey('k1', 'hash', NOW)).toBeNull();
    expect(await actions()).toEqual(['key.revoked', 'key.made']);
  });
});

describe('the audit trail', () => {
  test('is read page by page, the newest first, numbered without a gap', async () => {
    for (let count = 0; count < 5; count++) {
      await accounts.makeKey(
        { id: `k${count}`, secretHash: 'h', name: 'K', scopes: [], expiresAt: null },
        ADA,
        NOW,
      );
    }
    const first = await accounts.listAudit({ limit: 3, cursor: null });
    expect(first.items.map(({ number }) => number)).toEqual([5, 4, 3]);
    const rest = await accounts.listAudit({ limit: 3, cursor: first.cursor });
    expect(rest.items.map(({ number }) => number)).toEqual([2, 1]);
    expect(rest.cursor).toBeNull();
    expect((await accounts.listAudit({ limit: 3, cursor: 'x' })).items).toEqual([]);
  });

  test('cannot be changed, not even by a mistake of ours', async () => {
    await makeAccount();
    await runInDurableObject(stub, (_, { storage }) => {
      expect(() => storage.sql.exec("UPDATE audit SET subject = 'x'")).toThrow();
      expect(() => storage.sql.exec('DELETE FROM audit')).toThrow();
    });
    expect(await actions()).toEqual(['operator.joined']);
  });
});

test('nothing that is a secret is stored in the clear, and what expired is deleted', async () => {
  await makeAccount('ada@example.com', setup(), NOW - 48 * HOUR);
  await accounts.admit(source(), NOW - 48 * HOUR);
  await runDurableObjectAlarm(stub);
  await runInDurableObject(stub, (_, { storage }) => {
    for (const table of ['sessions', 'failures', 'enrolments']) {
      expect(storage.sql.exec(`SELECT * FROM ${table}`).toArray()).toEqual([]);
    }
  });
});

test('scrypt at OWASP’s parameters runs in workerd in a time that people wait for', async () => {
  const parameters = currentParameters(new Uint8Array(16));
  const begun = performance.now();
  const derived = await derivePassword('correct horse', parameters);
  expect(atob(derived)).toHaveLength(32);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
