import { describe, expect, it } from 'vitest';
import { isXmlCharacter } from '../../src/xml/characters.ts';
import { outcomeOfReading, rootOf } from '../support/read-xml.ts';

/** Where the production `Char` of XML 1.0, section 2.2, begins and ends. */
const ALLOWED = [0x9, 0xa, 0xd, 0x20, 0x7f, 0x9f, 0xd7ff, 0xe000, 0xfdd0, 0xfffd, 0x10000, 0x1fffe, 0x10ffff];
const FORBIDDEN = [0x0, 0x1, 0x8, 0xb, 0xc, 0xe, 0x17, 0x18, 0x1f, 0xfffe, 0xffff];
const NOT_CHARACTERS = [0xd800, 0xdbff, 0xdc00, 0xdfff, 0x110000, -1];

function hex(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

describe('a character', () => {
  it.each(ALLOWED.map((codePoint) => [hex(codePoint), codePoint] as const))(
    '%s is allowed everywhere',
    (_title, codePoint) => {
      const character = String.fromCodePoint(codePoint);
      expect(isXmlCharacter(codePoint)).toBe(true);
      expect(
        outcomeOfReading(`<a b="${character}">${character}<![CDATA[${character}]]><!--${character}--></a>`),
      ).toBe('read');
    },
  );

  it.each(FORBIDDEN.map((codePoint) => [hex(codePoint), codePoint] as const))(
    '%s is forbidden everywhere',
    (_title, codePoint) => {
      const character = String.fromCodePoint(codePoint);
      expect(isXmlCharacter(codePoint)).toBe(false);
      for (const document of [
        `<a>${character}</a>`,
        `<a b="${character}"/>`,
        `<a><![CDATA[${character}]]></a>`,
        `<a><!--${character}--></a>`,
        `<a${character}/>`,
        `${character}<a/>`,
        `<a/>${character}`,
      ]) {
        expect(outcomeOfReading(document)).toBe('xml_forbidden_character');
      }
    },
  );

  it.each(NOT_CHARACTERS.map((codePoint) => [hex(codePoint), codePoint] as const))(
    '%s is none',
    (_title, codePoint) => {
      expect(isXmlCharacter(codePoint)).toBe(false);
    },
  );

  it('is kept as it is, composed or not', () => {
    const text = '\u00e9 e\u0301 \u200f \ufeff \u2028 😀 \u{10ffff}';
    expect(rootOf(`<a>${text}</a>`).children).toEqual([text]);
  });
});
