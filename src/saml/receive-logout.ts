/**
 * From what arrived at the single logout service to a message that may be believed, or to a refusal: SAML Profiles 2.0, section
 * 4.4, by HTTP Redirect (SAML Bindings 2.0, section 3.4) and HTTP POST (section 3.5). The input is hostile until a signature
 * over the whole message held; nothing of an unsigned one is believed. No I/O, no clock.
 */
import { failure, type Result, success } from '../result.ts';
import { parseXml } from '../xml/reader.ts';
import { attributeValue, childrenNamed, isNamed, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { VerifiedElement, verifyEnvelopedSignature } from '../xmldsig/verify.ts';
import type { SamlFailure } from './failure.ts';
import { type LogoutWish, readLogoutWish } from './logout-request.ts';
import { type LogoutAnswer, readLogoutAnswer } from './logout-response.ts';
import {
  checkLogout,
  type LogoutExpectations,
  type LogoutHeader,
  logoutEnd,
  readLogoutHeader,
} from './logout-rules.ts';
import { NS_ASSERTION, NS_PROTOCOL } from './names.ts';
import { decodeLogoutForm, type MessageParameter } from './post-binding.ts';
import { Unreadable } from './read.ts';
import { decodeRedirect, decodeSignedRedirect } from './redirect-binding.ts';
import { readRedirectQuery } from './redirect-query.ts';
import { signatureOf } from './response.ts';

/** What came, as it came. */
export type LogoutArrival =
  /** Without the question mark. */
  | { readonly binding: 'redirect'; readonly rawQuery: string }
  | { readonly binding: 'post'; readonly body: Uint8Array; readonly contentType: string | null };

/** A message that was read but not verified. It serves to find whose keys decide, and never grants anything. */
export interface UnverifiedLogout {
  readonly arrival: LogoutArrival;
  readonly parameter: MessageParameter;
  readonly relayState: string | null;
  readonly unverifiedElement: XmlElement;
  readonly unverifiedIssuer: string | null;
  readonly unverifiedInResponseTo: string | null;
}

/** Out of octets that the identity provider signed, and past every rule. */
export interface VerifiedLogoutRequest extends LogoutHeader, LogoutWish {
  /** Past it nobody has to remember that the message was used. Milliseconds since 1970. */
  readonly rememberUntil: number;
}
export type VerifiedLogoutResponse = LogoutHeader & LogoutAnswer & { readonly rememberUntil: number };

/**
 * What was decided of a message. A refused one has its ID where the signature over it held: only then is it the identity
 * provider that asked, and can be told.
 */
export type LogoutVerdict<Verified, Failure = SamlFailure> =
  | { readonly ok: true; readonly value: Verified }
  | { readonly ok: false; readonly failure: Failure; readonly verifiedId: string | null };

const ROOTS = { SAMLRequest: 'LogoutRequest', SAMLResponse: 'LogoutResponse' } as const;

/** Decodes a message of either kind and binding, and looks at no signature. */
export function decodeLogout(arrival: LogoutArrival): Result<UnverifiedLogout, SamlFailure> {
  const decoded =
    arrival.binding === 'redirect'
      ? decodeRedirectedLogout(arrival.rawQuery)
      : decodeLogoutForm(arrival.body, arrival.contentType);
  if (!decoded.ok) return decoded;
  const { parameter, message, relayState } = decoded.value;
  const root = readRoot(message, parameter);
  if (!root.ok) return root;
  const [issuer] = childrenNamed(root.value, NS_ASSERTION, 'Issuer');
  return success({
    arrival,
    parameter,
    relayState,
    unverifiedElement: root.value,
    unverifiedIssuer: issuer === undefined ? null : textOf(issuer),
    unverifiedInResponseTo: attributeValue(root.value, 'InResponseTo'),
  });
}

/** Verifies a LogoutRequest and applies every rule. `now`: milliseconds since 1970. */
export function verifyLogoutRequest(
  received: UnverifiedLogout,
  expectations: LogoutExpectations,
  now: number,
): Promise<LogoutVerdict<VerifiedLogoutRequest>> {
  return verifyLogout(received, 'SAMLRequest', expectations, now, (element) => {
    const wish = readLogoutWish(element, expectations);
    return { ...wish, validUntil: wish.notOnOrAfter };
  });
}

/** Verifies a LogoutResponse and applies every rule but what it answers, which the flow knows. */
export function verifyLogoutResponse(
  received: UnverifiedLogout,
  expectations: LogoutExpectations,
  now: number,
): Promise<LogoutVerdict<VerifiedLogoutResponse>> {
  return verifyLogout(received, 'SAMLResponse', expectations, now, (element) => ({
    ...readLogoutAnswer(element),
    validUntil: null,
  }));
}

/** Enforces, in order: the signature; the rules for all messages; what this kind of message has to look like; its time. */
async function verifyLogout<Content extends { readonly validUntil: number | null }>(
  received: UnverifiedLogout,
  parameter: MessageParameter,
  expectations: LogoutExpectations,
  now: number,
  read: (verified: XmlElement) => Content,
): Promise<LogoutVerdict<LogoutHeader & Content & { readonly rememberUntil: number }>> {
  if (received.parameter !== parameter) throw new TypeError('the caller knows which kind it has');
  const verified = await verifySignature(received, expectations);
  if (!verified.ok) return { ...verified, verifiedId: null };
  const refuse = ({ code, expected, received }: SamlFailure) => ({
    ...failure(code, expected, received),
    verifiedId: attributeValue(verified.value, 'ID') || null,
  });
  try {
    checkSignedOnce(verified.value);
    const header = readLogoutHeader(verified.value);
    const content = read(verified.value);
    const end = logoutEnd(header, content.validUntil, expectations);
    const refused = checkLogout(header, end, expectations, now);
    return refused === null ? success({ ...header, ...content, rememberUntil: end }) : refuse(refused);
  } catch (problem) {
    if (problem instanceof Unreadable) return refuse(problem);
    throw problem;
  }
}

/** Gives the root as it was signed: read again, by either binding, from what the signature covers. */
async function verifySignature(
  { arrival, parameter, unverifiedElement }: UnverifiedLogout,
  expectations: LogoutExpectations,
): Promise<Result<XmlElement, SamlFailure>> {
  if (arrival.binding === 'redirect') {
    const signed = await decodeSignedRedirect(arrival.rawQuery, parameter, expectations);
    return signed.ok ? readRoot(signed.value.message, parameter) : signed;
  }
  const signature = signatureOf(unverifiedElement);
  if (signature === null) return failure('signature_missing', 'a signature of the message', 'none');
  const verified = await verifyEnvelopedSignature(unverifiedElement, signature, expectations);
  return verified.ok ? success(VerifiedElement.element(verified.value)) : verified;
}

/**
 * The Redirect binding takes the signature out of a message (SAML Bindings 2.0, section 3.4.4.1), and verification takes out that of
 * the POST binding: one that is there was made for something else.
 */
function checkSignedOnce(verified: XmlElement): void {
  if (signatureOf(verified) !== null) {
    throw new Unreadable('logout_malformed', 'a signature beside the message', 'one inside as well');
  }
}

function decodeRedirectedLogout(rawQuery: string) {
  const asRequest = readRedirectQuery(rawQuery, 'SAMLRequest');
  const isResponse = !asRequest.ok && asRequest.failure.code === 'redirect_message_ambiguous';
  // With both of them in the link this is ambiguous again.
  const parameter = isResponse ? 'SAMLResponse' : 'SAMLRequest';
  const decoded = decodeRedirect(rawQuery, parameter);
  return decoded.ok ? success({ ...decoded.value, parameter } as const) : decoded;
}

function readRoot(
  octets: Uint8Array<ArrayBuffer>,
  parameter: MessageParameter,
): Result<XmlElement, SamlFailure> {
  const root = parseXml(octets);
  if (!root.ok) return root;
  const expected = ROOTS[parameter];
  return isNamed(root.value, NS_PROTOCOL, expected)
    ? root
    : failure('logout_malformed', `a samlp:${expected}`, root.value.name);
}
