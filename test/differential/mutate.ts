/** Small damage to a document, of the kind on which parsers disagree. */
import type { Random } from '../support/random.ts';

const MARKUP = [
  ...[
    '<',
    '>',
    '/',
    '/>',
    '</',
    '&',
    ';',
    '"',
    "'",
    '=',
    ':',
    '-',
    '--',
    '!',
    '?',
    '[',
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
  ],
  ...[
    '&lt;',
    '&#0;',
    '&#x110000;',
    '&#xFFFE;',
    '&#xD800;',
    '&#000000000000065;',
    '&#;',
    '&#x;',
    '&foo;',
    '&lt',
    '&#38;#60;',
  ],
  ...[' x="1" x="2"', ' a:x="1" b:x="2"', ' xmlns=""', ' xmlns="urn:a"', ' xmlns:a=""', ' xmlns:a="urn:b"'],
  ...[' xmlns:b="urn:a"', ' xmlns="relative"', ' xmlns:xml="urn:a"', ' xmlns:xmlns="urn:a"', ' a="<"', ' a'],
  ...[
    ' xmlns:c="http://www.w3.org/XML/1998/namespace"',
    ' xmlns:c="http://www.w3.org/2000/xmlns/"',
    ' a = "b"',
  ],
  ...[
    '<?pi x?>',
    '<?xml version="1.0"?>',
    '<?xml version="1.1"?>',
    '<?xml version="1.0" encoding="latin1"?>',
  ],
  ...[
    '<!DOCTYPE x>',
    '<!DOCTYPE x [<!ENTITY foo "bar">]>',
    '<!ELEMENT x ANY>',
    '<x/>',
    '<a:x/>',
    '<x:y:z/>',
    '<:x/>',
    '<x:/>',
  ],
  ...[
    '\0',
    '\x01',
    '\x0b',
    '\x7f',
    '\x85',
    '\u2028',
    '\ufffe',
    '\uffff',
    '\ufeff',
    '\u00b7',
    '\u00d7',
    '\u037e',
    '\u{f0000}',
  ],
  ...[' ', '\t', '\n', '\r', '\r\n', 'x', 'xmlns', '𐐀', '\u0301'],
];

/** The text with one to three changes: something put in, left out, repeated or moved. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  for (let changes = 1 + random.below(3); changes > 0; changes--) mutated = change(mutated, random);
  return mutated;
}

function change(text: string, random: Random): string {
  const at = place(text, random);
  const span = text.slice(at, at + 1 + random.below(random.oneIn(4) ? 40 : 4));
  const without = text.slice(0, at) + text.slice(at + span.length);
  switch (random.below(6)) {
    case 0:
      return without;
    case 1:
      return text.slice(0, at) + span + text.slice(at);
    case 2: {
      const to = place(without, random);
      return without.slice(0, to) + span + without.slice(to);
    }
    default:
      return text.slice(0, at) + random.pick(MARKUP) + text.slice(at);
  }
}

/** Anywhere, but mostly beside markup; now and then at the very beginning or end. */
function place(text: string, random: Random): number {
  const anywhere = random.below(text.length + 1);
  if (random.oneIn(12)) return random.pick([0, text.length]);
  if (random.oneIn(3)) return anywhere;
  const markup = /[<>&"'=:]/g;
  markup.lastIndex = anywhere;
  const found = markup.exec(text);
  return found === null ? anywhere : found.index + random.below(2);
}
