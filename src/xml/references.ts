/**
 * Character references and the five predefined entities: XML 1.0, sections 4.1 and 4.6. There are no others without a
 * DTD, and there is no DTD. Pure.
 */
import { isXmlCharacter } from './characters.ts';
import { refuse } from './refusal.ts';

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const NUMERIC = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/;

/** Longer ones have only leading zeros to say. */
const LONGEST_REFERENCE = '#x0010FFFF'.length;

/** Replaces every reference in character data or an attribute value; the text starts at `position` of the document. */
export function expandReferences(raw: string, position: number): string {
  let expanded = '';
  let from = 0;
  for (let ampersand = raw.indexOf('&'); ampersand !== -1; ampersand = raw.indexOf('&', from)) {
    const window = raw.slice(ampersand + 1, ampersand + 2 + LONGEST_REFERENCE);
    const semicolon = window.indexOf(';');
    const reference = semicolon === -1 ? '' : window.slice(0, semicolon);
    expanded += raw.slice(from, ampersand) + expandReference(reference, position + ampersand);
    from = ampersand + 2 + reference.length;
  }
  return expanded + raw.slice(from);
}

function expandReference(reference: string, position: number): string {
  const entity = ENTITIES.get(reference);
  if (entity !== undefined) return entity;
  const numeric = NUMERIC.exec(reference);
  if (numeric === null) {
    const expected = 'only the predefined entities and numeric references';
    refuse('xml_entity_forbidden', expected, `another at character ${position}`);
  }
  const codePoint = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  if (!isXmlCharacter(codePoint)) {
    refuse('xml_forbidden_character', 'characters that XML allows', `a reference to code point ${codePoint}`);
  }
  return String.fromCodePoint(codePoint);
}
