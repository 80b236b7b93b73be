/**
 * The part of a form that says which identity provider a connection trusts, as a body of the API. Its input is the operator's
 * text; all rules about it are the API's. Pure.
 */
import type { FieldNames } from './field-errors.ts';
import { type FieldValues, readWhole } from './field-values.ts';

/** How an identity provider can be told. */
export const SOURCES = ['url', 'paste', 'file', 'hand', 'none'] as const;
export type IdentityProviderSource = (typeof SOURCES)[number];

const PEM_BLOCK = /-----BEGIN[^-]*-----[\s\S]*?-----END[^-]*-----/g;

export const IDENTITY_PROVIDER_FIELDS: FieldNames = {
  metadata: { name: 'metadata', label: 'The metadata' },
  metadataUrl: { name: 'metadataUrl', label: 'The address' },
  metadataSigningCertificates: { name: 'metadataSigningCertificates', label: 'Signing certificates' },
  metadataMaxValidityDays: { name: 'metadataMaxValidityDays', label: 'The longest validity' },
  metadataEntityId: { name: 'metadataEntityId', label: 'The entity ID' },
  identityProvider: { name: 'entityId', label: 'The identity provider' },
  'identityProvider.entityId': { name: 'entityId', label: 'The entity ID' },
  'identityProvider.signInUrl': { name: 'signInUrl', label: 'The sign-in URL' },
  'identityProvider.signInBinding': { name: 'signInBinding', label: 'The binding' },
  'identityProvider.logoutUrl': { name: 'logoutUrl', label: 'The logout URL' },
  'identityProvider.certificates': { name: 'certificates', label: 'Certificates' },
  'request.binding': { name: 'signInBinding', label: 'The binding of its requests' },
};

/** Reads which way was chosen. */
export function readSource(values: FieldValues): IdentityProviderSource {
  return SOURCES.find((source) => source === values('source')) ?? 'url';
}

/** The fields of the API's body for a connection that say whom it trusts. */
export function identityProviderBody(values: FieldValues): object {
  switch (readSource(values)) {
    case 'none':
      return {};
    case 'url':
      return {
        metadataUrl: values('metadataUrl').trim(),
        metadataSigningCertificates: readCertificates(values('metadataSigningCertificates')),
        metadataMaxValidityDays: optional(values('metadataMaxValidityDays'), readWhole),
        metadataEntityId: optional(values('metadataEntityId'), (text) => text),
      };
    case 'paste':
      return { metadata: values('metadata') };
    case 'file':
      return { metadata: values('metadataFile') };
    case 'hand':
      return {
        identityProvider: {
          entityId: values('entityId').trim(),
          signInUrl: values('signInUrl').trim(),
          signInBinding: values('signInBinding') || 'redirect',
          logoutUrl: values('logoutUrl').trim() || undefined,
          wantAuthnRequestsSigned: values('wantAuthnRequestsSigned') !== '',
          certificates: readCertificates(values('certificates')),
        },
      };
  }
}

/** No browser fills a file in again: its text goes on as if it had been pasted. */
export function keepFile(values: FieldValues): FieldValues {
  if (readSource(values) !== 'file' || values('metadataFile') === '') return values;
  const kept: Readonly<Record<string, string>> = { source: 'paste', metadata: values('metadataFile') };
  return (name) => new Map(Object.entries(kept)).get(name) ?? values(name);
}

function optional<Value>(text: string, read: (text: string) => Value): Value | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : read(trimmed);
}

/** PEM blocks one after the other; bare base64 is one certificate. */
export function readCertificates(text: string): readonly string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : (trimmed.match(PEM_BLOCK) ?? [trimmed]);
}
