/**
 * The LogoutResponse: SAML Core 2.0, section 3.7.2, a status alone (section 3.2.2). What is read may be believed only once
 * a signature over the whole message held: `receive-logout.ts` sees to that. Pure.
 */
import { childrenNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { element, type OutboundElement, writeXml } from '../xml/writer.ts';
import { signElement } from '../xmldsig/sign.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { formatInstant } from './instant.ts';
import {
  NS_ASSERTION,
  NS_PROTOCOL,
  NS_XML_SIGNATURE,
  STATUS_PARTIAL_LOGOUT,
  STATUS_REQUEST_DENIED,
  STATUS_REQUESTER,
  STATUS_RESPONDER,
  STATUS_SUCCESS,
  STATUS_UNKNOWN_PRINCIPAL,
} from './names.ts';
import { contentModel, requireAttribute, requireContent } from './read.ts';
import { readStatus, type Status } from './response.ts';

const ISSUER = 'saml:Issuer';
const CODE = 'logout_malformed';

const LOGOUT_RESPONSE = contentModel(
  ['ID', 'Version', 'IssueInstant', 'Destination', 'Consent', 'InResponseTo'],
  {
    [NS_ASSERTION]: { Issuer: '1' },
    [NS_XML_SIGNATURE]: { Signature: '0..1' },
    [NS_PROTOCOL]: { Extensions: '0..1', Status: '1' },
  },
);

/**
 * What came of a LogoutRequest: nobody of that name is signed in here any more; nobody of it was known; it was refused, and why
 * is not said; or we could not look. SAML Core 2.0, section 3.2.2.2.
 */
export type LogoutOutcome = 'done' | 'unknown' | 'denied' | 'unavailable';

export interface OutboundLogoutResponse {
  /** Random, and an NCName. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly issueInstant: number;
  /** Where it goes, from our record, never from the request. */
  readonly destination: string;
  readonly spEntityId: string;
  /** The ID of the LogoutRequest. */
  readonly inResponseTo: string;
  readonly outcome: LogoutOutcome;
}

/** How far an identity provider came: everywhere, only in part, or not at all. */
export type LogoutStatus = 'complete' | 'partial' | 'refused';

export interface LogoutAnswer {
  readonly inResponseTo: string;
  readonly status: LogoutStatus;
}

/** Builds the XML of a LogoutResponse, unsigned: the Redirect binding has its signature beside the message. */
export function buildLogoutResponse(response: OutboundLogoutResponse): string {
  return writeXml(logoutResponse(response));
}

/** Builds the XML of a LogoutResponse that carries its signature, as the POST binding wants it. */
export async function buildSignedLogoutResponse(
  response: OutboundLogoutResponse,
  key: SigningKey,
): Promise<string> {
  return writeXml(await signElement(logoutResponse(response), ISSUER, key));
}

function logoutResponse(response: OutboundLogoutResponse): OutboundElement {
  return element(
    'samlp:LogoutResponse',
    {
      'xmlns:samlp': NS_PROTOCOL,
      'xmlns:saml': NS_ASSERTION,
      ID: response.id,
      Version: '2.0',
      IssueInstant: formatInstant(response.issueInstant),
      Destination: response.destination,
      InResponseTo: response.inResponseTo,
    },
    [
      element(ISSUER, {}, [response.spEntityId]),
      element('samlp:Status', {}, [statusCode(...STATUS_CODES[response.outcome])]),
    ],
  );
}

/** The first level says whose fault it is, the second one more. */
const STATUS_CODES: Readonly<Record<LogoutOutcome, readonly [code: string, detail?: string]>> = {
  done: [STATUS_SUCCESS],
  unknown: [STATUS_RESPONDER, STATUS_UNKNOWN_PRINCIPAL],
  denied: [STATUS_REQUESTER, STATUS_REQUEST_DENIED],
  unavailable: [STATUS_RESPONDER],
};

function statusCode(code: string, detail?: string): OutboundElement {
  return element('samlp:StatusCode', { Value: code }, detail === undefined ? [] : [statusCode(detail)]);
}

/** Reads how it went, out of a LogoutResponse whose signature held. Throws `Unreadable`. */
export function readLogoutAnswer(verified: XmlElement): LogoutAnswer {
  requireContent(CODE, verified, LOGOUT_RESPONSE);
  const [status] = childrenNamed(verified, NS_PROTOCOL, 'Status');
  return {
    inResponseTo: requireAttribute(CODE, verified, 'InResponseTo'),
    status: judgeStatus(readStatus(CODE, status as XmlElement)),
  };
}

/**
 * Some of those who take part may have failed: SAML Core 2.0, section 3.7.3.2 says so under Success, identity providers in the
 * wild under Responder as well.
 */
function judgeStatus({ code, detail }: Status): LogoutStatus {
  if (detail === STATUS_PARTIAL_LOGOUT || code === STATUS_PARTIAL_LOGOUT) return 'partial';
  return code === STATUS_SUCCESS && detail === null ? 'complete' : 'refused';
}
