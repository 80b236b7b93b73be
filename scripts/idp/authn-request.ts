/**
 * Decodes and reads an AuthnRequest: SAML Core 2.0, section 3.4.1; SAML Bindings 2.0, sections 3.4 and 3.5. It is not
 * trusted: where the answer goes is decided by the service provider's registration. No I/O.
 */
import { inflateRawSync } from 'node:zlib';
import type { Element } from '@xmldom/xmldom';
import { NS_ASSERTION, NS_PROTOCOL } from '../../src/saml/names.ts';
import { children, childText, parseRoot } from './inbound-xml.ts';
import { Refusal } from './refusal.ts';

export interface AuthnRequest {
  readonly id: string;
  readonly issuer: string;
  readonly destination: string | null;
  readonly acsUrl: string | null;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  readonly nameIdFormat: string | null;
  readonly authnContextClassRefs: readonly string[];
  readonly subject: string | null;
}

const MAX_REQUEST_BYTES = 64 * 1024;

/** Decodes the query parameter of the Redirect binding into XML. */
export function decodeRedirect(samlRequest: string): string {
  try {
    const deflated = Buffer.from(samlRequest, 'base64');
    return inflateRawSync(deflated, { maxOutputLength: MAX_REQUEST_BYTES }).toString('utf8');
  } catch {
    throw new Refusal(
      'Not a SAMLRequest',
      'By the Redirect binding it is XML, deflated without a header, in base64.',
    );
  }
}

/** Decodes the form field of the POST binding into XML. */
export function decodePost(samlRequest: string): string {
  return Buffer.from(samlRequest, 'base64').toString('utf8');
}

/** Reads an AuthnRequest that was sent to the single sign-on service at `signInUrl`. */
export function readAuthnRequest(xml: string, signInUrl: string): AuthnRequest {
  const root = parseRoot(xml, NS_PROTOCOL, 'AuthnRequest');
  const [nameIdPolicy] = children(root, NS_PROTOCOL, 'NameIDPolicy');
  const [requested] = children(root, NS_PROTOCOL, 'RequestedAuthnContext');
  const [subject] = children(root, NS_ASSERTION, 'Subject');
  const request: AuthnRequest = {
    id: required(root.getAttribute('ID'), 'an ID'),
    issuer: required(childText(root, NS_ASSERTION, 'Issuer'), 'an Issuer'),
    destination: root.getAttribute('Destination'),
    acsUrl: root.getAttribute('AssertionConsumerServiceURL'),
    forceAuthn: readBoolean(root, 'ForceAuthn'),
    isPassive: readBoolean(root, 'IsPassive'),
    nameIdFormat: nameIdPolicy?.getAttribute('Format') ?? null,
    authnContextClassRefs: children(requested, NS_ASSERTION, 'AuthnContextClassRef').map(
      (each) => each.textContent?.trim() ?? '',
    ),
    subject: childText(subject, NS_ASSERTION, 'NameID'),
  };
  if (root.getAttribute('Version') !== '2.0') throw new Refusal('Not SAML 2.0', 'Version has to be 2.0.');
  if (request.destination !== null && request.destination !== signInUrl) {
    throw new Refusal('Not for this address', `Destination is ${request.destination}, this is ${signInUrl}.`);
  }
  return request;
}

function required(value: string | null, what: string): string {
  if (value === null || value === '') throw new Refusal('Incomplete AuthnRequest', `It has to have ${what}.`);
  return value;
}

function readBoolean(element: Element, name: string): boolean {
  const value = element.getAttribute(name);
  return value === 'true' || value === '1';
}
