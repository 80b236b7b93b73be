/**
 * What others vouch for about an identity provider: SAML Metadata Extension for Entity Attributes 1.0; entity categories (RFC
 * 8409) and assurance certification (SAML Identity Assurance Profiles, section 2). Facts for people: nothing is decided by
 * them. What we make no use of is passed over. Pure; the document is untrusted.
 */
import { attributeValue, childrenNamed, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { EntityAttributes } from './identity-provider.ts';
import { NS_ASSERTION, NS_METADATA, NS_METADATA_ATTRIBUTES } from './names.ts';

const MAX_VALUES = 20;
const MAX_VALUE_CHARACTERS = 256;

const NAMES: Readonly<Record<keyof EntityAttributes, string>> = {
  categories: 'http://macedir.org/entity-category',
  supportedCategories: 'http://macedir.org/entity-category-support',
  certifications: 'urn:oasis:names:tc:SAML:attribute:assurance-certification',
};

/** Reads those of an entity and of all that encloses it; null where there are none that we know. */
export function readEntityAttributes({ parent: entity }: XmlElement): EntityAttributes | null {
  const attributes = listAttributes(entity);
  const valuesOf = (name: string): readonly string[] => {
    const values = attributes
      .filter((attribute) => attributeValue(attribute, 'Name') === name)
      .flatMap((attribute) => childrenNamed(attribute, NS_ASSERTION, 'AttributeValue'))
      .map((value) => (textOf(value) ?? '').trim())
      .filter((value) => value !== '' && value.length <= MAX_VALUE_CHARACTERS && !/[\s\p{Cc}]/u.test(value));
    return [...new Set(values)].slice(0, MAX_VALUES);
  };
  const read: EntityAttributes = {
    categories: valuesOf(NAMES.categories),
    supportedCategories: valuesOf(NAMES.supportedCategories),
    certifications: valuesOf(NAMES.certifications),
  };
  return Object.values(read).some((values) => values.length > 0) ? read : null;
}

function listAttributes(entity: XmlElement | null): XmlElement[] {
  const attributes: XmlElement[] = [];
  for (let level = entity; level !== null; level = level.parent) {
    const containers = childrenNamed(level, NS_METADATA, 'Extensions').flatMap((extensions) =>
      childrenNamed(extensions, NS_METADATA_ATTRIBUTES, 'EntityAttributes'),
    );
    attributes.push(...containers.flatMap((each) => childrenNamed(each, NS_ASSERTION, 'Attribute')));
  }
  return attributes;
}
