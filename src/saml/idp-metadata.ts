/**
 * The metadata of an identity provider: SAML Metadata 2.0, sections 2.3 and 2.4.3. It is read once, when an
 * administrator saves a connection, and what he saves is what is trusted from then on: no signature on it is
 * verified. Pure; the document is untrusted until he has seen what it says.
 */
import { failure, type Result, success } from '../result.ts';
import { parseXml } from '../xml/reader.ts';
import { attributeValue, childElements, childrenNamed, isNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { Endpoint, IdentityProvider } from './identity-provider.ts';
import { readSigningKeys } from './idp-metadata-keys.ts';
import { formatInstant, parseInstant } from './instant.ts';
import type { MetadataFailure, MetadataWarning } from './metadata-failure.ts';
import { refuseLookAlike } from './metadata-look-alikes.ts';
import { BINDING_POST, BINDING_REDIRECT, NS_METADATA, NS_PROTOCOL } from './names.ts';
import { findLocationProblem } from './sign-in-location.ts';

export interface IdpMetadata {
  readonly identityProvider: IdentityProvider;
  readonly warnings: readonly MetadataWarning[];
}

/** SAML Core 2.0, section 8.3.6. */
const MAX_ENTITY_ID_CHARACTERS = 1024;

/** An aggregate of many identity providers is named by its first few. */
const MAX_LISTED_ENTITIES = 5;

const BINDINGS: Readonly<Record<Endpoint['binding'], string>> = {
  redirect: BINDING_REDIRECT,
  post: BINDING_POST,
};

/**
 * Reads the one identity provider that a document describes, be it alone or among service providers. `now` is in
 * milliseconds since 1970. Enforces, in order: it is metadata, it has exactly one identity provider that speaks
 * SAML 2.0, its entity ID, validUntil on every level, endpoints, keys.
 */
export function readIdpMetadata(
  octets: Uint8Array,
  { now, allowLocalhost }: { readonly now: number; readonly allowLocalhost: boolean },
): Result<IdpMetadata, MetadataFailure> {
  const lookAlike = refuseLookAlike(octets);
  if (lookAlike !== null) return lookAlike;
  const root = parseXml(octets);
  if (!root.ok) return root;
  const role = findIdpRole(root.value);
  if (!role.ok) return role;
  const entityId = readEntityId(role.value);
  if (!entityId.ok) return entityId;
  const validUntil = readValidUntil(role.value, now);
  if (!validUntil.ok) return validUntil;
  const signInEndpoints = readSignInEndpoints(role.value, allowLocalhost);
  if (!signInEndpoints.ok) return signInEndpoints;
  const signing = readSigningKeys(role.value, now);
  if (!signing.ok) return signing;

  return success({
    identityProvider: {
      entityId: entityId.value,
      signInEndpoints: signInEndpoints.value,
      keys: signing.value.keys,
      wantAuthnRequestsSigned: ['true', '1'].includes(
        attributeValue(role.value, 'WantAuthnRequestsSigned') ?? '',
      ),
      notAfter: validUntil.value === null ? null : formatInstant(validUntil.value),
    },
    warnings: signing.value.warnings,
  });
}

function findIdpRole(root: XmlElement): Result<XmlElement, MetadataFailure> {
  const entities = listEntities(root);
  if (entities === null) {
    return root.localName.toLowerCase() === 'html'
      ? failure('metadata_is_web_page', 'an EntityDescriptor', 'a web page')
      : failure('metadata_root_unknown', 'an EntityDescriptor or EntitiesDescriptor', root.name);
  }
  const described = entities.flatMap((entity) => childrenNamed(entity, NS_METADATA, 'IDPSSODescriptor'));
  const roles = described.filter(speaksSaml2);
  const [role] = roles;
  if (roles.length > 1) {
    const names = roles.map(({ parent }) => parent && attributeValue(parent, 'entityID'));
    const listed = names.slice(0, MAX_LISTED_ENTITIES).join(', ');
    return failure(
      'identity_providers_several',
      'one identity provider',
      `${roles.length} of them: ${listed}`,
    );
  }
  if (role !== undefined) return success(role);
  if (described.length > 0) {
    return failure(
      'identity_provider_protocol_unsupported',
      NS_PROTOCOL,
      'an identity provider of other protocols',
    );
  }
  const isServiceProvider = entities.some(
    (entity) => childrenNamed(entity, NS_METADATA, 'SPSSODescriptor').length > 0,
  );
  return isServiceProvider
    ? failure('metadata_is_service_provider', 'an IDPSSODescriptor', 'an SPSSODescriptor alone')
    : failure('identity_provider_missing', 'an IDPSSODescriptor', 'none');
}

/** Every entity of an aggregate, nested aggregates included; null for a document that is neither. */
function listEntities(root: XmlElement): XmlElement[] | null {
  if (isNamed(root, NS_METADATA, 'EntityDescriptor')) return [root];
  if (!isNamed(root, NS_METADATA, 'EntitiesDescriptor')) return null;
  // Not by spreading: an aggregate may have more children than a call may have arguments.
  const entities: XmlElement[] = [];
  const aggregates = [root];
  for (const aggregate of aggregates) {
    for (const child of childElements(aggregate)) {
      if (isNamed(child, NS_METADATA, 'EntityDescriptor')) entities.push(child);
      else if (isNamed(child, NS_METADATA, 'EntitiesDescriptor')) aggregates.push(child);
    }
  }
  return entities;
}

function speaksSaml2(role: XmlElement): boolean {
  return (attributeValue(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NS_PROTOCOL);
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

/** The earliest validUntil of the role and of all that encloses it; null without any. */
function readValidUntil(role: XmlElement, now: number): Result<number | null, MetadataFailure> {
  let earliest: number | null = null;
  for (let element: XmlElement | null = role; element !== null; element = element.parent) {
    const text = attributeValue(element, 'validUntil');
    if (text === null) continue;
    const validUntil = parseInstant(text);
    if (validUntil === null) return failure('valid_until_invalid', 'a date and time with its zone', text);
    if (now >= validUntil)
      return failure('metadata_expired', `a validUntil after ${formatInstant(now)}`, text);
    if (earliest === null || validUntil < earliest) earliest = validUntil;
  }
  return success(earliest);
}

/** The first endpoint of each binding that we speak. One that no browser may be sent to spoils the document. */
function readSignInEndpoints(role: XmlElement, allowLocalhost: boolean): Result<Endpoint[], MetadataFailure> {
  const services = childrenNamed(role, NS_METADATA, 'SingleSignOnService');
  const endpoints: Endpoint[] = [];
  for (const binding of ['redirect', 'post'] as const) {
    const service = services.find((candidate) => attributeValue(candidate, 'Binding') === BINDINGS[binding]);
    if (service === undefined) continue;
    const location = attributeValue(service, 'Location') ?? '';
    const problem = findLocationProblem(location, allowLocalhost);
    if (problem !== null)
      return failure('sign_in_endpoint_forbidden', `a Location for browsers; this one ${problem}`, location);
    endpoints.push({ binding, location });
  }
  return endpoints.length > 0
    ? success(endpoints)
    : failure('sign_in_endpoint_missing', 'a SingleSignOnService by HTTP-Redirect or HTTP-POST', 'none');
}
