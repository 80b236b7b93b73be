/** Identity provider metadata to start from, written by hand: each test changes one part. */
import { certificateBase64 } from '../../scripts/x509/signing-key.ts';
import { readIdpMetadata } from '../../src/saml/idp-metadata.ts';
import {
  BINDING_POST,
  BINDING_REDIRECT,
  NS_METADATA,
  NS_PROTOCOL,
  NS_XML_SIGNATURE,
} from '../../src/saml/names.ts';
import { testKey } from './test-keys.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const ENTITY_ID = 'https://idp.example.com/acme';
export const REDIRECT_URL = 'https://idp.example.com/sso?tenant=acme';
export const POST_URL = 'https://idp.example.com/sso/post';
export const A = certificateBase64(testKey('rsaA'));
export const B = certificateBase64(testKey('rsaB'));
export const ROGUE = certificateBase64(testKey('rogue'));
export const WEAK = certificateBase64(testKey('weakRsa'));

export const x509Data = (...certificates: string[]) =>
  `<ds:X509Data>${certificates.map((c) => `<ds:X509Certificate>${c}</ds:X509Certificate>`).join('')}</ds:X509Data>`;
export const keyDescriptor = (content: string, use = 'use="signing"') =>
  `<md:KeyDescriptor ${use}><ds:KeyInfo>${content}</ds:KeyInfo></md:KeyDescriptor>`;
export const signingKey = (certificate: string, use?: string) => keyDescriptor(x509Data(certificate), use);
export const endpoint = (binding: string, location: string) =>
  `<md:SingleSignOnService Binding="${binding}" Location="${location}"/>`;

export const logoutEndpoint = (binding: string, location: string, more = '') =>
  `<md:SingleLogoutService Binding="${binding}" Location="${location}" ${more}/>`;

interface Parts {
  entityAttributes?: string;
  roleAttributes?: string;
  protocols?: string;
  keys?: string;
  endpoints?: string;
  logout?: string;
  /** Extensions of the role, and of the entity. */
  roleExtensions?: string;
  entityExtensions?: string;
  otherRoles?: string;
}

const IDP_ENDPOINTS =
  endpoint('urn:oasis:names:tc:SAML:2.0:bindings:SOAP', 'https://idp.example.com/ecp') +
  endpoint(BINDING_POST, POST_URL) +
  endpoint(BINDING_REDIRECT, REDIRECT_URL);

const extensions = (content: string) => (content === '' ? '' : `<md:Extensions>${content}</md:Extensions>`);

export function idpRole({
  roleAttributes = '',
  protocols = NS_PROTOCOL,
  keys = signingKey(A),
  endpoints = IDP_ENDPOINTS,
  logout = '',
  roleExtensions = '',
}: Parts) {
  return `<md:IDPSSODescriptor protocolSupportEnumeration="${protocols}" ${roleAttributes}>${extensions(roleExtensions)}${keys}${logout}${endpoints}</md:IDPSSODescriptor>`;
}

export function spRole(keys = '') {
  return `<md:SPSSODescriptor protocolSupportEnumeration="${NS_PROTOCOL}">${keys}</md:SPSSODescriptor>`;
}

const DECLARATIONS = `xmlns:md="${NS_METADATA}" xmlns:ds="${NS_XML_SIGNATURE}"`;

export function entity(roles: string, attributes = `entityID="${ENTITY_ID}"`) {
  return `<md:EntityDescriptor ${DECLARATIONS} ${attributes}>${roles}</md:EntityDescriptor>`;
}

export function idp(parts: Parts = {}) {
  const roles = extensions(parts.entityExtensions ?? '') + idpRole(parts) + (parts.otherRoles ?? '');
  return entity(roles, parts.entityAttributes);
}

export function aggregate(content: string, attributes = '') {
  return `<md:EntitiesDescriptor ${DECLARATIONS} ${attributes}>${content}</md:EntitiesDescriptor>`;
}

export function read(xml: string | Uint8Array, allowLocalhost = false, now = NOW) {
  return readIdpMetadata(typeof xml === 'string' ? new TextEncoder().encode(xml) : xml, {
    now,
    allowLocalhost,
  });
}

export function accepted(xml: string | Uint8Array, allowLocalhost = false, now = NOW) {
  const metadata = read(xml, allowLocalhost, now);
  if (!metadata.ok) throw new Error(JSON.stringify(metadata.failure));
  return metadata.value;
}

export function codeOf(xml: string | Uint8Array, allowLocalhost = false, now = NOW): string | null {
  const metadata = read(xml, allowLocalhost, now);
  return metadata.ok ? null : metadata.failure.code;
}
