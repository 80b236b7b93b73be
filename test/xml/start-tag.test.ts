import { describe, expect, it } from 'vitest';
import { attributeValue } from '../../src/xml/select.ts';
import { outcomeOfReading, rootOf } from '../support/read-xml.ts';

function normalized(written: string): string | null {
  return attributeValue(rootOf(`<a b=${written}/>`), 'b');
}

describe('a name', () => {
  it.each([
    ['ASCII', 'Az_09.-'],
    ['an underscore first', '_'],
    ['Latin', 'é'],
    ['Greek', 'αω'],
    ['Hebrew', 'שם'],
    ['Chinese', '名'],
    ['a combining accent after a letter', 'e\u0301'],
    ['a middle dot after a letter', 'l\u00b7l'],
    ['an undertie after a letter', 'a\u203fb'],
    ['zero width joiners', '\u200ca\u200d'],
    ['letters beyond the Basic Multilingual Plane', '\u{10400}\u{20000}'],
    ['the first and the last name character above it', '\u{10000}\u{effff}'],
    ['the last ones of their ranges', '\u02ff\u037d\u1fff\u218f\u2fef\ud7ff\ufdcf\ufffd'],
  ])('of an element and of an attribute may have %s', (_title, name) => {
    const root = rootOf(`<${name} ${name}="1"></${name}>`);
    expect(root).toMatchObject({ name, prefix: '', localName: name });
    expect(attributeValue(root, name)).toBe('1');
    expect(rootOf(`<${name}:a xmlns:${name}="urn:x"/>`)).toMatchObject({ prefix: name, namespace: 'urn:x' });
  });

  it.each([
    ['a digit', '1a'],
    ['a hyphen', '-a'],
    ['a full stop', '.a'],
    ['a combining accent', '\u0301a'],
    ['a middle dot', '\u00b7a'],
    ['an undertie', '\u203fa'],
    ['the multiplication sign', '\u00d7'],
    ['the division sign', '\u00f7'],
    ['the Greek question mark', '\u037e'],
    ['the no-break space', '\u00a0'],
    ['a paragraph separator', '\u2029'],
    ['an arrow', '\u2190'],
    ['a private use character', '\ue000'],
    ['a non-character inside the plane', '\ufdd0'],
    ['private use beyond the plane', '\u{f0000}'],
    ['@', '@'],
    ['=', '='],
    ['[', '['],
  ])('may not begin with %s', (_title, name) => {
    expect(outcomeOfReading(`<${name}/>`)).toBe('xml_malformed');
    expect(outcomeOfReading(`<a ${name}="1"/>`)).toBe('xml_malformed');
    expect(outcomeOfReading(`<a xmlns:${name}="urn:x"/>`)).toBe('xml_malformed');
  });

  it.each([
    ['the multiplication sign', 'a\u00d7'],
    ['an arrow', 'a\u2190b'],
    ['an ideographic space', 'a\u3000b'],
    ['an ideographic description character', 'a\u2ff0b'],
    ['@', 'a@b'],
    ['$', 'a$b'],
  ])('may not have %s inside', (_title, name) => {
    expect(outcomeOfReading(`<${name}/>`)).toBe('xml_malformed');
    expect(outcomeOfReading(`<a ${name}="1"/>`)).toBe('xml_malformed');
  });

  it.each([
    ['two colons', 'a:b:c'],
    ['two colons together', 'a::b'],
    ['a colon first', ':a'],
    ['a colon last', 'a:'],
    ['nothing but a colon', ':'],
    ['nothing', ''],
    ['a local part that begins with a digit', 'a:1'],
    ['a prefix that begins with a digit', '1:a'],
  ])('may not have %s', (_title, name) => {
    expect(outcomeOfReading(`<${name} xmlns:a="urn:a"/>`)).toBe('xml_malformed');
    expect(outcomeOfReading(`<a:a xmlns:a="urn:a" ${name}="1"/>`)).toBe('xml_malformed');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'may be %s, which means nothing here',
    (name) => {
      const root = rootOf(`<${name}:${name} xmlns:${name}="urn:x" ${name}="1" ${name}:${name}="2"/>`);
      expect(root).toMatchObject({ prefix: name, localName: name, namespace: 'urn:x' });
      expect(root.attributes.map(({ value }) => value)).toEqual(['1', '2']);
      expect(Object.getPrototypeOf(root)).toBe(Object.prototype);
      expect(outcomeOfReading(`<${name}:a/>`)).toBe('xml_namespace_invalid');
    },
  );
});

describe('the attributes of a start tag', () => {
  it('stay in document order, with declarations apart from them', () => {
    const root = rootOf(`<p:a z="1" xmlns="urn:d" p:y='2' xmlns:p="urn:p" xml:lang="de"/>`);
    expect(root.attributes).toEqual([
      { name: 'z', prefix: '', localName: 'z', namespace: '', value: '1' },
      { name: 'p:y', prefix: 'p', localName: 'y', namespace: 'urn:p', value: '2' },
      {
        name: 'xml:lang',
        prefix: 'xml',
        localName: 'lang',
        namespace: 'http://www.w3.org/XML/1998/namespace',
        value: 'de',
      },
    ]);
    expect(root.declarations).toEqual([
      { prefix: '', namespace: 'urn:d' },
      { prefix: 'p', namespace: 'urn:p' },
    ]);
  });

  it('may have white space of every kind between them and around =', () => {
    expect(attributeValue(rootOf('<a\tb\n=\r\n"1"\r c = \t\'2\' ></a>'), 'c')).toBe('2');
  });

  it.each([
    ['no space before it', '<a b="1"c="2"/>'],
    ['no value', '<a b/>'],
    ['no value and another after it', '<a b c="1"/>'],
    ['no value after =', '<a b=/>'],
    ['a value without quotes', '<a b=1/>'],
    ['a value that only ends with a quote', `<a b=1'/>`],
    ['a value between two letters that are alike', '<a b=xyx/>'],
    ['a value that is not closed', '<a b="1/>'],
    ['a value closed by the other quote', `<a b="1'/>`],
    ['a second =', '<a b=="1"/>'],
    ['nothing before =', '<a ="1"/>'],
    ['a < in its value', '<a b="<"/>'],
    ['a comment beside it', '<a <!--c--> b="1"/>'],
    ['a slash before it', '<a / b="1"/>'],
    ['a slash after it', '<a b="1"/ >'],
    ['the end of the document after its name', '<a b'],
    ['the end of the document after =', '<a b='],
    ['the end of the document after a space', '<a '],
    ['the end of the document after a slash', '<a/'],
  ])('are malformed where one has %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_malformed');
  });

  it.each([
    ['written twice', '<a b="1" b="2"/>'],
    ['written twice with one value', '<a b="1" b="1"/>'],
    ['written twice with others between', '<a b="1" c="2" d="3" b="4"/>'],
    ['under two prefixes of one namespace', '<a xmlns:p="urn:x" xmlns:q="urn:x" p:ID="1" q:ID="2"/>'],
    [
      'under two prefixes, one declared outside',
      '<o xmlns:p="urn:x"><a p:b="1" xmlns:q="urn:x" q:b="2"/></o>',
    ],
    ['xml:id twice', '<a xml:id="b" xml:id="c"/>'],
    ['among many', `<a ${Array.from({ length: 20 }, (_, index) => `b${index}=""`).join(' ')} b7=""/>`],
    [
      'among many, by namespace',
      `<a xmlns:p="urn:x" xmlns:q="urn:x" q:c="" ${Array.from({ length: 20 }, (_, index) => `b${index}=""`).join(' ')} p:c=""/>`,
    ],
    ['a declaration', '<a xmlns:p="urn:x" xmlns:p="urn:y"/>'],
    ['the default declaration', '<a xmlns="urn:x" xmlns="urn:x"/>'],
  ])('are refused with one twice: %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_duplicate_attribute');
  });

  it.each([
    ['cases differ', '<a b="" B=""/>'],
    ['one has a namespace', '<a xmlns:p="urn:x" b="" p:b=""/>'],
    ['one is in the namespace that is the default', '<a xmlns="urn:x" xmlns:p="urn:x" b="" p:b=""/>'],
    ['namespaces differ', '<a xmlns:p="urn:x" xmlns:q="urn:y" p:b="" q:b=""/>'],
    ['namespaces differ in case', '<a xmlns:p="urn:x" xmlns:q="urn:X" p:b="" q:b=""/>'],
    ['accents are composed or not', '<a \u00e9="" e\u0301=""/>'],
    ['many differ', `<a ${Array.from({ length: 40 }, (_, index) => `b${index}=""`).join(' ')}/>`],
  ])('are different ones where %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('read');
  });
});

describe('an attribute value', () => {
  it.each([
    ['a tab', '"1\t2"', '1 2'],
    ['a line feed', '"1\n2"', '1 2'],
    ['CR', '"1\r2"', '1 2'],
    ['CRLF, which is one line end', '"1\r\n2"', '1 2'],
    ['spaces, which nobody joins or trims', '"  1  2  "', '  1  2  '],
  ])('has a space for %s', (_title, written, value) => {
    expect(normalized(written)).toBe(value);
  });

  it('keeps white space that is written as references', () => {
    expect(normalized('"&#9;&#10;&#13;&#x20;&#xD;&#xA;"')).toBe('\t\n\r \r\n');
  });

  it('may hold > and the other quote, and nothing at all', () => {
    expect(normalized(`"'>]]>"`)).toBe("'>]]>");
    expect(normalized(`'"'`)).toBe('"');
    expect(normalized('""')).toBe('');
  });

  it('is expanded once only', () => {
    expect(normalized('"&amp;lt;&#38;amp;&#x26;#38;"')).toBe('&lt;&amp;&#38;');
  });

  it('is not closed by a quote that is a reference', () => {
    expect(normalized('"&quot;&#34;&apos;&#x27;"')).toBe(`""''`);
  });
});
