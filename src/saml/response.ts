/**
 * The samlp:Response envelope: SAML Core 2.0, section 3.2.2. The same reader serves the message as it arrived, whose
 * fields may only lead to refusal, and the Response read again from verified octets. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import { attributeValue, childElements, childrenNamed, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { SamlFailure } from './failure.ts';
import { NS_ASSERTION, NS_PROTOCOL, NS_XML_SIGNATURE } from './names.ts';
import { contentModel, requireAttribute, requireContent, requireInstant, Unreadable } from './read.ts';

export interface ResponseEnvelope {
  readonly element: XmlElement;
  readonly version: string;
  readonly issueInstant: number;
  readonly destination: string | null;
  readonly inResponseTo: string | null;
  readonly issuer: string | null;
  /** Of the only Assertion that is not encrypted: tells the identity provider where the Response does not. */
  readonly assertionIssuer: string | null;
  readonly status: Status;
  readonly signature: XmlElement | null;
  /** The Assertion or EncryptedAssertion children, however many. */
  readonly assertions: readonly XmlElement[];
}

export interface Status {
  readonly code: string;
  /** The second-level code, which says more. */
  readonly detail: string | null;
}

const CODE = 'response_malformed';

const RESPONSE = contentModel(['ID', 'Version', 'IssueInstant', 'Destination', 'Consent', 'InResponseTo'], {
  [NS_ASSERTION]: { Issuer: '0..1', Assertion: '0..n', EncryptedAssertion: '0..n' },
  [NS_XML_SIGNATURE]: { Signature: '0..1' },
  [NS_PROTOCOL]: { Extensions: '0..1', Status: '1' },
});
const STATUS = contentModel([], {
  [NS_PROTOCOL]: { StatusCode: '1', StatusMessage: '0..1', StatusDetail: '0..1' },
});
const STATUS_CODE = contentModel(['Value'], { [NS_PROTOCOL]: { StatusCode: '0..1' } });

/** Reads a samlp:Response. Whether its values may be believed depends on where the element comes from. */
export function readEnvelope(element: XmlElement): Result<ResponseEnvelope, SamlFailure> {
  try {
    return success(readEnvelopeElement(element));
  } catch (problem) {
    if (problem instanceof Unreadable) return failure(problem.code, problem.expected, problem.received);
    throw problem;
  }
}

function readEnvelopeElement(element: XmlElement): ResponseEnvelope {
  requireContent(CODE, element, RESPONSE);
  requireAttribute(CODE, element, 'ID');
  const [issuer] = childrenNamed(element, NS_ASSERTION, 'Issuer');
  const [status] = childrenNamed(element, NS_PROTOCOL, 'Status');
  return {
    element,
    version: attributeValue(element, 'Version') ?? '',
    issueInstant: requireInstant(element, 'IssueInstant'),
    destination: attributeValue(element, 'Destination'),
    inResponseTo: attributeValue(element, 'InResponseTo'),
    issuer: issuer === undefined ? null : readIssuer(CODE, issuer),
    assertionIssuer: readAssertionIssuer(element),
    status: readStatus(CODE, status as XmlElement),
    signature: signatureOf(element),
    assertions: childElements(element).filter(
      ({ namespace, localName }) => namespace === NS_ASSERTION && localName !== 'Issuer',
    ),
  };
}

/** The ds:Signature that is a direct child of a signed element, or null. */
export function signatureOf(element: XmlElement): XmlElement | null {
  return childrenNamed(element, NS_XML_SIGNATURE, 'Signature')[0] ?? null;
}

/** Reads a saml:Issuer: an entity ID, whole, as written (SAML Core 2.0, sections 2.2.5 and 8.3.6). */
export function readIssuer(
  code: 'response_malformed' | 'assertion_malformed' | 'logout_malformed',
  issuer: XmlElement,
): string {
  const text = textOf(issuer);
  if (text === null) throw new Unreadable(code, 'an Issuer that is text', 'one with children');
  return text;
}

function readAssertionIssuer(response: XmlElement): string | null {
  const [assertion, ...others] = childrenNamed(response, NS_ASSERTION, 'Assertion');
  if (assertion === undefined || others.length > 0) return null;
  const [issuer] = childrenNamed(assertion, NS_ASSERTION, 'Issuer');
  return issuer === undefined ? null : readIssuer('assertion_malformed', issuer);
}

/** Reads a samlp:Status: SAML Core 2.0, section 3.2.2.1. */
export function readStatus(code: 'response_malformed' | 'logout_malformed', status: XmlElement): Status {
  requireContent(code, status, STATUS);
  const [statusCode] = childrenNamed(status, NS_PROTOCOL, 'StatusCode');
  requireContent(code, statusCode as XmlElement, STATUS_CODE);
  const [detail] = childrenNamed(statusCode as XmlElement, NS_PROTOCOL, 'StatusCode');
  return {
    code: attributeValue(statusCode as XmlElement, 'Value') ?? '',
    detail: detail === undefined ? null : (attributeValue(detail, 'Value') ?? ''),
  };
}
