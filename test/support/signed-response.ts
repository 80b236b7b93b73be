/**
 * The genuine Response that tests start from, and its signature. Each test changes one thing: a part by name, or the
 * text afterwards. Signed by xmldsigjs, never by our own code.
 */
import { sign as signOctets } from 'node:crypto';
import {
  type AssertionParts,
  buildResponse as buildFromParts,
  type ResponseParts,
} from '../../scripts/idp/response.ts';
import {
  type Digest,
  type Signing,
  type SigningTarget,
  signXml as signWith,
} from '../../scripts/idp/sign.ts';
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { CONFIRMATION_BEARER, NAME_ID_EMAIL, STATUS_SUCCESS } from '../../src/saml/names.ts';
import { testKey } from './test-keys.ts';

export { buildAssertion } from '../../scripts/idp/response.ts';
export type { SigningKey } from '../../scripts/x509/signing-key.ts';
export { type TestKeyName, testKey } from './test-keys.ts';

/** The facts of the base case: alice answers request `_request1` of acme's service provider at `now`. */
export const GENUINE = {
  now: Date.parse('2026-11-21T12:00:00.000Z'),
  idpEntityId: 'https://idp.example.com/acme',
  spEntityId: 'http://acme.localhost:8787/sso/metadata',
  acsUrl: 'http://acme.localhost:8787/sso/acs',
  requestId: '_request1',
  responseId: '_response1',
  assertionId: '_assertion1',
  nameId: 'alice@acme.example',
  lifetimeSeconds: 300,
} as const;

/**
 * Whom the genuine parts are for and when; what is absent is as in `GENUINE`. `requestId` null makes an unsolicited
 * Response.
 */
export interface Circumstances {
  readonly now?: number;
  readonly idpEntityId?: string;
  readonly spEntityId?: string;
  readonly acsUrl?: string;
  readonly requestId?: string | null;
  readonly responseId?: string;
  readonly assertionId?: string;
}

/** An instant as SAML writes it. `now` and the result of `Date.parse` are milliseconds since 1970. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The parts of the genuine Assertion, with some of them replaced. */
export function assertionParts(
  changes: Partial<AssertionParts> = {},
  circumstances: Circumstances = {},
): AssertionParts {
  const facts = { ...GENUINE, ...circumstances };
  const notOnOrAfter = instant(facts.now + facts.lifetimeSeconds * 1000);
  return {
    id: facts.assertionId,
    version: '2.0',
    issueInstant: instant(facts.now),
    issuer: facts.idpEntityId,
    nameId: { value: facts.nameId, format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null },
    confirmations: [
      {
        method: CONFIRMATION_BEARER,
        recipient: facts.acsUrl,
        inResponseTo: facts.requestId,
        notBefore: null,
        notOnOrAfter,
      },
    ],
    conditions: {
      notBefore: instant(facts.now - 60_000),
      notOnOrAfter,
      audienceRestrictions: [[facts.spEntityId]],
      others: null,
    },
    advice: null,
    authnStatements: [
      {
        authnInstant: instant(facts.now - 30_000),
        sessionIndex: '_session1',
        sessionNotOnOrAfter: null,
        classRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      },
    ],
    attributeStatements: [
      [
        { name: 'email', nameFormat: null, friendlyName: null, values: [facts.nameId] },
        { name: 'displayName', nameFormat: null, friendlyName: null, values: ['Alice Andersen'] },
        { name: 'groups', nameFormat: null, friendlyName: null, values: ['engineering', 'on-call'] },
      ],
    ],
    ...changes,
  };
}

/**
 * Builds the genuine Response unsigned, with some of its parts replaced. `assertion` changes parts of its one
 * Assertion; `assertions` replaces them all.
 */
export function buildResponse(
  changes: Partial<ResponseParts> & { readonly assertion?: Partial<AssertionParts> } = {},
  circumstances: Circumstances = {},
): string {
  const facts = { ...GENUINE, ...circumstances };
  const { assertion, ...response } = changes;
  return buildFromParts({
    id: facts.responseId,
    version: '2.0',
    issueInstant: instant(facts.now),
    destination: facts.acsUrl,
    inResponseTo: facts.requestId,
    issuer: facts.idpEntityId,
    extensions: null,
    status: { code: STATUS_SUCCESS, subordinateCode: null, message: null, detail: null },
    assertions: [assertionParts(assertion, circumstances)],
    trailer: null,
    prefixes: { protocol: 'samlp', assertion: 'saml' },
    ...response,
  });
}

/** Signs one element. What is not given: key rsaA, its usual algorithm with SHA-256, exclusive C14N, a certificate. */
export function signXml(xml: string, target: SigningTarget, changes: Partial<Signing> = {}): Promise<string> {
  const key = changes.key ?? testKey('rsaA');
  return signWith(xml, target, {
    key,
    algorithm: { scheme: key.privateKey.asymmetricKeyType === 'ec' ? 'ECDSA' : 'RSA', hash: 'SHA-256' },
    canonicalization: 'exclusive',
    digest: 'SHA-256',
    keyInfo: 'certificate',
    ...changes,
  });
}

/** Signs the Assertion and then the Response around it. */
export async function signBoth(xml: string, changes: Partial<Signing> = {}): Promise<string> {
  return signXml(await signXml(xml, 'Assertion', changes), 'Response', changes);
}

/**
 * Rewrites the SignedInfo of the first Signature and signs it again, so that a forbidden SignedInfo has a signature that
 * is valid. `edit` has to give exclusive canonical form but for the declaration of `ds`, which is added. RSA only.
 */
export function resignSignedInfo(
  xml: string,
  edit: (signedInfo: string) => string,
  key: SigningKey = testKey('rsaA'),
  hash: Digest = 'SHA-256',
): string {
  const found = /<ds:SignedInfo>[\s\S]*?<\/ds:SignedInfo>/.exec(xml);
  if (found === null) throw new Error('there is no <ds:SignedInfo> to edit');
  const edited = edit(found[0]);
  const canonical = edited.replace(
    '<ds:SignedInfo>',
    '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
  );
  const value = signOctets(hash, Buffer.from(canonical), key.privateKey).toString('base64');
  return xml.replace(found[0], () => edited).replace(/(<ds:SignatureValue>)[^<]*/, (_, tag) => tag + value);
}

/** The form field of the POST binding: SAML Bindings 2.0, section 3.5.4. */
export function toBase64(xml: string): string {
  return Buffer.from(xml, 'utf8').toString('base64');
}

/** The body that a browser posts to the ACS, as `application/x-www-form-urlencoded`. */
export function formBody(xml: string, relayState?: string): string {
  const form = new URLSearchParams({ SAMLResponse: toBase64(xml) });
  if (relayState !== undefined) form.set('RelayState', relayState);
  return form.toString();
}
