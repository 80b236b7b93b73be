/** The character classes of XML 1.0 (fifth edition), sections 2.2 and 2.3, and of Namespaces in XML. Pure. */

/**
 * Anything that `Char` leaves out, in classes of few characters: V8 looks for those in sixteen places at once, and for
 * larger ones in one. Surrogates are not tested: strict UTF-8 decoding yields only whole pairs.
 */
const FORBIDDEN_CHARACTERS = [
  // biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what they look for.
  /[\0-\x08]/,
  /[\x0B\x0C]/,
  /[\x0E-\x17]/,
  /[\x18-\x1F]/,
  // biome-ignore-end lint/suspicious/noControlCharactersInRegex: the rest are none.
  /[\uFFFE\uFFFF]/,
];

/** Whether a text has a character that may not occur in an XML document. */
export function hasForbiddenCharacter(text: string): boolean {
  return FORBIDDEN_CHARACTERS.some((few) => few.test(text));
}

/** NameStartChar and NameChar without the colon, for names outside ASCII. */
const NAME_START =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NC_NAME = new RegExp(`^[${NAME_START}][-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040${NAME_START}]*$`, 'u');

const NAME_START_CLASS = 1;
const NAME_CLASS = 2;
const SPACE_CLASS = 3;

/** One class for each ASCII character. Beyond ASCII everything may be part of a name until NC_NAME has judged it. */
const ASCII_CLASS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Z_a-z]/.test(character)) return NAME_START_CLASS;
  if (/[-.0-9]/.test(character)) return NAME_CLASS;
  if (/[ \t\n\r]/.test(character)) return SPACE_CLASS;
  return 0;
});

export function isSpace(code: number): boolean {
  return ASCII_CLASS[code] === SPACE_CLASS;
}

/** The position after the run of white space that starts at `position`. */
export function skipSpace(text: string, position: number): number {
  let end = position;
  while (ASCII_CLASS[text.charCodeAt(end)] === SPACE_CLASS) end++;
  return end;
}

/** The position after the NCName that starts at `position`; `position` itself where there is none. */
export function skipNcName(text: string, position: number): number {
  if (ASCII_CLASS[text.charCodeAt(position)] === NAME_CLASS) return position;
  let end = position;
  let beyondAscii = false;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    const characterClass = ASCII_CLASS[code];
    if (characterClass === NAME_START_CLASS || characterClass === NAME_CLASS) continue;
    if (!(code >= 128)) break;
    beyondAscii = true;
  }
  return beyondAscii && !NC_NAME.test(text.slice(position, end)) ? position : end;
}

/** Whether a code point may occur in an XML document at all (production `Char`). */
export function isXmlCharacter(codePoint: number): boolean {
  return (
    codePoint === 0x9 ||
    codePoint === 0xa ||
    codePoint === 0xd ||
    (codePoint >= 0x20 && codePoint <= 0xd7ff) ||
    (codePoint >= 0xe000 && codePoint <= 0xfffd) ||
    (codePoint >= 0x10000 && codePoint <= 0x10ffff)
  );
}
