import { describe, expect, test } from 'vitest';
import type { Assertion, Attribute } from '../../src/saml/assertion.ts';
import { NAME_ID_EMAIL, NAME_ID_UNSPECIFIED } from '../../src/saml/names.ts';
import { checkProvenEmails } from '../../src/sign-in/proven-emails.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { connection } from '../support/tenants.ts';

const REFUSING = { unprovenEmails: 'refuse', provenDomains: ['acme.example', 'acme.test'] } as const;

function check(
  tenant: Pick<Tenant, 'unprovenEmails' | 'provenDomains'>,
  nameId: string,
  emails: readonly string[] = [],
  format = NAME_ID_EMAIL,
) {
  const attributes: Attribute[] = emails.map((email) => ({
    name: 'email',
    nameFormat: null,
    friendlyName: null,
    values: [email],
  }));
  const assertion: Assertion = {
    id: '_a',
    version: '2.0',
    issueInstant: 0,
    issuer: 'https://idp.example.com/acme',
    nameId: { value: nameId, format, nameQualifier: null, spNameQualifier: null },
    confirmations: [],
    conditions: null,
    authnStatements: [],
    attributes,
  };
  const checked = checkProvenEmails(assertion, { accountKey: nameId }, tenant, connection());
  return checked.ok ? 'accepted' : checked.failure.code;
}

describe('a tenant that refuses addresses outside of its proven domains', () => {
  test('takes those of any of them, in whatever case they are written', () => {
    expect(check(REFUSING, 'alice@acme.example')).toBe('accepted');
    expect(check(REFUSING, 'alice@ACME.test', ['Alice@Acme.Example'])).toBe('accepted');
  });

  test.each([
    'alice@globex.example',
    'alice@sub.acme.example',
    'alice@acme.example.evil.test',
    'alice@evilacme.example',
    'alice@acme.example@globex.example',
    'ceo@globex.example@acme.example',
    'ceo@globex.example, alice@acme.example',
    'alice@',
  ])('refuses %s', (address) => {
    expect(check(REFUSING, address)).toBe('email_domain_unproven');
  });

  test('refuses a second address behind one that is its own', () => {
    expect(check(REFUSING, 'alice@acme.example', ['alice@acme.example', 'ceo@globex.example'])).toBe(
      'email_domain_unproven',
    );
  });

  test('refuses an account key that reads as an address, whatever its format says', () => {
    expect(check(REFUSING, 'ceo@globex.example', [], NAME_ID_UNSPECIFIED)).toBe('email_domain_unproven');
  });

  test('takes who states no address at all', () => {
    expect(check(REFUSING, 'employee-007', [], NAME_ID_UNSPECIFIED)).toBe('accepted');
  });

  test('refuses every address where no domain is proven', () => {
    expect(check({ unprovenEmails: 'refuse' }, 'alice@acme.example')).toBe('email_domain_unproven');
    expect(check({ unprovenEmails: 'refuse', provenDomains: [] }, 'alice@acme.example')).toBe(
      'email_domain_unproven',
    );
  });
});

test('other tenants, and records from before there was a rule, take any address', () => {
  expect(check({}, 'ceo@globex.example')).toBe('accepted');
  expect(check({ unprovenEmails: 'accept', provenDomains: ['acme.example'] }, 'ceo@globex.example')).toBe(
    'accepted',
  );
});
