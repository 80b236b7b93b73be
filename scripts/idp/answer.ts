/**
 * The development IdP's answer to a request, or to none: SAML Profiles 2.0, sections 4.1.4.2 and 4.1.5. It is honest
 * but for the switches. No I/O, no clock.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  CONFIRMATION_BEARER,
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
  STATUS_SUCCESS,
} from '../../src/saml/names.ts';
import type { AuthnRequest } from './authn-request.ts';
import type { IdpKeys } from './key-folder.ts';
import type { Person } from './people.ts';
import { type AssertionParts, buildResponse, type NameIdParts, type StatusParts } from './response.ts';
import { type Signing, signXml } from './sign.ts';
import type { Switches } from './switches.ts';

export interface AnswerFacts {
  readonly idpEntityId: string;
  readonly keys: IdpKeys;
  readonly spEntityId: string;
  readonly acsUrl: string;
  /** Null where the person began at the identity provider. */
  readonly request: AuthnRequest | null;
  readonly switches: Switches;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface SignedInPerson {
  readonly person: Person;
  /** Milliseconds since 1970. */
  readonly authnInstant: number;
  readonly sessionIndex: string;
}

const STATUS = 'urn:oasis:names:tc:SAML:2.0:status:';
const CLASS_PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';
const ANSWER_LIFETIME_MS = 5 * 60_000;
const SESSION_LIFETIME_MS = 8 * 60 * 60_000;
const EXPIRED_SINCE_MS = 60 * 60_000;

/** Builds and signs the Response that signs this person in, or that says why it cannot. */
export function answerWithPerson(facts: AnswerFacts, signedIn: SignedInPerson): Promise<string> {
  if (facts.switches.faults.has('authn-failed')) {
    return answer(facts, responderStatus('AuthnFailed', 'The sign-in did not succeed'), []);
  }
  const nameId = chooseNameId(facts, signedIn.person);
  if (nameId === null) {
    const message = `There is no NameID of the format ${facts.request?.nameIdFormat} for this person`;
    return answer(facts, status('Requester', 'InvalidNameIDPolicy', message), []);
  }
  return answer(facts, status('Success', null, null), [assertion(facts, signedIn, nameId)]);
}

/** Builds and signs the Response to a passive request where nobody is signed in. */
export function answerNoPassive(facts: AnswerFacts): Promise<string> {
  return answer(facts, responderStatus('NoPassive', 'Nobody is signed in, and nobody may be asked'), []);
}

function responderStatus(subordinate: string, message: string): StatusParts {
  return status('Responder', subordinate, message);
}

function status(code: string, subordinate: string | null, message: string | null): StatusParts {
  return {
    code: code === 'Success' ? STATUS_SUCCESS : `${STATUS}${code}`,
    subordinateCode: subordinate === null ? null : `${STATUS}${subordinate}`,
    message,
    detail: null,
  };
}

async function answer(
  facts: AnswerFacts,
  statusParts: StatusParts,
  assertions: readonly AssertionParts[],
): Promise<string> {
  const { sign, faults } = facts.switches;
  let xml = buildResponse({
    id: newId(),
    version: '2.0',
    issueInstant: instant(issuedAt(facts)),
    destination: recipient(facts),
    inResponseTo: facts.request?.id ?? null,
    issuer: facts.idpEntityId,
    extensions: null,
    status: statusParts,
    assertions,
    trailer: null,
    prefixes: { protocol: 'samlp', assertion: 'saml' },
  });
  const signing = signingOf(facts);
  const signsAssertion = (sign === 'assertion' || sign === 'both') && assertions.length > 0;
  // An answer without an assertion has nothing else that could be signed.
  const signsResponse = sign === 'response' || sign === 'both' || (sign === 'assertion' && !signsAssertion);
  if (signsAssertion) xml = await signXml(xml, 'Assertion', signing);
  if (signsResponse) xml = await signXml(xml, 'Response', signing);
  return faults.has('tampered') ? tamper(xml) : xml;
}

function signingOf({ keys, switches }: AnswerFacts): Signing {
  const { key, hash } = switches;
  const scheme = key === 'elliptic' ? 'ECDSA' : 'RSA';
  return {
    key: keys[key],
    algorithm: { scheme, hash },
    digest: hash,
    canonicalization: 'exclusive',
    keyInfo: 'certificate',
  };
}

function assertion(facts: AnswerFacts, signedIn: SignedInPerson, nameId: NameIdParts): AssertionParts {
  const { faults } = facts.switches;
  const issued = issuedAt(facts);
  const notOnOrAfter = instant(issued + ANSWER_LIFETIME_MS);
  const withEmail = signedIn.person.email !== null && !faults.has('without-email');
  const attributes = signedIn.person.attributes;
  const email = {
    name: 'email',
    nameFormat: null,
    friendlyName: null,
    values: [signedIn.person.email ?? ''],
  };
  return {
    id: newId(),
    version: '2.0',
    issueInstant: instant(issued),
    issuer: facts.idpEntityId,
    nameId,
    confirmations: [
      {
        method: CONFIRMATION_BEARER,
        recipient: recipient(facts),
        inResponseTo: facts.request?.id ?? null,
        notBefore: null,
        notOnOrAfter,
      },
    ],
    conditions: {
      notBefore: instant(issued),
      notOnOrAfter,
      audienceRestrictions: [
        [faults.has('wrong-audience') ? 'https://another-service.example/metadata' : facts.spEntityId],
      ],
      others: null,
    },
    advice: null,
    authnStatements: [
      {
        // The clock that runs wrong is wrong here, too.
        authnInstant: instant(signedIn.authnInstant + issued - facts.now),
        sessionIndex: signedIn.sessionIndex,
        sessionNotOnOrAfter: instant(signedIn.authnInstant + SESSION_LIFETIME_MS),
        classRef: facts.request?.authnContextClassRefs[0] ?? CLASS_PASSWORD,
      },
    ],
    attributeStatements: [withEmail ? [email, ...attributes] : attributes],
  };
}

/** Null where the request wants a format that this person has no name of. */
function chooseNameId(facts: AnswerFacts, person: Person): NameIdParts | null {
  const email = facts.switches.faults.has('without-email') ? null : person.email;
  const usual =
    person.nameIdFormat === NAME_ID_EMAIL && email === null ? NAME_ID_PERSISTENT : person.nameIdFormat;
  const requested = facts.request?.nameIdFormat ?? NAME_ID_UNSPECIFIED;
  const format = requested === NAME_ID_UNSPECIFIED ? usual : requested;
  const parts = { format, nameQualifier: null, spNameQualifier: null };
  if (format === NAME_ID_EMAIL) return email === null ? null : { ...parts, value: email };
  if (format === NAME_ID_TRANSIENT) return { ...parts, value: newId() };
  if (format !== NAME_ID_PERSISTENT) return null;
  // Another one for each service provider, as SAML Core 2.0, section 8.3.7, wants it.
  const value = createHash('sha256')
    .update(`${facts.idpEntityId}\n${facts.spEntityId}\n${person.id}`)
    .digest('base64url');
  return { ...parts, value, nameQualifier: facts.idpEntityId, spNameQualifier: facts.spEntityId };
}

function recipient(facts: AnswerFacts): string {
  return facts.switches.faults.has('wrong-recipient') ? 'https://another-service.example/acs' : facts.acsUrl;
}

/** Milliseconds since 1970, by a clock that may be switched to be wrong. */
function issuedAt({ now, switches }: AnswerFacts): number {
  const byClock = now + Number(switches.clock) * 1000;
  return switches.faults.has('expired') ? byClock - EXPIRED_SINCE_MS - ANSWER_LIFETIME_MS : byClock;
}

/** Changes who signs in, or what went wrong, where the signature covers it. */
function tamper(xml: string): string {
  return xml.replace(/<saml:NameID[^>]*>|<samlp:StatusMessage>/, (tag) => `${tag}not-`);
}

function newId(): string {
  return `_${randomUUID()}`;
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
