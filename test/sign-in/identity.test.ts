import { describe, expect, test } from 'vitest';
import type { Assertion, Attribute, NameId } from '../../src/saml/assertion.ts';
import {
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
} from '../../src/saml/names.ts';
import { MAX_IDENTITY_BYTES, MAX_WHOLE_IDENTITY_BYTES, readIdentity } from '../../src/sign-in/identity.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection } from '../support/tenants.ts';

const nameId = (value: string, format = NAME_ID_PERSISTENT): NameId => ({
  value,
  format,
  nameQualifier: null,
  spNameQualifier: null,
});

const attribute = (name: string, ...values: string[]): Attribute => ({
  name,
  nameFormat: null,
  friendlyName: null,
  values,
});

function assertion(subject: NameId | null, ...attributes: Attribute[]): Assertion {
  return {
    id: '_a',
    version: '2.0',
    issueInstant: 0,
    issuer: 'https://idp.example.com/acme',
    nameId: subject,
    confirmations: [],
    conditions: null,
    authnStatements: [{ authnInstant: 5, sessionIndex: '_s', sessionNotOnOrAfter: null, classRef: 'urn:c' }],
    attributes,
  };
}

function read(stated: Assertion, changes: Partial<Connection> = {}) {
  const result = readIdentity(stated, connection(changes));
  return result.ok ? result.value : result.failure.code;
}

test('all that the assertion says is kept as it was said', () => {
  const groups = attribute('groups', 'b', 'a', '');
  expect(read(assertion(nameId(' 007 '), groups))).toEqual({
    accountKey: ' 007 ',
    displayName: null,
    email: null,
    nameId: nameId(' 007 '),
    attributes: [groups],
    idpEntityId: 'https://idp.example.com/acme',
    sessionIndex: '_s',
    authnInstant: 5,
    authnContextClassRef: 'urn:c',
  });
});

describe('the account key', () => {
  const byAttribute = { account: { key: { from: 'attribute', name: 'uid' } } } as const;
  const byNameId = { account: { key: { from: 'name-id' } } } as const;
  const key = (stated: Assertion, changes: Partial<Connection> = {}) => {
    const identity = read(stated, changes);
    return typeof identity === 'string' ? identity : identity.accountKey;
  };

  test('is by default the NameID, but never a transient one', () => {
    expect(key(assertion(nameId('1e5')))).toBe('1e5');
    expect(key(assertion(nameId('_t1', NAME_ID_TRANSIENT)))).toBeNull();
    expect(key(assertion(null))).toBeNull();
  });

  test('from the NameID refuses a transient one and none', () => {
    expect(key(assertion(nameId('x')), byNameId)).toBe('x');
    expect(key(assertion(nameId('_t1', NAME_ID_TRANSIENT)), byNameId)).toBe('account_key_transient');
    expect(key(assertion(null), byNameId)).toBe('account_key_missing');
  });

  test('from an attribute needs exactly one value, and no NameID', () => {
    expect(key(assertion(null, attribute('uid', 'alice')), byAttribute)).toBe('alice');
    expect(key(assertion(nameId('_t1', NAME_ID_TRANSIENT), attribute('uid', 'alice')), byAttribute)).toBe(
      'alice',
    );
    for (const attributes of [
      [],
      [attribute('uid')],
      [attribute('uid', '')],
      [attribute('uid', ' ')],
      [attribute('uid', 'alice', 'bob')],
      [attribute('uid', 'alice'), attribute('uid', 'bob')],
      [attribute('UID', 'alice')],
    ]) {
      expect(key(assertion(nameId('x'), ...attributes), byAttribute)).toBe('account_key_missing');
    }
  });
});

test.each(['subject-id', 'pairwise-id'])('the account key can be the %s of its profile', (name) => {
  const id = `urn:oasis:names:tc:SAML:attribute:${name}`;
  const connection = { account: { key: { from: 'attribute', name: id } } } as const;
  const identity = read(assertion(null, attribute(id, 'idm123456789@corp.example')), connection);
  expect(identity).toMatchObject({ accountKey: 'idm123456789@corp.example' });
});

describe('the address', () => {
  const corp = { emailDomains: ['corp.example', 'corp.test'] };
  const email = (stated: Assertion, changes: Partial<Connection> = {}) => {
    const identity = read(stated, changes);
    return typeof identity === 'string' ? identity : identity.email;
  };

  test.each([
    'mail',
    'email',
    'Email',
    'emailAddress',
    'urn:oid:0.9.2342.19200300.100.1.3',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  ])('comes from %s', (name) => {
    expect(email(assertion(nameId('x'), attribute(name, '', 'a@corp.example')))).toBe('a@corp.example');
  });

  test('comes from a NameID that says it is one, and from no other', () => {
    expect(email(assertion(nameId('a@corp.example', NAME_ID_EMAIL)))).toBe('a@corp.example');
    expect(email(assertion(nameId('a@corp.example')))).toBeNull();
  });

  test('has to be in the domains of the connection, where it has any', () => {
    expect(email(assertion(nameId('x'), attribute('mail', 'a@CORP.example')), corp)).toBe('a@CORP.example');
    expect(email(assertion(nameId('x')), corp)).toBeNull();
    for (const address of [
      'a@evil.example',
      'a@corp.example.evil.example',
      'a@evilcorp.example',
      'a@sub.corp.example',
      'a@corp.example@evil.example',
      'a@corp.example ',
      '"a@corp.example"@evil.example',
      'corp.example',
      '@corp.example',
      'a@corp\u3002example.evil.example',
    ]) {
      expect(email(assertion(nameId('x'), attribute('mail', address)), corp), address).toBe(
        'email_domain_mismatch',
      );
    }
  });

  test('counts wherever it is stated: one good address hides no other', () => {
    const good = attribute('mail', 'a@corp.example');
    const bad = 'ceo@other.example';
    for (const stated of [
      assertion(nameId('x'), attribute('mail', 'a@corp.example', bad)),
      assertion(nameId('x'), good, attribute('email', bad)),
      assertion(nameId(bad, NAME_ID_EMAIL), good),
    ]) {
      expect(email(stated, corp)).toBe('email_domain_mismatch');
    }
  });
});

describe('an account key that reads as an address', () => {
  const corp = { emailDomains: ['corp.example'] };
  const byAttribute = { ...corp, account: { key: { from: 'attribute', name: 'upn' } } } as const;

  test('has to be in the domains of the connection, whatever its format says', () => {
    for (const format of [NAME_ID_UNSPECIFIED, NAME_ID_PERSISTENT]) {
      for (const foreign of ['ceo@other.example', 'ceo@other.example ', ' ceo@other.example', 'ceo@other']) {
        expect(read(assertion(nameId(foreign, format)), corp)).toBe('email_domain_mismatch');
      }
      expect(read(assertion(nameId('a@corp.example', format)), corp)).toMatchObject({
        accountKey: 'a@corp.example',
        email: null,
      });
    }
    expect(read(assertion(null, attribute('upn', 'ceo@other.example')), byAttribute)).toBe(
      'email_domain_mismatch',
    );
    expect(read(assertion(null, attribute('upn', 'a@corp.example')), byAttribute)).toMatchObject({
      accountKey: 'a@corp.example',
    });
  });

  test('is any where the connection has no domains; a key that is no address has none to be in', () => {
    expect(read(assertion(nameId('ceo@other.example')))).toMatchObject({ accountKey: 'ceo@other.example' });
    for (const value of ['007', 'a@', '@corp.example', 'CORP\\alice']) {
      expect(read(assertion(nameId(value)), corp)).toMatchObject({ accountKey: value });
    }
  });

  test('counts only where it is the key: a transient NameID is nobody’s address', () => {
    expect(read(assertion(nameId('_t@other.example', NAME_ID_TRANSIENT)), corp)).toMatchObject({
      accountKey: null,
    });
  });
});

describe('the name', () => {
  const name = (...attributes: Attribute[]) => {
    const identity = read(assertion(nameId('x'), ...attributes));
    return typeof identity === 'string' ? identity : identity.displayName;
  };

  test('is the display name, else given name and surname, else the full name', () => {
    const full = attribute('cn', 'A. Andersen');
    const parts = [attribute('givenName', 'Alice'), attribute('sn', 'Andersen')];
    expect(name(full, ...parts, attribute('displayName', 'Ally'))).toBe('Ally');
    expect(name(full, ...parts)).toBe('Alice Andersen');
    expect(name(full, attribute('givenName', 'Alice'))).toBe('A. Andersen');
    expect(name(attribute('givenName', 'Alice'))).toBeNull();
  });

  test('is not taken from names that objects inherit', () => {
    expect(name(attribute('__proto__', 'x'), attribute('constructor', 'y'))).toBeNull();
  });
});

test('an identity that no cookie could carry is refused, however few its attributes', () => {
  expect(read(assertion(nameId('x'.repeat(500))))).toMatchObject({ accountKey: 'x'.repeat(500) });
  expect(read(assertion(nameId('x'.repeat(MAX_IDENTITY_BYTES))))).toBe('identity_too_large');
  expect(read(assertion(nameId('x'), attribute('big', 'x'.repeat(100_000))))).toMatchObject({
    accountKey: 'x',
  });
});

test('attributes that no row of the ledger could hold are refused', () => {
  const sized = (length: number) => read(assertion(nameId('x'), attribute('big', 'x'.repeat(length))));
  expect(sized(MAX_WHOLE_IDENTITY_BYTES - 2_000)).toMatchObject({ accountKey: 'x' });
  expect(sized(MAX_WHOLE_IDENTITY_BYTES)).toBe('identity_too_large');
});
