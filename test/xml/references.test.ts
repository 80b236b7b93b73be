import { describe, expect, it } from 'vitest';
import { attributeValue, textOf } from '../../src/xml/select.ts';
import { outcomeOfReading, refusalOf, rootOf } from '../support/read-xml.ts';

describe('a reference', () => {
  it.each([
    ['an ampersand', '&amp;', '&'],
    ['a less-than sign', '&lt;', '<'],
    ['a greater-than sign', '&gt;', '>'],
    ['a quotation mark', '&quot;', '"'],
    ['an apostrophe', '&apos;', "'"],
    ['a decimal number', '&#65;', 'A'],
    ['a hexadecimal number', '&#x41;', 'A'],
    ['hexadecimal digits of both cases', '&#xaB;', '\u00ab'],
    ['leading zeros', '&#0065;&#x0010FFFF;', 'A\u{10ffff}'],
    ['an astral character', '&#128512;&#x1F600;', '😀😀'],
    ['the first characters', '&#9;&#10;&#13;&#32;', '\t\n\r '],
    ['the last ones before and the first after the surrogates', '&#xD7FF;&#xE000;', '\ud7ff\ue000'],
    ['the last one of the plane and the first of the next', '&#xFFFD;&#x10000;', '\ufffd\u{10000}'],
    ['C1 controls', '&#x7F;&#x85;&#x9F;', '\x7f\x85\x9f'],
    ['one after the other', '&lt;&lt;a&gt;&amp;', '<<a>&'],
    ['markup that it never becomes', '&lt;b&gt;&#60;!--', '<b><!--'],
    ['a reference that it never becomes', '&amp;amp;&#38;#38;', '&amp;&#38;'],
  ])('in text and in attribute values stands for %s', (_title, written, expected) => {
    expect(textOf(rootOf(`<a>${written}</a>`))).toBe(expected);
    expect(attributeValue(rootOf(`<a b="${written}"/>`), 'b')).toBe(expected);
  });

  it('is plain text in CDATA and comments', () => {
    expect(rootOf('<a><![CDATA[&amp;&b]]><!--&amp;&b--></a>').children).toEqual([
      '&amp;&b',
      { comment: '&amp;&b' },
    ]);
  });

  it.each([
    ['an entity that nobody declared', '&b;'],
    ['an HTML entity', '&nbsp;'],
    ['a predefined one in capitals', '&AMP;'],
    ['no name', '&;'],
    ['a bare ampersand', '& '],
    ['an ampersand at the end', '&'],
    ['no semicolon', '&amp'],
    ['no semicolon, and one later', '&amp &lt;'],
    ['a space in it', '&amp ;'],
    ['a number without digits', '&#;'],
    ['a hexadecimal number without digits', '&#x;'],
    ['X in capitals', '&#X41;'],
    ['hexadecimal digits in a decimal number', '&#4A;'],
    ['a sign', '&#-1;'],
    ['digits of another script', '&#\u0661;'],
    ['a space in a number', '&# 65;'],
    ['many leading zeros', `&#${'0'.repeat(20)}65;`],
    ['very many digits', `&#${'9'.repeat(1_000)};`],
    ['a name of Object.prototype', '&constructor;'],
    ['a percent sign', '&%b;'],
  ])('is refused with %s', (_title, written) => {
    expect(outcomeOfReading(`<a>${written}</a>`)).toBe('xml_entity_forbidden');
    expect(outcomeOfReading(`<a b="${written}"/>`)).toBe('xml_entity_forbidden');
  });

  it.each([
    ['NUL', '&#0;'],
    ['a control character', '&#1;'],
    ['a vertical tab', '&#xB;'],
    ['a unit separator', '&#x1F;'],
    ['a high surrogate', '&#xD83D;'],
    ['a low surrogate', '&#xDE00;'],
    ['a pair of surrogates', '&#xD83D;&#xDE00;'],
    ['U+FFFE', '&#xFFFE;'],
    ['U+FFFF', '&#65535;'],
    ['what lies above Unicode', '&#x110000;'],
    ['far above', '&#99999999;'],
  ])('is refused as a forbidden character for %s', (_title, written) => {
    expect(outcomeOfReading(`<a>${written}</a>`)).toBe('xml_forbidden_character');
    expect(outcomeOfReading(`<a b="${written}"/>`)).toBe('xml_forbidden_character');
  });

  it('that is refused is told by its place', () => {
    expect(refusalOf('<a>&lt;&b;</a>').received).toBe('another at character 7');
    expect(refusalOf('<a b="&lt;&c;"/>').received).toBe('another at character 10');
  });
});
