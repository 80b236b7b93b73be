/** Identity tokens as an application verifies them: with jose, and the keys that are published. */
import { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  IDENTITY_TOKEN_SECONDS,
  importTokenSigner,
  signIdentityToken,
  type TokenTerms,
} from '../../src/session/identity-token.ts';
import { describePerson } from '../../src/session/person-claims.ts';
import type { Identity, Session } from '../../src/session/session.ts';
import { hashSessionId } from '../../src/session/session-handle.ts';
import type { TokenKey } from '../../src/session/token-key.ts';
import { session, tenant } from '../support/tenants.ts';
import { tokenJwk, tokenKey } from '../support/token-keys.ts';

const ORIGIN = 'https://acme.example.com';
const NOW = Date.UTC(2026, 10, 22, 12);
const KEY = tokenKey(tokenJwk('k1'));
const TERMS: TokenTerms = {
  issuer: ORIGIN,
  audience: ORIGIN,
  now: NOW,
  sessionEnd: NOW + 3_600_000,
};

async function issue(key: TokenKey, terms: Partial<TokenTerms> = {}) {
  const claims = await describePerson(session(), ['staff'], tenant());
  return signIdentityToken(claims, { ...TERMS, ...terms }, await importTokenSigner(key));
}

/** Verifies as an application does that fetched the key set; gives the payload, or the code of the refusal. */
async function verify(token: string, keys: readonly TokenKey[], { origin = ORIGIN, at = NOW } = {}) {
  const jwks = createLocalJWKSet({ keys: keys.map(({ publicJwk }) => ({ ...publicJwk })) });
  try {
    const options = { issuer: origin, audience: origin, currentDate: new Date(at), typ: 'JWT' };
    return (await jwtVerify(token, jwks, { ...options, algorithms: ['ES256', 'EdDSA'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed) return `${error.code} ${error.claim}`;
    if (error instanceof errors.JOSEError) return error.code;
    throw error;
  }
}

describe('an application takes', () => {
  test.each(['P-256', 'Ed25519'] as const)('a token of a key on %s, which it names', async (type) => {
    const key = tokenKey(tokenJwk('of-this-type', type));
    const token = await issue(key);
    expect(await verify(token, [key])).toMatchObject({ iss: ORIGIN, aud: ORIGIN, groups: ['staff'] });
    const alg = type === 'P-256' ? 'ES256' : 'EdDSA';
    expect(decodeProtectedHeader(token)).toEqual({ alg, kid: 'of-this-type', typ: 'JWT' });
  });

  test('it for five minutes, to the second', async () => {
    const token = await issue(KEY);
    const end = NOW + IDENTITY_TOKEN_SECONDS * 1000;
    expect(IDENTITY_TOKEN_SECONDS).toBe(300);
    expect(await verify(token, [KEY], { at: end - 1 })).toMatchObject({ exp: end / 1000, iat: NOW / 1000 });
    expect(await verify(token, [KEY], { at: end })).toBe('ERR_JWT_EXPIRED');
    expect(await verify(token, [KEY], { at: end + 1 })).toBe('ERR_JWT_EXPIRED');
  });

  test('it no longer than the session lasts', async () => {
    const token = await issue(KEY, { sessionEnd: NOW + 7_999 });
    expect(await verify(token, [KEY])).toMatchObject({ exp: NOW / 1000 + 7 });
  });
});

describe('an application refuses', () => {
  test.each([
    ['another tenant’s token', { issuer: 'https://other.example.com' }, 'iss'],
    ['a token for somebody else', { audience: 'https://other.example.com' }, 'aud'],
  ])('%s', async (_, terms, claim) => {
    const refused = await verify(await issue(KEY, terms), [KEY]);
    expect(refused).toBe(`ERR_JWT_CLAIM_VALIDATION_FAILED ${claim}`);
  });

  test('another deployment’s token, though its key has the same id', async () => {
    expect(await verify(await issue(tokenKey(tokenJwk('k1'))), [KEY])).toBe(
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    );
  });

  test('a token with a claim changed', async () => {
    const [header, payload = '', signature] = (await issue(KEY)).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url');
    expect(await verify(`${header}.${changed}.${signature}`, [KEY])).toBe(
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    );
  });
});

describe('a roll-over', () => {
  const next = tokenKey(tokenJwk('k2', 'Ed25519'));

  test('has no gap: whoever knows the set of a step before or after verifies what this one signs', async () => {
    // As TOKEN_KEYS has them, step by step; the first signs.
    const steps = [[KEY], [KEY, next], [next, KEY], [next]];
    for (const [index, [signing = KEY]] of steps.entries()) {
      const token = await issue(signing);
      for (const known of [steps[index - 1], steps[index], steps[index + 1]]) {
        if (known !== undefined) expect(await verify(token, known)).toMatchObject({ iss: ORIGIN });
      }
    }
  });

  test('ends: what the old key signed is refused once that is gone', async () => {
    expect(await verify(await issue(KEY), [next])).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });
});

describe('the claims', () => {
  const describeOne = (
    identity: Partial<Identity>,
    changes: Partial<Session> = {},
    groups: readonly string[] = [],
    provenDomains?: readonly string[],
  ) =>
    describePerson(session(changes, identity), groups, {
      slug: 'acme',
      ...(provenDomains && { provenDomains }),
    });

  test('say who it is, and how he signed in', async () => {
    const identity = {
      accountKey: 'alice',
      email: 'alice@acme.example',
      displayName: 'Alice',
      roles: ['admin'],
    };
    const authn = { authnInstant: NOW - 1, authnContextClassRef: 'urn:mfa' };
    expect(await describeOne({ ...identity, ...authn }, {}, ['staff'])).toEqual({
      sub: 'idp|alice',
      account_key: 'alice',
      sid: await hashSessionId(session().id),
      auth_time: NOW / 1000 - 1,
      acr: 'urn:mfa',
      name: 'Alice',
      email: 'alice@acme.example',
      email_verified: false,
      groups: ['staff'],
      roles: ['admin'],
      tenant: 'acme',
      connection: 'idp',
    });
  });

  test('leave out what is not known', async () => {
    const claims = await describeOne({ email: null, displayName: null, authnContextClassRef: null });
    for (const name of ['email', 'email_verified', 'name', 'acr', 'transient', 'recovery']) {
      expect(claims).not.toHaveProperty(name);
    }
  });

  test('never take people of two identity providers for one, whatever these call them', async () => {
    const subjectOf = async (accountKey: string | null, connectionId: string) =>
      (await describeOne({ accountKey }, { connectionId })).sub;
    const sid = await hashSessionId(session().id);
    const subjects = await Promise.all([
      subjectOf('alice', 'idp'),
      subjectOf('alice', 'other'),
      subjectOf('idp|alice', 'other'),
      subjectOf(`session:${sid}`, 'session'),
      subjectOf('recovery:root', 'recovery'),
      subjectOf(null, 'idp'),
      describeOne({ accountKey: 'recovery:root' }, { recovery: true, connectionId: 'recovery' }).then(
        ({ sub }) => sub,
      ),
    ]);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  test('never take two people without an account key for one', async () => {
    const one = await describeOne({ accountKey: null });
    const other = await describeOne({ accountKey: null }, { id: 'BBBBBBBBBBBBBBBBBBBBBB' });
    expect(one).toMatchObject({ sub: `session:${one.sid}`, transient: true });
    expect(one.sub).not.toBe(other.sub);
  });

  test.each([
    ['alice@acme.example', ['acme.example'], true],
    ['alice@ACME.example', ['acme.example'], true],
    ['alice@sub.acme.example', ['acme.example'], false],
    ['alice@acme.example', [], false],
    ['no address', ['acme.example'], false],
  ])('say of %s, with %j proven, that verified is %s', async (email, proven, verified) => {
    expect(await describeOne({ email }, {}, [], proven)).toMatchObject({ email_verified: verified });
  });

  test('mark a session of recovery, which has no connection', async () => {
    const claims = await describeOne(
      { accountKey: 'recovery:root' },
      { recovery: true, connectionId: 'recovery' },
    );
    expect(claims).toMatchObject({ sub: 'recovery:root', recovery: true });
    expect(claims).not.toHaveProperty('connection');
  });

  test('leave out groups that no header has room for, and say so', async () => {
    const fitting = ['g'.repeat(2_996)];
    expect(await describeOne({}, {}, fitting)).toMatchObject({ groups: fitting });
    for (const many of ['g'.repeat(2_997), '組'.repeat(999)]) {
      const omitted = await describeOne({}, {}, [many]);
      expect(omitted).toMatchObject({ groups_omitted: true });
      expect(omitted).not.toHaveProperty('groups');
    }
  });

  test('hold no key to the session', async () => {
    expect(await issue(KEY)).not.toContain(session().id);
    expect(JSON.stringify(await describeOne({}))).not.toContain(session().id);
  });
});
