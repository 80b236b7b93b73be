/**
 * Scoped attribute values, `somebody@scope`: SAML Subject Identifier Attributes Profile 1.0, section 3, and eduPerson. The scope
 * says in whose name the rest is meant, and only its owner's identity provider may say it. Pure; values are untrusted.
 */
import { ATTRIBUTE_PAIRWISE_ID, ATTRIBUTE_SUBJECT_ID } from './names.ts';

/** The profile's grammar; without the letters of other scripts that become ASCII in lower case. */
const SCOPE = /^[A-Za-z0-9][A-Za-z0-9.-]{0,126}$/;

/** Those of eduPerson by the OID, by the URN of SAML 1.1, and bare. */
const EDU_PERSON = (
  [
    [6, 'eduPersonPrincipalName'],
    [9, 'eduPersonScopedAffiliation'],
    [13, 'eduPersonUniqueId'],
  ] as const
).flatMap(([arc, name]) => [
  `urn:oid:1.3.6.1.4.1.5923.1.1.1.${arc}`,
  `urn:mace:dir:attribute-def:${name}`,
  name,
]);

const SCOPED: ReadonlySet<string> = new Set([ATTRIBUTE_SUBJECT_ID, ATTRIBUTE_PAIRWISE_ID, ...EDU_PERSON]);

/** Whether the values of the attribute of this name are scoped. */
export function isScopedAttribute(name: string): boolean {
  return SCOPED.has(name);
}

/** Reads a scope as it is compared, in lower case; null where it is none. */
export function readScope(text: string): string | null {
  return SCOPE.test(text) ? text.toLowerCase() : null;
}

/** Reads the scope of a value with exactly one @ and something before it; null for any other. */
export function readScopeOf(value: string): string | null {
  const at = value.indexOf('@');
  const isSomebody = value.slice(0, Math.max(at, 0)).trim() !== '';
  // No scope has a second @ in it.
  return isSomebody ? readScope(value.slice(at + 1)) : null;
}
