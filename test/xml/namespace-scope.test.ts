import { describe, expect, it } from 'vitest';
import type { XmlElement } from '../../src/xml/tree.ts';
import { isElement } from '../../src/xml/tree.ts';
import { outcomeOfReading, refusalOf, rootOf } from '../support/read-xml.ts';

/** `name=namespace` of every element, in document order. */
function namespaces(document: string): string[] {
  const list = (element: XmlElement): string[] => [
    `${element.name}=${element.namespace}`,
    ...element.children
      .filter((child) => typeof child !== 'string')
      .filter(isElement)
      .flatMap(list),
  ];
  return list(rootOf(document));
}

describe('the namespace of an element', () => {
  it.each([
    ['is none without a declaration', '<a/>', ['a=']],
    ['is the default one of the element itself', '<a xmlns="urn:x"/>', ['a=urn:x']],
    ['is the default one of what is around it', '<a xmlns="urn:x"><b/></a>', ['a=urn:x', 'b=urn:x']],
    [
      'is none where the default is undeclared',
      '<a xmlns="urn:x"><b xmlns=""><c/></b><d/></a>',
      ['a=urn:x', 'b=', 'c=', 'd=urn:x'],
    ],
    ['is that of its prefix', '<p:a xmlns:p="urn:p" xmlns="urn:x"/>', ['p:a=urn:p']],
    [
      'is the nearest of its prefix',
      '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c/></p:b><p:d/></p:a>',
      ['p:a=urn:1', 'p:b=urn:2', 'p:c=urn:2', 'p:d=urn:1'],
    ],
    [
      'is what it was after an empty element with a declaration',
      '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"/><p:c/></p:a>',
      ['p:a=urn:1', 'p:b=urn:2', 'p:c=urn:1'],
    ],
    ['is that of xml without a declaration', '<xml:a/>', ['xml:a=http://www.w3.org/XML/1998/namespace']],
    ['is expanded and normalised like an attribute value', '<a xmlns="urn:x&amp;&#x79;\n"/>', ['a=urn:x&y ']],
    ['differs by case', '<P:a xmlns:p="urn:1" xmlns:P="urn:2"/>', ['P:a=urn:2']],
  ])('%s', (_title, document, expected) => {
    expect(namespaces(document)).toEqual(expected);
  });
});

describe('the namespace of an attribute', () => {
  it('is none without a prefix, whatever the default', () => {
    expect(rootOf('<a xmlns="urn:x" b="1"/>').attributes).toMatchObject([{ namespace: '' }]);
  });

  it('is that of its prefix, declared before or after it', () => {
    expect(rootOf('<a p:b="1" xmlns:p="urn:p"/>').attributes).toMatchObject([{ namespace: 'urn:p' }]);
  });
});

describe('a prefix', () => {
  it.each([
    ['of an element', '<p:a/>'],
    ['of an attribute', '<a p:b="1"/>'],
    ['that was declared on a sibling', '<a><b xmlns:p="urn:p"/><p:c/></a>'],
    ['that was declared on a child', '<a><b xmlns:p="urn:p"></b><c p:d="1"/></a>'],
    ['xmlns, of an element', '<xmlns:a/>'],
    ['of another case', '<P:a xmlns:p="urn:p"/>'],
    ['that is like xml', '<XML:a/>'],
  ])('has to be declared: %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_namespace_invalid');
  });

  it('that is missing is named', () => {
    expect(refusalOf('<saml:a/>').received).toContain('saml');
  });
});

describe('a declaration', () => {
  it.each([
    ['of xml', 'xmlns:xml="urn:x"'],
    ['of xml, to what it means', 'xmlns:xml="http://www.w3.org/XML/1998/namespace"'],
    ['of xmlns', 'xmlns:xmlns="urn:x"'],
    ['of xmlns, to what it means', 'xmlns:xmlns="http://www.w3.org/2000/xmlns/"'],
    ['of the namespace of xml under another prefix', 'xmlns:p="http://www.w3.org/XML/1998/namespace"'],
    ['of the namespace of xml as the default', 'xmlns="http://www.w3.org/XML/1998/namespace"'],
    ['of the namespace of xmlns', 'xmlns:p="http://www.w3.org/2000/xmlns/"'],
    ['of the namespace of xmlns, through a reference', 'xmlns:p="http://www.w3.org/2000/xmlns&#47;"'],
    ['of a prefix as nothing', 'xmlns:p=""'],
    ['of a relative name', 'xmlns:p="x"'],
    ['of a relative name as the default', 'xmlns="x/y:z"'],
    ['of a name that begins with a space', 'xmlns=" urn:x"'],
    ['of a fragment', 'xmlns:p="#x"'],
    ['of a name without a scheme', 'xmlns:p="//example.com/"'],
    ['of a name whose scheme begins with a digit', 'xmlns:p="1x:y"'],
  ])('is refused: %s', (_title, declaration) => {
    expect(outcomeOfReading(`<a ${declaration}/>`)).toBe('xml_namespace_invalid');
    expect(outcomeOfReading(`<a><b ${declaration}></b></a>`)).toBe('xml_namespace_invalid');
  });

  it.each([
    ['an undeclared default where there is none', 'xmlns=""'],
    ['what is declared outside already', 'xmlns:o="urn:o"'],
    ['something else than outside', 'xmlns:o="urn:p"'],
    ['one name under two prefixes', 'xmlns:p="urn:x" xmlns:q="urn:x"'],
    ['a name of scheme and colon only', 'xmlns="x:"'],
    ['a name that nobody would call a URI', 'xmlns="urn:é ü"'],
    ['prefixes that are like xml', 'xmlns:xmlx="urn:x" xmlns:XML="urn:x"'],
  ])('may declare %s', (_title, declaration) => {
    expect(outcomeOfReading(`<o:a xmlns:o="urn:o"><b ${declaration}/></o:a>`)).toBe('read');
  });
});
