/**
 * Which identity provider of a document is meant: SAML Metadata 2.0, sections 2.3.1 and 2.4.3. A document may hold any
 * number of entities, in any order and depth; where it stands in the document never chooses one. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import { attributeValue, childElements, childrenNamed, isNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { MetadataFailure } from './metadata-failure.ts';
import { NS_METADATA, NS_PROTOCOL } from './names.ts';

/** An aggregate of many identity providers is named by its first few. */
const MAX_LISTED_ENTITIES = 5;

/** Finds the role of the identity provider with this entity ID, or with null the only one that there is. */
export function findIdpRole(root: XmlElement, entityId: string | null): Result<XmlElement, MetadataFailure> {
  const all = listEntities(root);
  if (all === null) {
    return root.localName.toLowerCase() === 'html'
      ? failure('metadata_is_web_page', 'an EntityDescriptor', 'a web page')
      : failure('metadata_root_unknown', 'an EntityDescriptor or EntitiesDescriptor', root.name);
  }
  const entities = all.filter((entity) => entityId === null || entityIdOf(entity) === entityId);
  if (entities.length === 0 && entityId !== null) {
    return failure('entity_id_different', entityId, listEntityIds(all));
  }
  const described = entities.flatMap((entity) => childrenNamed(entity, NS_METADATA, 'IDPSSODescriptor'));
  const roles = described.filter(speaksSaml2);
  const [role] = roles;
  if (roles.length > 1) {
    const listed = listEntityIds(roles.flatMap(({ parent }) => parent ?? []));
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

function listEntityIds(entities: readonly XmlElement[]): string {
  return entities.slice(0, MAX_LISTED_ENTITIES).map(entityIdOf).join(', ') || 'none';
}

function entityIdOf(entity: XmlElement): string | null {
  return attributeValue(entity, 'entityID');
}

function speaksSaml2(role: XmlElement): boolean {
  return (attributeValue(role, 'protocolSupportEnumeration') ?? '').split(/\s+/).includes(NS_PROTOCOL);
}
