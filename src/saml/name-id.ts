/**
 * The saml:NameID: SAML Core 2.0, section 2.2.3, read, written, and compared. Whether what is read may be believed depends on
 * where the element comes from. Pure.
 */
import { attributeValue, textOf } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { element, type OutboundElement } from '../xml/writer.ts';
import type { NameId } from './assertion.ts';
import { NAME_ID_UNSPECIFIED } from './names.ts';
import { Unreadable } from './read.ts';

/** Reads a NameID whole and as it is: `007` stays a string, and a comment cuts nothing off. */
export function readNameId(nameId: XmlElement): NameId {
  const value = textOf(nameId);
  if (value === null) throw new Unreadable('name_id_invalid', 'a NameID that is text', 'one with children');
  const format = attributeValue(nameId, 'Format');
  return {
    value,
    format: format ?? NAME_ID_UNSPECIFIED,
    ...(format === null ? { formatOmitted: true } : {}),
    nameQualifier: attributeValue(nameId, 'NameQualifier'),
    spNameQualifier: attributeValue(nameId, 'SPNameQualifier'),
  };
}

/** Builds a NameID as it was received; the prefix `saml` is declared around it. */
export function buildNameId(nameId: NameId): OutboundElement {
  const { value, format, formatOmitted, nameQualifier, spNameQualifier } = nameId;
  return element(
    'saml:NameID',
    {
      NameQualifier: nameQualifier,
      SPNameQualifier: spNameQualifier,
      Format: formatOmitted ? null : format,
    },
    [value],
  );
}

/** Who stands behind qualifiers that are left out: SAML Core 2.0, section 8.3.7. */
export interface NameDomain {
  readonly idpEntityId: string;
  readonly spEntityId: string;
}

/**
 * Says whether two names are the same one: SAML Core 2.0, section 3.3.4 asks for identity of the content and of every
 * attribute. A qualifier that is left out is the one that it stands for. No letter is folded, nothing is trimmed.
 */
export function isSameNameId(one: NameId, other: NameId, { idpEntityId, spEntityId }: NameDomain): boolean {
  return (
    one.value === other.value &&
    one.format === other.format &&
    (one.nameQualifier ?? idpEntityId) === (other.nameQualifier ?? idpEntityId) &&
    (one.spNameQualifier ?? spEntityId) === (other.spNameQualifier ?? spEntityId)
  );
}
