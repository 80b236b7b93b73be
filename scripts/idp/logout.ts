/**
 * The development IdP's part in single logout, by Redirect in both directions: SAML Profiles 2.0, section 4.4; SAML Bindings 2.0,
 * section 3.4. Whatever comes has to be signed; where it goes is decided by the service provider's metadata. No I/O, no clock.
 */
import { randomUUID, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { NS_ASSERTION, NS_PROTOCOL, STATUS_SUCCESS } from '../../src/saml/names.ts';
import type { SigningKey } from '../x509/signing-key.ts';
import { decodeRedirect } from './authn-request.ts';
import { children, childText, parseRoot } from './inbound-xml.ts';
import { Refusal } from './refusal.ts';
import { checkRequestSignature } from './request-signature.ts';
import type { NameIdParts } from './response.ts';
import type { ServiceProvider } from './service-provider.ts';
import { buildXml, type XmlTree } from './xml-text.ts';

/** Who sends, to whom, and when. */
export interface LogoutFacts {
  readonly idpEntityId: string;
  /** Where this identity provider takes logouts. */
  readonly logoutUrl: string;
  readonly serviceProvider: ServiceProvider;
  readonly key: SigningKey;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export type ReceivedLogout =
  | { readonly kind: 'request'; readonly id: string; readonly sessionIndexes: readonly string[] }
  | { readonly kind: 'response'; readonly statusCodes: readonly string[] };

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** Reads the query that carries a LogoutRequest or a LogoutResponse; refuses what the service provider has not signed. */
export async function receiveLogout(
  rawQuery: string,
  { logoutUrl, serviceProvider }: LogoutFacts,
): Promise<ReceivedLogout> {
  const parameters = new URLSearchParams(rawQuery);
  const isRequest = parameters.has('SAMLRequest');
  const message = parameters.get(isRequest ? 'SAMLRequest' : 'SAMLResponse');
  if (!message) throw new Refusal('Incomplete logout', 'SAMLRequest or SAMLResponse is missing.');
  const xml = decodeRedirect(message);
  await checkRequestSignature({ xml, rawQuery }, serviceProvider.signingCertificates, true);
  const root = parseRoot(xml, NS_PROTOCOL, isRequest ? 'LogoutRequest' : 'LogoutResponse');
  if (childText(root, NS_ASSERTION, 'Issuer') !== serviceProvider.entityId) {
    throw new Refusal('Unknown service provider', `Registered here is ${serviceProvider.entityId}.`);
  }
  if (root.getAttribute('Destination') !== logoutUrl) {
    throw new Refusal('Not for this address', `Destination should be ${logoutUrl}.`);
  }
  if (isRequest) {
    const sessionIndexes = children(root, NS_PROTOCOL, 'SessionIndex').map((each) => each.textContent ?? '');
    return { kind: 'request', id: root.getAttribute('ID') ?? '', sessionIndexes };
  }
  const [code] = children(children(root, NS_PROTOCOL, 'Status')[0], NS_PROTOCOL, 'StatusCode');
  const codes = [code, ...children(code, NS_PROTOCOL, 'StatusCode')];
  return { kind: 'response', statusCodes: codes.map((each) => each?.getAttribute('Value') ?? '') };
}

/** The NameID that an answer sent, to be sent again exactly so; null where it has none. */
export function readSentName(responseXml: string): NameIdParts | null {
  const [assertion] = children(parseRoot(responseXml, NS_PROTOCOL, 'Response'), NS_ASSERTION, 'Assertion');
  const [subject] = children(assertion, NS_ASSERTION, 'Subject');
  const [nameId] = children(subject, NS_ASSERTION, 'NameID');
  if (nameId === undefined) return null;
  return {
    value: nameId.textContent ?? '',
    format: nameId.getAttribute('Format'),
    nameQualifier: nameId.getAttribute('NameQualifier'),
    spNameQualifier: nameId.getAttribute('SPNameQualifier'),
  };
}

/** Makes the link that tells the service provider that somebody is signed out here. */
export function requestLogout(facts: LogoutFacts, name: NameIdParts, sessionIndex: string): string {
  return link(facts, 'SAMLRequest', null, {
    'samlp:LogoutRequest': {
      ...header(facts),
      'saml:NameID': {
        '@Format': name.format,
        '@NameQualifier': name.nameQualifier,
        '@SPNameQualifier': name.spNameQualifier,
        '#text': name.value,
      },
      'samlp:SessionIndex': sessionIndex,
    },
  });
}

/** Makes the link that tells the service provider that its wish was done. */
export function answerLogout(facts: LogoutFacts, inResponseTo: string, relayState: string | null): string {
  return link(facts, 'SAMLResponse', relayState, {
    'samlp:LogoutResponse': {
      '@InResponseTo': inResponseTo,
      ...header(facts),
      'samlp:Status': { 'samlp:StatusCode': { '@Value': STATUS_SUCCESS } },
    },
  });
}

function header({ idpEntityId, serviceProvider, now }: LogoutFacts): XmlTree {
  return {
    '@xmlns:samlp': NS_PROTOCOL,
    '@xmlns:saml': NS_ASSERTION,
    '@ID': `_${randomUUID()}`,
    '@Version': '2.0',
    '@IssueInstant': new Date(now).toISOString(),
    '@Destination': serviceProvider.logoutUrl,
    'saml:Issuer': idpEntityId,
  };
}

function link(
  { serviceProvider, key }: LogoutFacts,
  parameter: 'SAMLRequest' | 'SAMLResponse',
  relayState: string | null,
  message: XmlTree,
): string {
  if (serviceProvider.logoutUrl === null) {
    throw new Refusal('The application takes no logouts', 'Its metadata has no SingleLogoutService.');
  }
  const deflated = deflateRawSync(buildXml(message)).toString('base64');
  const parts = { [parameter]: deflated, ...(relayState && { RelayState: relayState }), SigAlg: RSA_SHA256 };
  const signed = Object.entries(parts)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  const signature = sign('sha256', Buffer.from(signed), key.privateKey).toString('base64');
  return `${serviceProvider.logoutUrl}?${signed}&Signature=${encodeURIComponent(signature)}`;
}
