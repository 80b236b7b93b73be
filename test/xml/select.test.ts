import { describe, expect, it } from 'vitest';
import {
  attributeValue,
  childElements,
  childrenNamed,
  countNamed,
  isNamed,
  textOf,
} from '../../src/xml/select.ts';
import { isElement } from '../../src/xml/tree.ts';
import { firstChild, rootOf } from '../support/read-xml.ts';

const ROOT = rootOf(
  '<a xmlns="urn:x" xmlns:x="urn:x" xmlns:y="urn:y">1<b n="1"/><!--c--><x:b n="2"><b n="3"/></x:b><y:b n="4"/><c/></a>',
);

describe('children', () => {
  it('that are elements come in document order, without text and comments', () => {
    expect(childElements(ROOT).map(({ name }) => name)).toEqual(['b', 'x:b', 'y:b', 'c']);
  });

  it('of a name are found by namespace, under any prefix, and never among descendants', () => {
    const numbers = (namespace: string, localName: string) =>
      childrenNamed(ROOT, namespace, localName).map((child) => attributeValue(child, 'n'));
    expect(numbers('urn:x', 'b')).toEqual(['1', '2']);
    expect(numbers('urn:y', 'b')).toEqual(['4']);
    expect(numbers('', 'b')).toEqual([]);
    expect(numbers('urn:x', 'B')).toEqual([]);
    expect(numbers('urn:x', 'x:b')).toEqual([]);
  });

  it('of a name are counted as they are found', () => {
    expect(countNamed(ROOT, 'urn:x', 'b')).toBe(2);
    expect(countNamed(ROOT, 'urn:y', 'b')).toBe(1);
    expect(countNamed(ROOT, '', 'b')).toBe(0);
    expect(countNamed(ROOT, 'urn:x', 'B')).toBe(0);
  });

  it('are elements by what they are, even with an attribute called comment', () => {
    expect(isElement(firstChild(rootOf('<a><b comment="c"/></a>')))).toBe(true);
    expect(rootOf('<a>b<!--children--></a>').children.some(isElement)).toBe(false);
  });
});

describe('a name', () => {
  it('is local name and namespace, not prefix', () => {
    expect(isNamed(rootOf('<p:a xmlns:p="urn:x"/>'), 'urn:x', 'a')).toBe(true);
    expect(isNamed(rootOf('<a xmlns="urn:x"/>'), 'urn:x', 'a')).toBe(true);
    expect(isNamed(rootOf('<a/>'), 'urn:x', 'a')).toBe(false);
    expect(isNamed(rootOf('<a xmlns="urn:X"/>'), 'urn:x', 'a')).toBe(false);
  });
});

describe('an attribute', () => {
  const element = rootOf('<a xmlns:p="urn:p" p:ID="foreign" Id="b" id="c" xml:id="d" ID="real" empty=""/>');

  it('is found in no namespace and by its exact name only', () => {
    expect(attributeValue(element, 'ID')).toBe('real');
    expect(attributeValue(element, 'p:ID')).toBeNull();
    expect(attributeValue(rootOf('<a xmlns:p="urn:p" p:ID="foreign"/>'), 'ID')).toBeNull();
  });

  it('that is empty is not the same as one that is missing', () => {
    expect(attributeValue(element, 'empty')).toBe('');
    expect(attributeValue(element, 'missing')).toBeNull();
    expect(attributeValue(element, 'xmlns:p')).toBeNull();
  });
});

describe('the text of an element', () => {
  it.each([
    ['nothing', '<a/>', ''],
    ['text', '<a>b</a>', 'b'],
    ['text around comments', '<a>b<!--c-->d<!--e--></a>', 'bd'],
    ['text and CDATA', '<a>b<![CDATA[c]]>d</a>', 'bcd'],
    ['white space, kept', '<a> \n</a>', ' \n'],
  ])('is all of it, with %s', (_title, document, expected) => {
    expect(textOf(rootOf(document))).toBe(expected);
  });

  it.each([
    ['a child', '<a>b<c/></a>'],
    ['a child alone', '<a><c>b</c></a>'],
    ['a child between', '<a>b<c/>d</a>'],
  ])('is none with %s', (_title, document) => {
    expect(textOf(rootOf(document))).toBeNull();
  });
});
