/**
 * The metadata that we publish for each tenant host: SAML Metadata 2.0, section 2.4.4, with the extensions for the user
 * interface, algorithm support and entity attributes. It claims only what is there: keys where the deployment has them, a
 * logout endpoint where logouts can be signed, a place for answers where a discovery service is asked. Pure; its inputs are configuration.
 */
import { element, type OutboundElement, writeXml } from '../xml/writer.ts';
import { DIGEST_ALGORITHMS, SIGNATURE_ALGORITHMS } from '../xmldsig/algorithms.ts';
import { keyInfo, signElement } from '../xmldsig/sign.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { CONTENT_ALGORITHMS, KEY_TRANSPORT_ALGORITHMS } from '../xmlenc/algorithms.ts';
import type { SignatureRequirement } from './expectations.ts';
import { NS_IDP_DISCOVERY } from './idp-discovery.ts';
import {
  ATTRIBUTE_NAME_URI,
  BINDING_POST,
  BINDING_REDIRECT,
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
  NS_ASSERTION,
  NS_METADATA,
  NS_METADATA_ALGORITHMS,
  NS_METADATA_ATTRIBUTES,
  NS_METADATA_UI,
  NS_PROTOCOL,
  NS_XML_SIGNATURE,
  SUBJECT_ID_REQUIREMENT,
} from './names.ts';
import type { PublishedKeys } from './sp-keys.ts';

/** Which identifier of a person has to be there: SAML Subject Identifier Attributes Profile 1.0, section 4. */
export type SubjectIdRequirement = 'subject-id' | 'pairwise-id' | 'any' | 'none';

export interface SpMetadata {
  readonly entityId: string;
  readonly acsUrl: string;
  /** Null where there is no key to sign logouts with. */
  readonly sloUrl: string | null;
  /** Null where no discovery service is asked. */
  readonly discoveryResponseUrl: string | null;
  /** Of every connection of the tenant: all of them are served by the one ACS. */
  readonly requireSigned: readonly SignatureRequirement[];
  /** Whether every request will be signed: an identity provider that reads this may refuse those that are not. */
  readonly authnRequestsSigned: boolean;
  readonly subjectIdRequirement: SubjectIdRequirement;
  readonly keys: PublishedKeys;
  /** Not to be used by anybody who signs or encrypts for us. */
  readonly blockedAlgorithms: ReadonlySet<string>;
  readonly displayName: string;
  readonly description: string | null;
  /** An https or data URI. */
  readonly logoUrl: string | null;
  readonly privacyStatementUrl: string | null;
  /** Who runs the service, and its website. */
  readonly organization: { readonly name: string; readonly url: string } | null;
  readonly technicalContact: { readonly name: string; readonly email: string };
}

/** Strongest first. AES-CBC is only taken under a signature and GCM is better everywhere, so that nobody is invited to it. */
const OFFERED_ENCRYPTION_METHODS = [
  ...[...CONTENT_ALGORITHMS.values()].filter(({ mode }) => mode === 'gcm'),
  ...KEY_TRANSPORT_ALGORITHMS.values(),
].map(({ uri }) => uri);

const ENGLISH = { 'xml:lang': 'en' } as const;

const NAME_ID_FORMATS = [NAME_ID_PERSISTENT, NAME_ID_EMAIL, NAME_ID_UNSPECIFIED, NAME_ID_TRANSIENT];

/** How large an identity provider shall show the logo, in pixels: what its login pages have room for. */
const LOGO_SIZE = { height: '60', width: '80' } as const;

/** Builds the EntityDescriptor of one service provider, unsigned. */
export function buildSpMetadata(metadata: SpMetadata): string {
  return writeXml(entityDescriptor(metadata));
}

/** Builds the EntityDescriptor with a signature over all of it (SAML Metadata 2.0, section 3). */
export async function buildSignedSpMetadata(metadata: SpMetadata, key: SigningKey): Promise<string> {
  const { attributes, ...descriptor } = entityDescriptor(metadata);
  const id = await documentId(metadata.entityId);
  return writeXml(await signElement({ ...descriptor, attributes: { ...attributes, ID: id } }, null, key));
}

/** The same for every copy of one entity's metadata, different for each entity: aggregates may hold several. */
async function documentId(entityId: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(entityId));
  return `_${Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, '0')).join('')}`;
}

function entityDescriptor(metadata: SpMetadata): OutboundElement {
  return element(
    'md:EntityDescriptor',
    { 'xmlns:md': NS_METADATA, 'xmlns:mdui': NS_METADATA_UI, entityID: metadata.entityId },
    [
      element('md:Extensions', {}, [entityAttributes(metadata)]),
      element(
        'md:SPSSODescriptor',
        {
          protocolSupportEnumeration: NS_PROTOCOL,
          AuthnRequestsSigned: metadata.authnRequestsSigned ? 'true' : 'false',
          WantAssertionsSigned: metadata.requireSigned.some(needsSignedAssertion) ? 'true' : 'false',
        },
        [
          element('md:Extensions', {}, [
            ...algorithmSupport(metadata),
            ...discoveryResponse(metadata),
            userInterfaceInfo(metadata),
          ]),
          ...keyDescriptors(metadata),
          ...singleLogoutServices(metadata),
          ...NAME_ID_FORMATS.map((format) => element('md:NameIDFormat', {}, [format])),
          element('md:AssertionConsumerService', {
            Binding: BINDING_POST,
            Location: metadata.acsUrl,
            index: '0',
            isDefault: 'true',
          }),
        ],
      ),
      ...organization(metadata.organization),
      technicalContact(metadata.technicalContact),
    ],
  );
}

/** Requests and answers come to one address, by either binding. */
function singleLogoutServices({ sloUrl }: SpMetadata): OutboundElement[] {
  if (sloUrl === null) return [];
  return [BINDING_REDIRECT, BINDING_POST].map((Binding) =>
    element('md:SingleLogoutService', { Binding, Location: sloUrl }),
  );
}

/** Identity Provider Discovery Service Protocol and Profile, section 2.5: the only address that a service may send people back to. */
function discoveryResponse({ discoveryResponseUrl }: SpMetadata): OutboundElement[] {
  if (discoveryResponseUrl === null) return [];
  return [
    element('idpdisc:DiscoveryResponse', {
      'xmlns:idpdisc': NS_IDP_DISCOVERY,
      Binding: NS_IDP_DISCOVERY,
      Location: discoveryResponseUrl,
      index: '0',
    }),
  ];
}

/** SAML Metadata Extension for Entity Attributes 1.0, section 2. */
function entityAttributes({ subjectIdRequirement }: SpMetadata): OutboundElement {
  return element(
    'mdattr:EntityAttributes',
    { 'xmlns:mdattr': NS_METADATA_ATTRIBUTES, 'xmlns:saml': NS_ASSERTION },
    [
      element('saml:Attribute', { Name: SUBJECT_ID_REQUIREMENT, NameFormat: ATTRIBUTE_NAME_URI }, [
        element('saml:AttributeValue', {}, [subjectIdRequirement]),
      ]),
    ],
  );
}

function keyDescriptors({ keys, blockedAlgorithms }: SpMetadata): OutboundElement[] {
  const descriptor = (use: 'signing' | 'encryption', methods: readonly string[]) => (certificate: string) =>
    element('md:KeyDescriptor', { 'xmlns:ds': NS_XML_SIGNATURE, use }, [
      keyInfo(certificate),
      ...methods.map((Algorithm) => element('md:EncryptionMethod', { Algorithm })),
    ]);
  const methods = OFFERED_ENCRYPTION_METHODS.filter((uri) => !blockedAlgorithms.has(uri));
  return [
    ...keys.signing.map(descriptor('signing', [])),
    ...keys.encryption.map(descriptor('encryption', methods)),
  ];
}

/**
 * What signatures may be made with: SAML Metadata Profile for Algorithm Support 1.0, section 2. Weak algorithms work only where a
 * connection allows them, so that nobody is invited to them.
 */
function algorithmSupport({ blockedAlgorithms }: SpMetadata): OutboundElement[] {
  const supported = (name: string, algorithms: Iterable<{ readonly uri: string; readonly status: string }>) =>
    [...algorithms]
      .filter(({ uri, status }) => status === 'good' && !blockedAlgorithms.has(uri))
      .map(({ uri }) => element(name, { 'xmlns:alg': NS_METADATA_ALGORITHMS, Algorithm: uri }));
  return [
    ...supported('alg:DigestMethod', DIGEST_ALGORITHMS.values()),
    ...supported('alg:SigningMethod', SIGNATURE_ALGORITHMS.values()),
  ];
}

/** A signed Response around the Assertion is enough for the others. */
function needsSignedAssertion(requirement: SignatureRequirement): boolean {
  return requirement === 'assertion' || requirement === 'both';
}

function userInterfaceInfo(metadata: SpMetadata): OutboundElement {
  const { displayName, description, logoUrl, privacyStatementUrl } = metadata;
  return element('mdui:UIInfo', {}, [
    element('mdui:DisplayName', ENGLISH, [displayName]),
    ...(description === null ? [] : [element('mdui:Description', ENGLISH, [description])]),
    ...(privacyStatementUrl === null
      ? []
      : [element('mdui:PrivacyStatementURL', ENGLISH, [privacyStatementUrl])]),
    ...(logoUrl === null ? [] : [element('mdui:Logo', LOGO_SIZE, [logoUrl])]),
  ]);
}

function organization(value: SpMetadata['organization']): OutboundElement[] {
  if (value === null) return [];
  return [
    element('md:Organization', {}, [
      element('md:OrganizationName', ENGLISH, [value.name]),
      element('md:OrganizationDisplayName', ENGLISH, [value.name]),
      element('md:OrganizationURL', ENGLISH, [value.url]),
    ]),
  ];
}

function technicalContact({ name, email }: SpMetadata['technicalContact']): OutboundElement {
  return element('md:ContactPerson', { contactType: 'technical' }, [
    element('md:GivenName', {}, [name]),
    element('md:EmailAddress', {}, [`mailto:${email}`]),
  ]);
}
