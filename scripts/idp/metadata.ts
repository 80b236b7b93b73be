/** The metadata of one of the development IdPs: SAML Metadata 2.0, section 2.4.3. No I/O. */
import {
  BINDING_POST,
  BINDING_REDIRECT,
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NS_METADATA,
  NS_METADATA_UI,
  NS_PROTOCOL,
  NS_XML_SIGNATURE,
} from '../../src/saml/names.ts';
import { certificateBase64 } from '../x509/signing-key.ts';
import { type IdpKeys, PUBLISHED_KEYS } from './key-folder.ts';
import { buildXml } from './xml-text.ts';

/** One identity provider: each tenant has its own. */
export interface Idp {
  /** Without a slash at its end, such as `http://localhost:9000`. */
  readonly origin: string;
  readonly slug: string;
  readonly displayName: string;
  /** Whether its metadata asks for signed requests, and it takes no others; not unless said. */
  readonly wantAuthnRequestsSigned?: boolean;
}

export function idpEntityId({ origin, slug }: Idp): string {
  return `${origin}/${slug}/metadata`;
}

export function signInUrl({ origin, slug }: Idp): string {
  return `${origin}/${slug}/sso`;
}

export function logoutUrl({ origin, slug }: Idp): string {
  return `${origin}/${slug}/slo`;
}

/** Builds the EntityDescriptor with every key but the rogue one. */
export function buildIdpMetadata(idp: Idp, keys: IdpKeys): string {
  return buildXml({
    'md:EntityDescriptor': {
      '@xmlns:md': NS_METADATA,
      '@xmlns:mdui': NS_METADATA_UI,
      '@xmlns:ds': NS_XML_SIGNATURE,
      '@entityID': idpEntityId(idp),
      'md:IDPSSODescriptor': {
        '@protocolSupportEnumeration': NS_PROTOCOL,
        '@WantAuthnRequestsSigned': String(idp.wantAuthnRequestsSigned ?? false),
        'md:Extensions': {
          'mdui:UIInfo': { 'mdui:DisplayName': { '@xml:lang': 'en', '#text': idp.displayName } },
        },
        'md:KeyDescriptor': PUBLISHED_KEYS.map((name) => ({
          '@use': 'signing',
          'ds:KeyInfo': { 'ds:X509Data': { 'ds:X509Certificate': certificateBase64(keys[name]) } },
        })),
        'md:SingleLogoutService': { '@Binding': BINDING_REDIRECT, '@Location': logoutUrl(idp) },
        'md:NameIDFormat': [NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_TRANSIENT],
        'md:SingleSignOnService': [BINDING_REDIRECT, BINDING_POST].map((binding) => ({
          '@Binding': binding,
          '@Location': signInUrl(idp),
        })),
      },
    },
  });
}
