/** What a connection makes of attributes: which say what, which have to be there, whose groups may sign in, and their roles. */
import { describe, expect, test } from 'vitest';
import type { Assertion, Attribute } from '../../src/saml/assertion.ts';
import { NAME_ID_EMAIL } from '../../src/saml/names.ts';
import { admitPerson, reportPerson } from '../../src/sign-in/admit-person.ts';
import { readGroups } from '../../src/sign-in/groups.ts';
import { type AttributePolicy, peopleRulesOf, type RolePolicy } from '../../src/tenants/people-rules.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { connection, tenant } from '../support/tenants.ts';

const attribute = (name: string, ...values: string[]): Attribute => ({
  name,
  nameFormat: null,
  friendlyName: null,
  values,
});

function assertion(...attributes: Attribute[]): Assertion {
  return {
    id: '_a',
    version: '2.0',
    issueInstant: 0,
    issuer: 'https://idp.example.com/acme',
    nameId: { value: 'a@acme.example', format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null },
    confirmations: [],
    conditions: null,
    authnStatements: [{ authnInstant: 5, sessionIndex: '_s', sessionNotOnOrAfter: null, classRef: 'urn:c' }],
    attributes,
  };
}

const policy = (changes: Partial<AttributePolicy>): AttributePolicy => ({
  ...peopleRulesOf({}).attributes,
  ...changes,
});
const reading = (changes: Partial<AttributePolicy>) => ({ attributes: policy(changes) });

function admit(changes: Partial<Connection>, ...attributes: Attribute[]) {
  return admitPerson(assertion(...attributes), tenant(), connection(changes));
}

function identity(changes: Partial<Connection>, ...attributes: Attribute[]) {
  const admitted = admit(changes, ...attributes);
  if (!admitted.ok) throw new Error(admitted.failure.code);
  return admitted.value;
}

function refusal(changes: Partial<Connection>, ...attributes: Attribute[]) {
  const admitted = admit(changes, ...attributes);
  return admitted.ok ? null : { code: admitted.failure.code, missing: admitted.failure.missing };
}

describe('an attribute that is named', () => {
  const named = reading({ email: 'corpMail', displayName: 'known-as' });

  test('says it alone, whatever else comes', () => {
    const sent = [attribute('email', 'b@acme.example'), attribute('displayName', 'B')];
    expect(identity(named, ...sent, attribute('corpMail', 'c@acme.example'))).toMatchObject({
      email: 'c@acme.example',
      displayName: null,
    });
    expect(identity(named, ...sent, attribute('known-as', ' ', 'C'))).toMatchObject({
      email: null,
      displayName: 'C',
    });
  });

  test('is found letter by letter', () => {
    expect(identity(named, attribute('CorpMail', 'c@acme.example')).email).toBeNull();
  });

  test('states an address that has to be of the connection’s domains, as well-known names do all the same', () => {
    const own = { ...named, emailDomains: ['acme.example'] };
    expect(refusal(own, attribute('corpMail', 'c@globex.example'))?.code).toBe('email_domain_mismatch');
    const both = [attribute('corpMail', 'c@acme.example'), attribute('mail', 'ceo@globex.example')];
    expect(refusal(own, ...both)?.code).toBe('email_domain_mismatch');
    expect(refusal(own, attribute('corpMail', 'c@acme.example'))).toBeNull();
  });

  test('states an address that has to be of the tenant’s proven domains', () => {
    const refusing = tenant({ unprovenEmails: 'refuse', provenDomains: ['acme.example'] });
    const stated = assertion(attribute('corpMail', 'c@globex.example'));
    const admitted = admitPerson(stated, refusing, connection(named));
    expect(admitted.ok ? null : admitted.failure.code).toBe('email_domain_unproven');
  });
});

describe('groups', () => {
  const ENTRA = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups';
  const DN = 'CN=App users,OU=Groups,DC=acme,DC=example';

  test('are read by well-known names, or by the one that is named', () => {
    const sent = [attribute('groups', 'a', 'b', 'a', ' '), attribute(ENTRA, 'c'), attribute('teams', 'd')];
    expect(readGroups(sent, {})).toEqual(['a', 'b', 'c']);
    expect(readGroups(sent, reading({ groups: 'teams' }))).toEqual(['d']);
    expect(readGroups(sent, reading({ groups: 'Teams' }))).toEqual([]);
  });

  test('are one for each value, unless it is said what separates them', () => {
    const sent = [attribute('memberOf', 'a;b ; c', DN)];
    expect(readGroups(sent, {})).toEqual(['a;b ; c', DN]);
    expect(readGroups(sent, reading({ groupSeparator: ';' }))).toEqual(['a', 'b', 'c', DN]);
    expect(readGroups([attribute('groups', '|a||b|')], reading({ groupSeparator: '|' }))).toEqual(['a', 'b']);
  });

  test.each([
    [[], [attribute('groups')], null],
    [['staff'], [attribute('groups', 'all', 'staff')], null],
    [['staff', 'guests'], [attribute('groups', 'guests')], null],
    [[DN], [attribute('memberOf', DN)], null],
    [['staff'], [attribute('groups', 'Staff')], 'group_missing'],
    [['staff'], [attribute('groups', ' staff')], 'group_missing'],
    [['staff'], [attribute('groups', 'all;staff')], 'group_missing'],
    [['staff'], [attribute('department', 'staff')], 'group_missing'],
    [['staff'], [], 'group_missing'],
  ])('that may sign in are any of %j: with %j', (anyOf, attributes, code) => {
    expect(refusal({ groupRules: { anyOf } }, ...attributes)?.code ?? null).toBe(code);
  });

  test('that are missing are named; those that came are only counted', () => {
    const admitted = admit({ groupRules: { anyOf: ['staff', 'it'] } }, attribute('groups', 'secret', 'b'));
    expect(admitted).toEqual({
      ok: false,
      failure: {
        code: 'group_missing',
        expected: 'staff or it',
        received: '2 others',
        missing: ['staff', 'it'],
      },
    });
  });
});

describe('required attributes', () => {
  const requiring = (...required: string[]) => reading({ required });

  test('have to be there, with a value that says something', () => {
    expect(refusal(requiring('dept', 'site'), attribute('dept', 'x'), attribute('site', '', 'y'))).toBeNull();
    expect(refusal(requiring('dept', 'site', 'desk'), attribute('dept'), attribute('site', ' '))).toEqual({
      code: 'attribute_missing',
      missing: ['dept', 'site', 'desk'],
    });
    expect(refusal(requiring('Dept'), attribute('dept', 'x'))?.code).toBe('attribute_missing');
  });

  test('can be what is read as address, name and groups, whatever it is called', () => {
    const three = requiring('email', 'displayName', 'groups');
    expect(refusal(three, attribute('cn', 'A'), attribute('memberOf', 'staff'))).toBeNull();
    expect(refusal(three)?.missing).toEqual(['displayName', 'groups']);
    const named = reading({ required: ['email', 'groups'], email: 'corpMail' });
    expect(refusal(named, attribute('email', 'a@acme.example'))?.missing).toEqual(['corpMail', 'groups']);
  });
});

describe('roles', () => {
  const roles: RolePolicy = {
    everybody: ['user'],
    byGroup: [
      { group: 'it', roles: ['admin', 'editor'] },
      { group: 'press', roles: ['editor', 'user'] },
    ],
  };

  test('are those of everybody and of each group, once', () => {
    expect(identity({ roles }, attribute('groups', 'press', 'it', 'x')).roles).toEqual([
      'user',
      'admin',
      'editor',
    ]);
    expect(identity({ roles }, attribute('groups', 'IT', 'it ')).roles).toEqual(['user']);
  });

  test('are given by no attribute of that name, and left out where there are none', () => {
    expect(identity({}, attribute('roles', 'admin'))).not.toHaveProperty('roles');
    expect(identity({ roles: { ...roles, everybody: [] } }, attribute('roles', 'admin'))).not.toHaveProperty(
      'roles',
    );
  });
});

test('a report names all that is refused, and nobody', () => {
  const strict = connection({
    ...reading({ required: ['dept'] }),
    emailDomains: ['globex.example'],
    groupRules: { anyOf: ['staff'] },
  });
  const { checks, identity: nobody } = reportPerson(assertion(), tenant(), strict);
  expect(checks.map(({ code, passed }) => [code, passed])).toEqual([
    ['email_domain_mismatch', false],
    ['attribute_missing', false],
    ['group_missing', false],
  ]);
  expect(nobody).toBeNull();
});
