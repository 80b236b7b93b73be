/**
 * The metadata that we publish for each tenant host: SAML Metadata 2.0, section 2.4.4, with the user interface
 * extension. It claims only what is there: no key and no logout endpoint until requests are signed, assertions
 * decrypted and logouts answered. Pure; its inputs are configuration.
 */
import { element, type OutboundElement, writeXml } from '../xml/writer.ts';
import type { SignatureRequirement } from './expectations.ts';
import {
  BINDING_POST,
  NAME_ID_EMAIL,
  NAME_ID_PERSISTENT,
  NAME_ID_TRANSIENT,
  NAME_ID_UNSPECIFIED,
  NS_METADATA,
  NS_METADATA_UI,
  NS_PROTOCOL,
} from './names.ts';

export interface SpMetadata {
  readonly entityId: string;
  readonly acsUrl: string;
  /** Of every connection of the tenant: all of them are served by the one ACS. */
  readonly requireSigned: readonly SignatureRequirement[];
  readonly displayName: string;
  readonly description: string | null;
  /** An https or data URI. */
  readonly logoUrl: string | null;
  readonly privacyStatementUrl: string | null;
  /** Who runs the service, and its website. */
  readonly organization: { readonly name: string; readonly url: string } | null;
  readonly technicalContact: { readonly name: string; readonly email: string };
}

const ENGLISH = { 'xml:lang': 'en' } as const;

const NAME_ID_FORMATS = [NAME_ID_PERSISTENT, NAME_ID_EMAIL, NAME_ID_UNSPECIFIED, NAME_ID_TRANSIENT];

/** How large an identity provider shall show the logo, in pixels: what its login pages have room for. */
const LOGO_SIZE = { height: '60', width: '80' } as const;

/** Builds the EntityDescriptor of one service provider, unsigned. */
export function buildSpMetadata(metadata: SpMetadata): string {
  return writeXml(
    element(
      'md:EntityDescriptor',
      { 'xmlns:md': NS_METADATA, 'xmlns:mdui': NS_METADATA_UI, entityID: metadata.entityId },
      [
        element(
          'md:SPSSODescriptor',
          {
            protocolSupportEnumeration: NS_PROTOCOL,
            AuthnRequestsSigned: 'false',
            WantAssertionsSigned: metadata.requireSigned.some(needsSignedAssertion) ? 'true' : 'false',
          },
          [
            element('md:Extensions', {}, [userInterfaceInfo(metadata)]),
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
    ),
  );
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
