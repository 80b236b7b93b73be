import { describe, expect, it } from 'vitest';
import { parseXmlText } from '../../src/xml/reader.ts';
import { textOf } from '../../src/xml/select.ts';
import { outcomeOfReading, refusalOf, rootOf } from '../support/read-xml.ts';

function octets(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : [part])),
  );
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'utf16le'));
}

describe('a document', () => {
  it('becomes a tree of elements, text and comments, each with its parent', () => {
    const root = rootOf('<a>b<c d="e">f</c><!--g--><h/></a>');
    expect(root).toMatchObject({
      name: 'a',
      parent: null,
      children: ['b', { name: 'c' }, { comment: 'g' }, { name: 'h' }],
    });
    for (const child of root.children) {
      if (typeof child !== 'string' && 'children' in child) expect(child.parent).toBe(root);
    }
  });

  it.each([
    ['an empty element', '<a/>'],
    ['an empty element with space', '<a \t\r\n/>'],
    ['a start tag and an end tag with space', '<a ></a \n>'],
    ['white space around the root', ' \t\r\n<a/> \r\n'],
    ['a byte order mark', '\ufeff<a/>'],
    ['a byte order mark and a declaration', '\ufeff<?xml version="1.0"?><a/>'],
    ['a declaration with everything', "<?xml version='1.0' encoding='UTF-8' standalone='no' ?>\n<a/>"],
    ['a declaration with space around =', '<?xml\tversion = "1.0"\r\nencoding\t=\n"utf-8"?><a/>'],
    ['standalone without encoding', '<?xml version="1.0" standalone="yes"?><a/>'],
    ['an element called xml-ish', '<xmlish/>'],
  ])('is read with %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('read');
  });

  it.each([
    ['nothing', ''],
    ['only white space', ' \n'],
    ['only a declaration', '<?xml version="1.0"?>'],
    ['a root that is not closed', '<a>'],
    ['a child that is not closed', '<a><b></a>'],
    ['an end tag of another name', '<a></b>'],
    ['an end tag of a longer name', '<a></ab>'],
    ['an end tag of a shorter name', '<ab></a>'],
    ['an end tag of another prefix', '<x:a xmlns:x="urn:x" xmlns:y="urn:x"></y:a>'],
    ['an end tag with an attribute', '<a></a b="c">'],
    ['space before the name of an end tag', '<a></ a>'],
    ['space before the name of a start tag', '<a>< b/></a>'],
    ['an end tag that is cut off', '<a></a'],
    ['ends crossed', '<a><b></a></b>'],
    ['a bare <', '<a>1 < 2</a>'],
    ['<< ', '<<a/>'],
    ['a < at the end', '<a><'],
    ['an end tag without a start', '</a>'],
  ])('is refused as malformed with %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_malformed');
  });

  it.each([
    ['two roots', '<a/><a/>'],
    ['text before the root', 'b<a/>'],
    ['text after the root', '<a/>b'],
    ['a comment before the root', '<!--b--><a/>'],
    ['a comment after the root', '<a/><!--b-->'],
    ['a processing instruction after the root', '<a/><?b?>'],
    ['a DOCTYPE after the root', '<a/><!DOCTYPE a>'],
    ['CDATA before the root', '<![CDATA[b]]><a/>'],
    ['CDATA after the root', '<a/><![CDATA[]]>'],
    ['a reference after the root', '<a/>&#32;'],
    ['an end tag after the root', '<a></a></a>'],
    ['two byte order marks', '\ufeff\ufeff<a/>'],
    ['a byte order mark after the root', '<a/>\ufeff'],
    ['a no-break space before the root', '\u00a0<a/>'],
    ['text and no root', 'hello'],
  ])('is refused for content outside of the root: %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_content_outside_root');
  });

  it.each([
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['XML 2.0', '<?xml version="2.0"?><a/>'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['an encoding that is only like UTF-8', '<?xml version="1.0" encoding="UTF-81"?><a/>'],
    ['EBCDIC', '<?xml version="1.0" encoding="cp037"?><a/>'],
    ['no version', '<?xml encoding="UTF-8"?><a/>'],
    ['the encoding before the version', '<?xml encoding="UTF-8" version="1.0"?><a/>'],
    ['no space between', '<?xml version="1.0"encoding="UTF-8"?><a/>'],
    ['quotes that do not match', '<?xml version="1.0\'?><a/>'],
    ['standalone that is neither yes nor no', '<?xml version="1.0" standalone="maybe"?><a/>'],
    ['something else in it', '<?xml version="1.0" a="b"?><a/>'],
    ['no end', '<?xml version="1.0"><a/>'],
  ])('is refused for its declaration: %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_unsupported_declaration');
  });

  it.each([
    ['an empty one', '<!DOCTYPE a><a/>'],
    ['one after a declaration', '<?xml version="1.0"?>\n<!DOCTYPE a><a/>'],
    ['one with entities', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['one inside of the root', '<a><!DOCTYPE a></a>'],
    ['one that is cut off', '<!DOCTYPE'],
  ])('is refused for a DOCTYPE: %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_doctype_forbidden');
  });

  it.each([
    ['before the root', '<?a b?><a/>'],
    ['inside of the root', '<a>b<?c d?>e</a>'],
    ['a declaration after white space', ' <?xml version="1.0"?><a/>'],
    ['a declaration after a declaration', '<?xml version="1.0"?><?xml version="1.0"?><a/>'],
    ['a declaration inside of the root', '<a><?xml version="1.0"?></a>'],
    ['a style sheet', '<?xml-stylesheet href="b"?><a/>'],
    ['an empty declaration', '<?xml?><a/>'],
    ['one that is not closed', '<a><?b</a>'],
  ])('is refused for a processing instruction: %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_processing_instruction_forbidden');
  });

  it.each([
    ['a stray continuation octet', octets('<a>', 0x80, '</a>')],
    ['a sequence that is cut off', octets('<a>', 0xe2, 0x82, '</a>')],
    ['an overlong <', octets(0xc0, 0xbc, 'a/>')],
    ['an overlong NUL', octets('<a>', 0xc0, 0x80, '</a>')],
    ['a surrogate', octets('<a>', 0xed, 0xa0, 0x80, '</a>')],
    ['a pair of surrogates (CESU-8)', octets('<a>', 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, '</a>')],
    ['a code point over U+10FFFF', octets('<a>', 0xf4, 0x90, 0x80, 0x80, '</a>')],
    ['UTF-16 with its mark', octets(0xff, 0xfe, ...utf16('<a/>'))],
    ['Latin-1', octets('<a>', 0xe9, '</a>')],
  ])('is refused as not UTF-8 with %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_not_utf8');
  });

  it('is refused for its NULs in UTF-16 without a mark', () => {
    expect(outcomeOfReading(utf16('<a/>'))).toBe('xml_forbidden_character');
  });

  it('says at which character it went wrong, counted after the line ends became one character each', () => {
    expect(refusalOf('<a>\r\n<b></c></a>').received).toMatch(/ at character 7$/);
    expect(refusalOf('<a b="c"\td></a>').received).toMatch(/ at character 10$/);
    expect(refusalOf('<a>😀<?b?></a>').received).toMatch(/ at character 5$/);
    expect(refusalOf('<a>\n\n&b;</a>').received).toMatch(/ at character 5$/);
    expect(refusalOf('<a b="12&c;"/>').received).toMatch(/ at character 8$/);
  });

  it('is never quoted at length in a refusal', () => {
    const refusal = refusalOf(`<${'a'.repeat(10_000)} b="1" b="2"/>`);
    expect(refusal.code).toBe('xml_duplicate_attribute');
    expect(refusal.received.length).toBeLessThanOrEqual(301);
  });
});

describe('line ends', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('in text, CDATA and comments become line feeds: %s', (_title, end) => {
    expect(rootOf(`<a>1${end}2<![CDATA[3${end}4]]><!--5${end}6--></a>`).children).toEqual([
      '1\n2',
      '3\n4',
      { comment: '5\n6' },
    ]);
  });

  it('are one each for CR CR LF and two for LF CR', () => {
    expect(textOf(rootOf('<a>\r\r\n|\n\r</a>'))).toBe('\n\n|\n\n');
  });

  it('stay what they are when written as references', () => {
    expect(textOf(rootOf('<a>&#13;\n&#xD;&#xA;&#13;</a>'))).toBe('\r\n\r\n\r');
  });

  it('are not NEL or LINE SEPARATOR, which XML 1.1 has', () => {
    expect(textOf(rootOf('<a>\u0085\u2028</a>'))).toBe('\u0085\u2028');
    expect(outcomeOfReading('<a\u0085b="c"/>')).toBe('xml_malformed');
    expect(outcomeOfReading('<a\u2028b="c"/>')).toBe('xml_malformed');
  });
});

describe('text', () => {
  it('keeps its pieces in order, with empty and neighbouring CDATA sections and comments', () => {
    expect(rootOf('<a>1<![CDATA[2]]><![CDATA[]]>3<!---->4<![CDATA[<5>&amp;]]>]]&gt;</a>').children).toEqual([
      '1',
      '2',
      '',
      '3',
      { comment: '' },
      '4',
      '<5>&amp;',
      ']]>',
    ]);
  });

  it('may hold > and ]] and quotes as they are', () => {
    expect(textOf(rootOf('<a>> ]] ]> " \'</a>'))).toBe('> ]] ]> " \'');
  });

  it('reaches over comments whole: nothing is cut off there', () => {
    expect(textOf(rootOf('<a>admin@x<!--c-->.evil.com</a>'))).toBe('admin@x.evil.com');
  });

  it('in CDATA ends at the first ]]> and may end with brackets', () => {
    expect(textOf(rootOf('<a><![CDATA[]]]]></a>'))).toBe(']]');
    expect(textOf(rootOf('<a><![CDATA[<!--]]>b<![CDATA[-->]]></a>'))).toBe('<!--b-->');
  });

  it.each([
    ['has ]]> outside of CDATA', '<a>]]></a>'],
    ['has ]]> after CDATA that ended before', '<a><![CDATA[<![CDATA[]]>]]></a>'],
    ['has CDATA that does not end', '<a><![CDATA[b]]</a>'],
    ['has CDATA in small letters', '<a><![cdata[b]]></a>'],
    ['has CDATA with a space', '<a><![CDATA [b]]></a>'],
    ['has <! of another kind', '<a><!ELEMENT a ANY></a>'],
    ['has CDATA that is cut off', '<a><![CDATA['],
  ])('is refused as malformed where it %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_malformed');
  });
});

describe('a comment', () => {
  it.each([
    ['nothing', ''],
    ['a hyphen inside', 'a-b'],
    ['>', '>'],
    ['markup', '<b>&c;]]><![CDATA['],
  ])('may hold %s', (_title, comment) => {
    expect(rootOf(`<a><!--${comment}--></a>`).children).toEqual([{ comment }]);
  });

  it.each([
    ['two hyphens inside', '<a><!--b--c--></a>'],
    ['a hyphen before its end', '<a><!--b---></a>'],
    ['no end', '<a><!--b</a>'],
    ['an end of four characters only', '<a><!--></a>'],
    ['an end of five characters only', '<a><!---></a>'],
    ['--!> for its end', '<a><!--b--!></a>'],
    ['one hyphen at its beginning', '<a><!-b--></a>'],
  ])('is refused as malformed with %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_malformed');
  });
});

describe('a text that is a string already', () => {
  it('is read like octets, but for a byte order mark, which no canonical form has', () => {
    expect(parseXmlText('<a>\r\né</a>')).toMatchObject({ ok: true, value: { children: ['\né'] } });
    expect(parseXmlText('\ufeff<a/>')).toMatchObject({ failure: { code: 'xml_content_outside_root' } });
  });
});
