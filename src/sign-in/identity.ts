/**
 * From what a verified assertion says to who a person is for the application: account key, name, address. Identity
 * providers name the same thing in many ways; the names here are those of SAML's X.500/LDAP profile, of WS-Federation's
 * claims (Entra, AD FS), and the bare ones that Okta, Google and Keycloak send. Pure; its input was verified, but is the
 * word of one customer's identity provider, and the connection's policy says how far that goes.
 */
import { failure, type Result, success } from '../result.ts';
import type { Assertion, Attribute } from '../saml/assertion.ts';
import { NAME_ID_EMAIL, NAME_ID_TRANSIENT } from '../saml/names.ts';
import type { Identity } from '../session/session.ts';
import { coversEmail } from '../tenants/email-domain.ts';
import { peopleRulesOf, rolesOf } from '../tenants/people-rules.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';
import { readGroups } from './groups.ts';

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

const EMAIL_NAMES = [
  'email',
  'mail',
  'emailAddress',
  'Email',
  'urn:oid:0.9.2342.19200300.100.1.3',
  `${CLAIMS}emailaddress`,
  'urn:oid:1.2.840.113549.1.9.1',
];
const DISPLAY_NAME_NAMES = [
  'displayName',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'http://schemas.microsoft.com/identity/claims/displayname',
];
const GIVEN_NAME_NAMES = ['givenName', 'firstName', 'urn:oid:2.5.4.42', `${CLAIMS}givenname`];
const SURNAME_NAMES = ['surname', 'sn', 'lastName', 'urn:oid:2.5.4.4', `${CLAIMS}surname`];
const FULL_NAME_NAMES = ['cn', 'name', 'urn:oid:2.5.4.3', `${CLAIMS}name`];

/** What has to fit into a cookie besides the attributes; ten times what honest identities take. */
export const MAX_IDENTITY_BYTES = 2_400;

/** What has to fit into the ledger with them: a row of a Durable Object holds at most 2 MB. */
export const MAX_WHOLE_IDENTITY_BYTES = 1_800_000;

/** Reads the identity out of a verified assertion, as far as the connection may speak for it. */
export function readIdentity(assertion: Assertion, connection: Connection): Result<Identity, SignInFailure> {
  const accountKey = readAccountKey(assertion, connection);
  if (!accountKey.ok) return accountKey;
  const { email, displayName, groups } = readProfile(assertion, connection);
  const foreign = statedAddresses(assertion, accountKey.value, connection).find(
    (address) => !coversEmail(connection, address),
  );
  if (foreign !== undefined) {
    return failure('email_domain_mismatch', connection.emailDomains.join(' or '), foreign);
  }
  // The assertion rules require one, and that of a subject with several is the first.
  const authn = assertion.authnStatements[0];
  if (authn === undefined) return failure('authn_statement_missing', 'an AuthnStatement', 'none');
  const roles = rolesOf(peopleRulesOf(connection).roles, groups);
  const identity: Identity = {
    accountKey: accountKey.value,
    displayName,
    email,
    nameId: assertion.nameId,
    attributes: assertion.attributes,
    ...(roles.length === 0 ? {} : { roles }),
    idpEntityId: assertion.issuer,
    sessionIndex: authn.sessionIndex,
    authnInstant: authn.authnInstant,
    authnContextClassRef: authn.classRef,
  };
  const bytes = octetsOf({ ...identity, attributes: [] });
  if (bytes > MAX_IDENTITY_BYTES) {
    const expected = `at most ${MAX_IDENTITY_BYTES} bytes besides attributes`;
    return failure('identity_too_large', expected, `${bytes} bytes`);
  }
  const wholeBytes = octetsOf(identity);
  if (wholeBytes > MAX_WHOLE_IDENTITY_BYTES) {
    const expected = `at most ${MAX_WHOLE_IDENTITY_BYTES} bytes with all attributes`;
    return failure('identity_too_large', expected, `${wholeBytes} bytes`);
  }
  return success(identity);
}

function octetsOf(identity: Identity): number {
  return new TextEncoder().encode(JSON.stringify(identity)).length;
}

/** What the application knows the person by: never a transient NameID, which is another at each sign-in. */
function readAccountKey(
  { nameId, attributes }: Assertion,
  { account }: Connection,
): Result<string | null, SignInFailure> {
  if (account.key?.from === 'attribute') {
    const values = readValues(attributes, [account.key.name]);
    const [value, second] = values;
    return value !== undefined && second === undefined
      ? success(value)
      : failure('account_key_missing', `one value of ${account.key.name}`, `${values.length} values`);
  }
  if (account.key === null)
    return success(nameId?.format === NAME_ID_TRANSIENT ? null : (nameId?.value ?? null));
  if (nameId === null) return failure('account_key_missing', 'a NameID', 'none');
  return nameId.format === NAME_ID_TRANSIENT
    ? failure('account_key_transient', 'a NameID that stays the same', NAME_ID_TRANSIENT)
    : success(nameId.value);
}

/** What a person is called and belongs to, as far as it is said. */
export interface Profile {
  readonly email: string | null;
  readonly displayName: string | null;
  readonly groups: readonly string[];
}

/** What is said of a person: by an assertion, or in the identity that was made of it. */
export type Statement = Pick<Assertion, 'nameId' | 'attributes'>;

/** Reads it from the attributes that the connection names; where it names none, from those that are well known. */
export function readProfile(assertion: Statement, connection: Connection): Profile {
  const { attributes } = assertion;
  const named = peopleRulesOf(connection).attributes;
  const emails = named.email === null ? readEmails(assertion) : readValues(attributes, [named.email]);
  const displayName =
    named.displayName === null ? readDisplayName(attributes) : readValues(attributes, [named.displayName])[0];
  return {
    email: emails[0] ?? null,
    displayName: displayName ?? null,
    groups: readGroups(attributes, connection),
  };
}

/**
 * Every address that the application may take for the person's: each of them has to be one that may be stated. Those by well-known
 * names count whatever the connection names: the application is given all attributes.
 */
export function statedAddresses(
  assertion: Assertion,
  accountKey: string | null,
  connection: Connection,
): readonly string[] {
  const { email } = peopleRulesOf(connection).attributes;
  const named = email === null ? [] : readValues(assertion.attributes, [email]);
  return [...named, ...readEmails(assertion), ...readAddress(accountKey)];
}

/** Every address that the assertion states as one; best first. */
function readEmails({ nameId, attributes }: Statement): readonly string[] {
  const stated = readValues(attributes, EMAIL_NAMES);
  return nameId?.format === NAME_ID_EMAIL ? [...stated, nameId.value] : stated;
}

/**
 * An account key that reads as an email address, whatever its format says: to the application it is one, and identity
 * providers send addresses as "unspecified" all the time. Spaces around it make it no other.
 */
function readAddress(accountKey: string | null): readonly string[] {
  return accountKey !== null && /.@./s.test(accountKey) ? [accountKey] : [];
}

function readDisplayName(attributes: readonly Attribute[]): string | null {
  const [displayName] = readValues(attributes, DISPLAY_NAME_NAMES);
  const [givenName] = readValues(attributes, GIVEN_NAME_NAMES);
  const [surname] = readValues(attributes, SURNAME_NAMES);
  const [fullName] = readValues(attributes, FULL_NAME_NAMES);
  const composed = givenName !== undefined && surname !== undefined ? `${givenName} ${surname}` : undefined;
  return displayName ?? composed ?? fullName ?? null;
}

/** All values of the attributes with one of these names, in the order of the names; none that is empty or blank. */
export function readValues(attributes: readonly Attribute[], names: readonly string[]): readonly string[] {
  return names.flatMap((name) =>
    attributes
      .filter((attribute) => attribute.name === name)
      .flatMap(({ values }) => values)
      .filter((value) => value.trim() !== ''),
  );
}
