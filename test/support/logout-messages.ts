/**
 * The genuine messages of a single logout that tests start from, as an identity provider writes them: text of the tests, signed
 * by xmldsigjs or by node:crypto, never by our own code.
 */
import { sign as signOctets } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { LogoutExpectations } from '../../src/saml/logout-rules.ts';
import { NS_ASSERTION, NS_PROTOCOL, STATUS_SUCCESS } from '../../src/saml/names.ts';
import {
  decodeLogout,
  type LogoutArrival,
  type LogoutVerdict,
  type VerifiedLogoutRequest,
  type VerifiedLogoutResponse,
  verifyLogoutRequest,
  verifyLogoutResponse,
} from '../../src/saml/receive-logout.ts';
import { countMessage } from './attack-tally.ts';
import { GENUINE, instant, signXml, type TestKeyName, testKey, toBase64 } from './signed-response.ts';
import { trustedKey } from './verdict.ts';

export const SLO_URL = 'http://acme.localhost:8787/sso/slo';
/** What our own request was, where a response answers one. */
export const ASKED = '_asked1';

export interface RequestParts {
  readonly id?: string;
  readonly version?: string;
  readonly issueInstant?: number;
  readonly destination?: string | null;
  readonly notOnOrAfter?: number | null;
  readonly issuer?: string | null;
  /** Whatever stands between Issuer and SessionIndex. */
  readonly name?: string;
  readonly sessionIndexes?: readonly string[];
}

export const NAME = `<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${GENUINE.nameId}</saml:NameID>`;

/** Writes a LogoutRequest: alice's session `_session1`. */
export function logoutRequest(parts: RequestParts = {}): string {
  const { id = '_logout1', name = NAME, sessionIndexes = ['_session1'], notOnOrAfter = null } = parts;
  const ends = notOnOrAfter === null ? '' : ` NotOnOrAfter="${instant(notOnOrAfter)}"`;
  const indexes = sessionIndexes.map((index) => `<samlp:SessionIndex>${index}</samlp:SessionIndex>`);
  return `<samlp:LogoutRequest ${header({ ...parts, id })}${ends}>${issuer(parts)}${name}${indexes.join('')}</samlp:LogoutRequest>`;
}

export interface ResponseParts extends Omit<RequestParts, 'name' | 'sessionIndexes' | 'notOnOrAfter'> {
  readonly inResponseTo?: string | null;
  readonly status?: string;
  /** The second-level code. */
  readonly detail?: string | null;
}

/** Writes a LogoutResponse: that everything went well. */
export function logoutResponse(parts: ResponseParts = {}): string {
  const { inResponseTo = ASKED, id = '_answer1', status = STATUS_SUCCESS, detail = null } = parts;
  const answers = inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`;
  const second = detail === null ? '' : `<samlp:StatusCode Value="${detail}"/>`;
  return `<samlp:LogoutResponse ${header({ ...parts, id })}${answers}>${issuer(parts)}<samlp:Status><samlp:StatusCode Value="${status}">${second}</samlp:StatusCode></samlp:Status></samlp:LogoutResponse>`;
}

function header({ id, version = '2.0', issueInstant = GENUINE.now, destination = SLO_URL }: RequestParts) {
  const to = destination === null ? '' : ` Destination="${destination}"`;
  return `xmlns:samlp="${NS_PROTOCOL}" xmlns:saml="${NS_ASSERTION}" ID="${id}" Version="${version}" IssueInstant="${instant(issueInstant)}"${to}`;
}

function issuer({ issuer: name = GENUINE.idpEntityId }: RequestParts): string {
  return name === null ? '' : `<saml:Issuer>${name}</saml:Issuer>`;
}

/** Signs the whole message inside itself. */
export function signMessage(xml: string, key: TestKeyName = 'rsaA'): Promise<string> {
  const id = /^<[^>]* ID="([^"]+)"/.exec(xml)?.[1] ?? '';
  return signXml(xml, { id }, { key: testKey(key) });
}

export type Parameter = 'SAMLRequest' | 'SAMLResponse';

export function parameterOf(xml: string): Parameter {
  return xml.includes('LogoutResponse ') ? 'SAMLResponse' : 'SAMLRequest';
}

/** Lays a message out as the form that carries it. */
export function posted(xml: string, fields: Readonly<Record<string, string>> = {}): LogoutArrival {
  return postedFields({ [parameterOf(xml)]: toBase64(xml), ...fields });
}

export function postedFields(fields: Readonly<Record<string, string>> | string[][]): LogoutArrival {
  const body = new TextEncoder().encode(`${new URLSearchParams(fields)}`);
  return { binding: 'post', body, contentType: 'application/x-www-form-urlencoded' };
}

/** Signs a message inside itself, and lays it out as the form that carries it. */
export async function signedPost(xml: string, key?: TestKeyName): Promise<LogoutArrival> {
  return posted(await signMessage(xml, key));
}

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** Writes the query of a message that is signed beside it. */
export function signedQuery(
  xml: string,
  {
    key = 'rsaA',
    relayState = null,
  }: { readonly key?: TestKeyName; readonly relayState?: string | null } = {},
): string {
  const relay = relayState === null ? '' : `&RelayState=${encodeURIComponent(relayState)}`;
  const signed = `${unsignedQuery(xml)}${relay}&SigAlg=${encodeURIComponent(RSA_SHA256)}`;
  const value = signOctets('sha256', Buffer.from(signed), testKey(key).privateKey).toString('base64');
  return `${signed}&Signature=${encodeURIComponent(value)}`;
}

export function unsignedQuery(xml: string): string {
  return `${parameterOf(xml)}=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`;
}

export function redirected(rawQuery: string): LogoutArrival {
  return { binding: 'redirect', rawQuery };
}

/** What acme's service provider expects of a message, with some of it replaced. */
export function logoutExpectations(changes: Partial<LogoutExpectations> = {}): LogoutExpectations {
  return {
    idpEntityId: GENUINE.idpEntityId,
    sloUrl: SLO_URL,
    trustedKeys: [trustedKey('rsaA')],
    allowSha1: false,
    blockedAlgorithms: new Set(),
    decryptionKeys: [],
    allowUnauthenticatedCbc: false,
    clockSkewSeconds: 180,
    ...changes,
  };
}

export type Verified = VerifiedLogoutRequest | VerifiedLogoutResponse;

/** Verifies what arrived, of either kind. */
export async function verifyArrival(
  arrival: LogoutArrival,
  changes: Partial<LogoutExpectations> = {},
  now: number = GENUINE.now,
): Promise<LogoutVerdict<Verified>> {
  const decoded = await decodeLogout(arrival);
  const verify =
    decoded.ok && decoded.value.parameter === 'SAMLRequest' ? verifyLogoutRequest : verifyLogoutResponse;
  const verified: LogoutVerdict<Verified> = decoded.ok
    ? await verify(decoded.value, logoutExpectations(changes), now)
    : { ...decoded, verifiedId: null };
  countMessage(verified.ok);
  return verified;
}

/** `accepted`, or the code of the refusal. */
export async function outcomeOfLogout(
  arrival: LogoutArrival,
  changes: Partial<LogoutExpectations> = {},
  now?: number,
): Promise<string> {
  const verified = await verifyArrival(arrival, changes, now);
  return verified.ok ? 'accepted' : verified.failure.code;
}
