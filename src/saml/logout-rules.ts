/**
 * What every message of a single logout has to look like, request or response: SAML Core 2.0, sections 3.2.1 and 3.2.2, and
 * SAML Profiles 2.0, section 4.4.4. It is applied to what was verified and nothing else. Pure.
 */
import { failure, type Result } from '../result.ts';
import { attributeValue, childrenNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { SignaturePolicy } from '../xmldsig/verify-octets.ts';
import type { DecryptionExpectations } from '../xmlenc/decrypt.ts';
import { check } from './check.ts';
import type { Check, SamlFailure } from './failure.ts';
import { formatInstant } from './instant.ts';
import { NS_ASSERTION } from './names.ts';
import { requireAttribute, requireInstant, Unreadable } from './read.ts';
import { readIssuer } from './response.ts';

/** What a message is held against: all of it comes from the tenant's record, nothing from the message. */
export interface LogoutExpectations extends SignaturePolicy, DecryptionExpectations {
  readonly idpEntityId: string;
  /** Our own single logout service, on the very host where the message arrived. */
  readonly sloUrl: string;
  readonly clockSkewSeconds: number;
}

/** What requests and responses have in common. */
export interface LogoutHeader {
  readonly id: string;
  readonly version: string;
  readonly issueInstant: number;
  readonly destination: string | null;
  readonly issuer: string;
}

const CODE = 'logout_malformed';

/** These messages go by way of the browser at once: nobody has to think about them, or type anything. */
const LIFETIME_MILLISECONDS = 5 * 60_000;

/** Reads what both kinds have in common. Throws `Unreadable`. */
export function readLogoutHeader(verified: XmlElement): LogoutHeader {
  const [issuer, second] = childrenNamed(verified, NS_ASSERTION, 'Issuer');
  if (issuer === undefined || second !== undefined) {
    throw new Unreadable(CODE, 'one Issuer', second === undefined ? 'none' : 'several');
  }
  return {
    id: requireAttribute(CODE, verified, 'ID'),
    version: attributeValue(verified, 'Version') ?? '',
    issueInstant: requireInstant(verified, 'IssueInstant'),
    destination: attributeValue(verified, 'Destination'),
    issuer: readIssuer(CODE, issuer),
  };
}

/** From when on a message is too old, whatever it says of itself. Milliseconds since 1970. */
export function logoutEnd(
  { issueInstant }: LogoutHeader,
  notOnOrAfter: number | null,
  { clockSkewSeconds }: LogoutExpectations,
): number {
  const lifetimeEnd = issueInstant + LIFETIME_MILLISECONDS;
  return Math.min(notOnOrAfter ?? lifetimeEnd, lifetimeEnd) + clockSkewSeconds * 1000;
}

/** Gives the first rule that does not hold; null where all of them do. `end` is from `logoutEnd`. */
export function checkLogout(
  header: LogoutHeader,
  end: number,
  expectations: LogoutExpectations,
  now: number,
): SamlFailure | null {
  const failed = [
    version(header),
    issuer(header, expectations),
    destination(header, expectations),
    notYetValid(header, expectations, now),
    expired(end, now),
  ].find(({ passed }) => !passed);
  if (failed === undefined) return null;
  const { code, expected, received } = failed;
  return { code, expected, received };
}

/** Refuses an answer to another request than the one that was sent; null where it is that one. */
export function checkAnswered(inResponseTo: string, requestId: string): Result<never, SamlFailure> | null {
  return inResponseTo === requestId
    ? null
    : failure('logout_in_response_to_mismatch', requestId, inResponseTo);
}

function version({ version }: LogoutHeader): Check {
  return check('logout_version_unsupported', version === '2.0', '2.0', version);
}

function issuer({ issuer }: LogoutHeader, { idpEntityId }: LogoutExpectations): Check {
  return check('logout_issuer_mismatch', issuer === idpEntityId, idpEntityId, issuer);
}

/** Every message here is signed, so that it has to say where it goes: SAML Bindings 2.0, sections 3.4.5.2 and 3.5.5.2. */
function destination({ destination }: LogoutHeader, { sloUrl }: LogoutExpectations): Check {
  return check('logout_destination_mismatch', destination === sloUrl, sloUrl, destination);
}

function notYetValid(
  { issueInstant }: LogoutHeader,
  { clockSkewSeconds }: LogoutExpectations,
  now: number,
): Check {
  const passed = issueInstant <= now + clockSkewSeconds * 1000;
  const received = `issued at ${formatInstant(issueInstant)}`;
  return check('logout_not_yet_valid', passed, `issued by ${formatInstant(now)}`, received);
}

function expired(end: number, now: number): Check {
  const ends = `good until ${formatInstant(end)}`;
  return check('logout_expired', now < end, `good at ${formatInstant(now)}`, ends);
}
