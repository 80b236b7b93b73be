/**
 * The metadata of an identity provider: SAML Metadata 2.0, sections 2.3 and 2.4.3. What vouches for it is up to the
 * caller: the administrator who gives it, the TLS of where it was fetched, or a signature (`signed-metadata.ts`). It is
 * never read while somebody signs in. Pure; the document is untrusted.
 */
import { failure, type Result, success } from '../result.ts';
import { MAX_DOCUMENT_BYTES } from '../xml/limits.ts';
import { parseXml } from '../xml/reader.ts';
import { attributeValue } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { readAlgorithmSupport } from './algorithm-support.ts';
import { readEntityAttributes } from './entity-attributes.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { readLogoutEndpoints, readSignInEndpoints } from './idp-metadata-endpoints.ts';
import { readSigningKeys } from './idp-metadata-keys.ts';
import { findIdpRole } from './idp-metadata-role.ts';
import { readScopes } from './idp-metadata-scopes.ts';
import { readCacheDuration, readValidUntil, type ValidityExpectations } from './idp-metadata-validity.ts';
import { formatInstant } from './instant.ts';
import type { MetadataFailure, MetadataWarning } from './metadata-failure.ts';
import { refuseLookAlike } from './metadata-look-alikes.ts';

export interface IdpMetadata {
  readonly identityProvider: IdentityProvider;
  /** How long it may be kept before it is asked for again, the shortest that is said; null where nothing is. */
  readonly cacheDurationMilliseconds: number | null;
  readonly warnings: readonly MetadataWarning[];
}

/** Larger documents, such as a federation of thousands, are refused: one entity can be asked for instead. */
export const MAX_METADATA_BYTES = MAX_DOCUMENT_BYTES;

/** SAML Core 2.0, section 8.3.6. */
const MAX_ENTITY_ID_CHARACTERS = 1024;

/** What to take out of a document, and what to ask of it. `now` is in milliseconds since 1970. */
export interface MetadataExpectations extends ValidityExpectations {
  readonly allowLocalhost: boolean;
  /** Takes this identity provider, wherever in the document it stands; null takes the only one. */
  readonly entityId?: string | null;
}

/** Reads the identity provider that a document describes, be it alone or among others, from octets that nobody signed. */
export function readIdpMetadata(
  octets: Uint8Array,
  expectations: MetadataExpectations,
): Result<IdpMetadata, MetadataFailure> {
  const root = parseMetadata(octets);
  return root.ok ? readIdpMetadataElement(root.value, expectations) : root;
}

/** Reads the octets of a document with the strict reader, and names what people give in its place by mistake. */
export function parseMetadata(octets: Uint8Array): Result<XmlElement, MetadataFailure> {
  return refuseLookAlike(octets) ?? parseXml(octets);
}

/**
 * Reads the identity provider out of the root of a document. Enforces, in order: it is metadata, it has exactly one
 * identity provider that speaks SAML 2.0, or exactly one of the name that is asked for; its entity ID, validUntil on
 * every level, endpoints, keys.
 */
export function readIdpMetadataElement(
  root: XmlElement,
  { now, allowLocalhost, entityId: wanted = null, maxValidityDays = null }: MetadataExpectations,
): Result<IdpMetadata, MetadataFailure> {
  const role = findIdpRole(root, wanted);
  if (!role.ok) return role;
  const entityId = readEntityId(role.value);
  if (!entityId.ok) return entityId;
  const validUntil = readValidUntil(role.value, { now, maxValidityDays });
  if (!validUntil.ok) return validUntil;
  const signInEndpoints = readSignInEndpoints(role.value, allowLocalhost);
  if (!signInEndpoints.ok) return signInEndpoints;
  const signing = readSigningKeys(role.value, now);
  if (!signing.ok) return signing;
  const entityAttributes = readEntityAttributes(role.value);
  const { scopes, warnings: scopeWarnings } = readScopes(role.value);
  const logout = readLogoutEndpoints(role.value, allowLocalhost);

  return success({
    identityProvider: {
      entityId: entityId.value,
      signInEndpoints: signInEndpoints.value,
      keys: signing.value.keys,
      wantAuthnRequestsSigned: ['true', '1'].includes(
        attributeValue(role.value, 'WantAuthnRequestsSigned') ?? '',
      ),
      notAfter: validUntil.value === null ? null : formatInstant(validUntil.value),
      ...(logout.endpoints.length === 0 ? {} : { logoutEndpoints: logout.endpoints }),
      ...readAlgorithmSupport(role.value),
      ...(entityAttributes === null ? {} : { entityAttributes }),
      ...scopes,
    },
    cacheDurationMilliseconds: readCacheDuration(role.value),
    warnings: [...signing.value.warnings, ...logout.warnings, ...scopeWarnings],
  });
}

function readEntityId({ parent }: XmlElement): Result<string, MetadataFailure> {
  const entityId = parent === null ? null : attributeValue(parent, 'entityID');
  const isValid = entityId !== null && entityId.length <= MAX_ENTITY_ID_CHARACTERS && /^\S+$/.test(entityId);
  return isValid
    ? success(entityId)
    : failure(
        'entity_id_invalid',
        `a URI of at most ${MAX_ENTITY_ID_CHARACTERS} characters`,
        entityId ?? 'none',
      );
}
