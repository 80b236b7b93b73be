/** Scoped values of an identity provider that may state some scopes and not others. */
import { describe, expect, test } from 'vitest';
import type { Assertion, Attribute } from '../../src/saml/assertion.ts';
import { ATTRIBUTE_PAIRWISE_ID, ATTRIBUTE_SUBJECT_ID } from '../../src/saml/names.ts';
import { admitPerson, reportPerson } from '../../src/sign-in/admit-person.ts';
import { bindScopes } from '../../src/sign-in/scopes.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection, tenant } from '../support/tenants.ts';

const PRINCIPAL_NAME = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const AFFILIATION = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.9';

const attribute = (name: string, ...values: string[]): Attribute => ({
  name,
  nameFormat: null,
  friendlyName: null,
  values,
});

const assertion = (...attributes: Attribute[]): Assertion => ({
  id: '_a',
  version: '2.0',
  issueInstant: 0,
  issuer: 'https://idp.example.com/acme',
  nameId: null,
  confirmations: [],
  conditions: null,
  authnStatements: [{ authnInstant: 5, sessionIndex: '_s', sessionNotOnOrAfter: null, classRef: 'urn:c' }],
  attributes,
});

const fromMetadata = (...scopes: string[]): Partial<Connection> => ({
  identityProvider: { ...connection().identityProvider, scopes },
});
const known = fromMetadata('acme.example', 'acme.test');
const keyedBy = (name: string) => ({ account: { key: { from: 'attribute', name } as const } });

/** The account key, or why there is none. */
function keyOf(changes: Partial<Connection>, ...attributes: Attribute[]) {
  const admitted = admitPerson(assertion(...attributes), tenant(), connection(changes));
  return admitted.ok ? admitted.value.accountKey : admitted.failure.code;
}

/** The attributes as the application gets them. */
function kept(changes: Partial<Connection>, ...attributes: Attribute[]) {
  const admitted = admitPerson(assertion(...attributes), tenant(), connection(changes));
  if (!admitted.ok) throw new Error(admitted.failure.code);
  return admitted.value.attributes.map(({ name, values }) => [name, ...values]);
}

describe.each([ATTRIBUTE_SUBJECT_ID, ATTRIBUTE_PAIRWISE_ID, PRINCIPAL_NAME])(
  'the account key from %s',
  (name) => {
    const keyed = { ...known, ...keyedBy(name) };

    test.each(['idm1@acme.example', 'idm1@acme.test', 'idm1@ACME.Example'])(
      'is %s, which is its own',
      (value) => {
        expect(keyOf(keyed, attribute(name, value))).toBe(value);
        expect(keyOf(keyed, attribute(name, ' ', value))).toBe(value);
      },
    );

    test.each([
      ['of somebody else', 'idm1@globex.example'],
      ['of a domain below', 'idm1@sub.acme.example'],
      ['of one that ends alike', 'idm1@evilacme.example'],
      ['of one that begins alike', 'idm1@acme.example.evil.test'],
      ['with two of them', 'idm1@globex.example@acme.example'],
      ['with its own first', 'idm1@acme.example@globex.example'],
      ['without any', 'idm1'],
      ['without anybody', '@acme.example'],
      ['with a space behind', 'idm1@acme.example '],
    ])('is refused %s', (_words, value) => {
      expect(keyOf(keyed, attribute(name, value))).toBe('scope_mismatch');
      // Nor may it hide behind a good one, in one attribute or in two.
      expect(keyOf(keyed, attribute(name, 'idm1@acme.example', value))).toBe('scope_mismatch');
      expect(keyOf(keyed, attribute(name, value), attribute(name, 'idm1@acme.example'))).toBe(
        'scope_mismatch',
      );
    });

    test('may be anything where nobody bounds it, as in older records', () => {
      expect(keyOf(keyedBy(name), attribute(name, 'idm1@globex.example'))).toBe('idm1@globex.example');
      expect(keyOf(keyedBy(name), attribute(name, 'idm1'))).toBe('idm1');
    });

    test('is refused where the metadata has scopes, and none that is understood', () => {
      const refused = keyOf({ ...fromMetadata(), ...keyedBy(name) }, attribute(name, 'idm1@acme.example'));
      expect(refused).toBe('scope_mismatch');
    });

    test('goes by the scopes of the connection where that has some, and not by the metadata’s', () => {
      const listed = { ...keyed, scopes: ['globex.example'] };
      expect(keyOf(listed, attribute(name, 'idm1@globex.example'))).toBe('idm1@globex.example');
      expect(keyOf(listed, attribute(name, 'idm1@acme.example'))).toBe('scope_mismatch');
      const alone = { ...keyedBy(name), scopes: ['acme.example'] };
      expect(keyOf(alone, attribute(name, 'idm1@globex.example'))).toBe('scope_mismatch');
    });
  },
);

describe('an account key that has no scope', () => {
  test('is none of this rule’s business', () => {
    expect(keyOf({ ...known, ...keyedBy('uid') }, attribute('uid', 'a@b@c'))).toBe('a@b@c');
  });

  test('is not refused for what else comes', () => {
    const others = [attribute('uid', 'alice'), attribute(ATTRIBUTE_SUBJECT_ID, 'ceo@globex.example')];
    expect(keyOf({ ...known, ...keyedBy('uid') }, ...others)).toBe('alice');
  });
});

describe('other scoped attributes', () => {
  const byUid = { ...known, ...keyedBy('uid') };
  const uid = attribute('uid', 'alice');

  test('lose foreign values, keep their own and blank ones, and are gone where nothing is left', () => {
    expect(
      kept(
        byUid,
        uid,
        attribute(AFFILIATION, 'staff@globex.example', 'staff@ACME.example', '', 'member'),
        attribute(PRINCIPAL_NAME, 'ceo@globex.example'),
        attribute('eduPersonScopedAffiliation', 'staff@globex.example'),
        attribute('urn:oid:1.3.6.1.4.1.5923.1.1.1.1', 'staff@globex.example'),
      ),
    ).toEqual([
      ['uid', 'alice'],
      [AFFILIATION, 'staff@ACME.example', ''],
      ['urn:oid:1.3.6.1.4.1.5923.1.1.1.1', 'staff@globex.example'],
    ]);
  });

  test('stay whole where nobody bounds them', () => {
    const foreign = [AFFILIATION, 'staff@globex.example', 'member'] as const;
    expect(kept(keyedBy('uid'), uid, attribute(...foreign))).toEqual([['uid', 'alice'], [...foreign]]);
  });

  test('are not there for any other rule either: requirement, groups, email address', () => {
    const foreign = attribute(AFFILIATION, 'staff@globex.example');
    const reading = { ...peopleRulesOf({}).attributes };
    const required = { attributes: { ...reading, required: [AFFILIATION] } };
    expect(keyOf({ ...byUid, ...required }, uid, foreign)).toBe('attribute_missing');
    const groups = {
      attributes: { ...reading, groups: AFFILIATION },
      groupRules: { anyOf: ['staff@globex.example'] },
    };
    expect(keyOf({ ...byUid, ...groups }, uid, foreign)).toBe('group_missing');
    expect(keyOf({ ...keyedBy('uid'), ...groups }, uid, foreign)).toBe('alice');
    const email = { attributes: { ...reading, email: PRINCIPAL_NAME } };
    const admitted = admitPerson(
      assertion(uid, attribute(PRINCIPAL_NAME, 'ceo@globex.example')),
      tenant(),
      connection({ ...byUid, ...email }),
    );
    expect(admitted).toMatchObject({ ok: true, value: { email: null } });
  });
});

describe('what an administrator is told', () => {
  const keyed = connection({ ...known, ...keyedBy(ATTRIBUTE_SUBJECT_ID) });
  const failureOf = (value: string) => {
    const bound = bindScopes(assertion(attribute(ATTRIBUTE_SUBJECT_ID, value)), keyed);
    return bound.ok ? null : bound.failure;
  };

  test('is the scope, and not whose it would have been', () => {
    expect(failureOf('ceo@globex.example')).toEqual({
      code: 'scope_mismatch',
      expected: 'acme.example or acme.test',
      received: 'globex.example',
    });
    expect(JSON.stringify(failureOf('ceo@globex@acme.example'))).not.toMatch(/ceo|globex/);
  });

  test('is short, however many scopes there are', () => {
    const many = connection({ ...keyed, scopes: Array.from({ length: 200 }, (_, i) => `s${i}.example`) });
    const bound = bindScopes(assertion(attribute(ATTRIBUTE_SUBJECT_ID, 'a@b')), many);
    expect(bound.ok ? 0 : bound.failure.expected.length).toBeLessThan(320);
  });

  test('is also that something was left out, whether the person would come in or not', () => {
    const byUid = connection({ ...known, ...keyedBy('uid') });
    const foreign = attribute(AFFILIATION, 'staff@globex.example');
    const note = { code: 'scope_mismatch', passed: true, expected: 'acme.example or acme.test' };
    const admitted = reportPerson(assertion(attribute('uid', 'alice'), foreign), tenant(), byUid);
    expect(admitted.identity).not.toBeNull();
    expect(admitted.checks).toMatchObject([{ code: 'account_key_missing', passed: true }, note]);
    const refused = reportPerson(assertion(foreign), tenant(), byUid);
    expect(refused.checks).toMatchObject([{ code: 'account_key_missing', passed: false }, note]);
    const whole = reportPerson(assertion(attribute('uid', 'alice')), tenant(), byUid);
    expect(whole.checks.map(({ code }) => code)).not.toContain('scope_mismatch');
  });
});
