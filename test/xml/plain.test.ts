import { describe, expect, it } from 'vitest';
import { hasOnlyAttributes, isPlain, plainTextOf } from '../../src/xml/plain.ts';
import { rootOf } from '../support/read-xml.ts';

function plain(document: string): boolean {
  return isPlain(rootOf(document), 'urn:x', 'a', ['b']);
}

describe('an element is plain', () => {
  it.each([
    ['empty', '<a xmlns="urn:x"/>'],
    ['under a prefix', '<p:a xmlns:p="urn:x"/>'],
    ['with an attribute of its grammar', '<a xmlns="urn:x" b="1"/>'],
    ['with a value', '<a xmlns="urn:x">value</a>'],
    ['with children and white space between them', '<a xmlns="urn:x">\n <c/>\t<c/>\r\n</a>'],
  ])('%s', (_title, document) => {
    expect(plain(document)).toBe(true);
  });

  it.each([
    ['of another name', '<A xmlns="urn:x"/>'],
    ['of another namespace', '<a xmlns="urn:y"/>'],
    ['of no namespace', '<a/>'],
    ['with another attribute', '<a xmlns="urn:x" c="1"/>'],
    ['with an attribute of that local name in a namespace', '<a xmlns="urn:x" xmlns:p="urn:x" p:b="1"/>'],
    ['with xml:lang', '<a xmlns="urn:x" xml:lang="de"/>'],
    ['with a comment', '<a xmlns="urn:x"><!----></a>'],
    ['with a comment in a value', '<a xmlns="urn:x">val<!---->ue</a>'],
    ['with text before a child', '<a xmlns="urn:x">x<c/></a>'],
    ['with text after a child', '<a xmlns="urn:x"><c/>x</a>'],
    ['with a no-break space between children', '<a xmlns="urn:x"><c/>\u00a0<c/></a>'],
  ])('but not %s', (_title, document) => {
    expect(plain(document)).toBe(false);
  });
});

describe('plain text', () => {
  it.each([
    ['text', '<a> b </a>', ' b '],
    ['text and CDATA', '<a>b<![CDATA[c]]></a>', 'bc'],
    ['nothing', '<a/>', ''],
    ['text with a comment', '<a>b<!--c--></a>', null],
    ['text with a child', '<a>b<c/></a>', null],
  ])('of an element with %s', (_title, document, expected) => {
    expect(plainTextOf(rootOf(document))).toBe(expected);
  });
});

describe('attributes', () => {
  it('are counted by their names as written, without namespace declarations', () => {
    const element = rootOf('<a xmlns:p="urn:p" b="1" c="2"/>');
    expect(hasOnlyAttributes(element, ['b', 'c', 'd'])).toBe(true);
    expect(hasOnlyAttributes(element, ['b'])).toBe(false);
    expect(hasOnlyAttributes(rootOf('<a xmlns:p="urn:p" p:b="1"/>'), ['b'])).toBe(false);
  });
});
