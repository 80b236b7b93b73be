/**
 * The AuthnRequest: SAML Core 2.0, section 3.4.1, as Web Browser SSO uses it (SAML Profiles 2.0, section 4.1.4.1). Its
 * inputs are the tenant's configuration, except for the subject, which anybody may have typed. Pure: the caller
 * brings ID and time.
 */

import { element, type OutboundElement, writeXml } from '../xml/writer.ts';
import { signElement } from '../xmldsig/sign.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { formatInstant } from './instant.ts';
import { BINDING_POST, NAME_ID_EMAIL, NS_ASSERTION, NS_PROTOCOL } from './names.ts';

const ISSUER = 'saml:Issuer';

export interface AuthnRequest {
  /** Random, and an NCName: it begins with a letter or an underscore. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly issueInstant: number;
  /** The sign-in endpoint's Location, exactly as its metadata has it. */
  readonly destination: string;
  readonly spEntityId: string;
  /** Exactly as the SP metadata has it. Named by URL, never by index: an index means nothing without the metadata. */
  readonly acsUrl: string;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  /** Null sends no NameIDPolicy; a null format sends one that leaves the format to the identity provider. */
  readonly nameIdPolicy: { readonly format: string | null } | null;
  /** Any one of these will do; empty asks for nothing. */
  readonly authnContextClassRefs: readonly string[];
  /** The address of the person who is expected, or null. Some identity providers refuse a request that has one. */
  readonly subjectEmail: string | null;
}

/** Builds the XML of an AuthnRequest, unsigned: the Redirect binding has its signature beside the message. */
export function buildAuthnRequest(request: AuthnRequest): string {
  return writeXml(authnRequest(request));
}

/** Builds the XML of an AuthnRequest that carries its signature (SAML Core 2.0, section 5.4), as the POST binding wants it. */
export async function buildSignedAuthnRequest(request: AuthnRequest, key: SigningKey): Promise<string> {
  return writeXml(await signElement(authnRequest(request), ISSUER, key));
}

function authnRequest(request: AuthnRequest): OutboundElement {
  return element(
    'samlp:AuthnRequest',
    {
      'xmlns:samlp': NS_PROTOCOL,
      'xmlns:saml': NS_ASSERTION,
      ID: request.id,
      Version: '2.0',
      IssueInstant: formatInstant(request.issueInstant),
      Destination: request.destination,
      ForceAuthn: request.forceAuthn ? 'true' : null,
      IsPassive: request.isPassive ? 'true' : null,
      ProtocolBinding: BINDING_POST,
      AssertionConsumerServiceURL: request.acsUrl,
    },
    [
      element(ISSUER, {}, [request.spEntityId]),
      ...subject(request.subjectEmail),
      ...nameIdPolicy(request.nameIdPolicy),
      ...requestedAuthnContext(request.authnContextClassRefs),
    ],
  );
}

function subject(email: string | null): OutboundElement[] {
  if (email === null) return [];
  return [element('saml:Subject', {}, [element('saml:NameID', { Format: NAME_ID_EMAIL }, [email])])];
}

function nameIdPolicy(policy: AuthnRequest['nameIdPolicy']): OutboundElement[] {
  if (policy === null) return [];
  return [element('samlp:NameIDPolicy', { Format: policy.format, AllowCreate: 'true' })];
}

function requestedAuthnContext(classRefs: readonly string[]): OutboundElement[] {
  if (classRefs.length === 0) return [];
  return [
    element(
      'samlp:RequestedAuthnContext',
      { Comparison: 'exact' },
      classRefs.map((classRef) => element('saml:AuthnContextClassRef', {}, [classRef])),
    ),
  ];
}
