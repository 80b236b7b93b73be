/** A start tag that repeats one in the same scope is read once; what comes out has to be as if it were read again. */
import { describe, expect, it } from 'vitest';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES } from '../../src/xml/limits.ts';
import { childElements } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { outcomeOfReading, rootOf } from '../support/read-xml.ts';

/** An element without its parent, which leads back to it. */
function shapeOf({ parent: _parent, children, ...element }: XmlElement): object {
  return { ...element, children: children.map((child) => (isNode(child) ? shapeOf(child) : child)) };
}

function isNode(child: object | string): child is XmlElement {
  return typeof child === 'object' && 'children' in child;
}

const TAG = '<p:a xmlns:q="urn:q" q:b="&lt;1" c=\'>\'>';

describe('an element with the start tag of the sibling before it', () => {
  it.each([
    ['right after it', '', `${TAG}1</p:a>`, `${TAG}2</p:a>`],
    ['after white space', '\n  ', `${TAG}1</p:a>`, `${TAG}2</p:a>`],
    ['after a comment', '<!--c-->', `${TAG}1</p:a>`, `${TAG}2</p:a>`],
    ['after CDATA', '<![CDATA[<]]>', `${TAG}1</p:a>`, `${TAG}2</p:a>`],
    ['where both are empty', '', '<p:a b="1"/>', '<p:a b="1"/>'],
    ['where one is empty and one is closed', '', '<p:a b="1"/>', '<p:a b="1"></p:a>'],
    ['where the end tags differ in space', '', '<p:a></p:a >', '<p:a></p:a\n>'],
    ['after one that holds others', '', `${TAG}<x><y/></x></p:a>`, `${TAG}<x><z/></x></p:a>`],
    [
      'after one that redeclares the prefix inside',
      '',
      `${TAG}<x xmlns:p="urn:2"><p:a/></x></p:a>`,
      `${TAG}</p:a>`,
    ],
    ['of another length of name', '', '<p:a/>', '<p:ab/>'],
    ['but for a >', '', '<p:a b=">"/>', '<p:a b=">>"/>'],
    ['but for a value', '', '<p:a b="1"/>', '<p:a b="2"/>'],
    ['but for the quotes', '', '<p:a b="1"/>', "<p:a b='1'/>"],
  ])('is read like the only one: %s', (_title, between, first, second) => {
    const [one, two] = childElements(rootOf(`<o xmlns:p="urn:p">${first}${between}${second}</o>`));
    const alone = (text: string) => childElements(rootOf(`<o xmlns:p="urn:p">${text}</o>`))[0] as XmlElement;
    expect(shapeOf(one as XmlElement)).toEqual(shapeOf(alone(first)));
    expect(shapeOf(two as XmlElement)).toEqual(shapeOf(alone(second)));
    expect(two?.parent).toBe(one?.parent);
    expect(two?.children === one?.children && one?.children.length !== 0).toBe(false);
  });

  it('shares its lists with it, which canonicalisation goes by', () => {
    const [one, two, three] = childElements(rootOf('<o><a b="1">1</a> <a b="1">2</a><a  b="1">3</a></o>'));
    expect(two?.attributes).toBe(one?.attributes);
    expect(two?.declarations).toBe(one?.declarations);
    expect(three?.attributes).not.toBe(two?.attributes);
  });

  it('is read as often as it stands in the same scope, under whatever parent', () => {
    const item = '<p:a b="1" xmlns:q="urn:q"><q:c/></p:a>';
    const [x, y] = childElements(rootOf(`<o xmlns:p="urn:p"><x>${item}</x><y><p:z/>${item}<q/></y></o>`));
    const [one] = childElements(x as XmlElement);
    const [, two, last] = childElements(y as XmlElement);
    expect(two?.attributes).toBe(one?.attributes);
    expect(shapeOf(two as XmlElement)).toEqual(shapeOf(one as XmlElement));
    expect(two?.parent).toBe(y);
    expect(last?.parent).toBe(y);
    expect(outcomeOfReading(`<o xmlns:p="urn:p"><x>${item}</x><y>${item}<q:c/></y></o>`)).toBe(
      'xml_namespace_invalid',
    );
  });

  it('has its own declarations in scope inside, and not after it', () => {
    const item = '<a xmlns="urn:x" xmlns:p="urn:y"><p:b/><c/></a>';
    const root = rootOf(`<o>${item}${item}<d/></o>`);
    const [one, two, last] = childElements(root);
    for (const each of [one, two]) {
      expect(childElements(each as XmlElement).map(({ namespace }) => namespace)).toEqual(['urn:y', 'urn:x']);
    }
    expect(last?.namespace).toBe('');
    const [, other] = childElements(rootOf(`<o>${item}${item.replace('p:b', 'p:e')}</o>`));
    expect(childElements(other as XmlElement).map(({ namespace }) => namespace)).toEqual(['urn:y', 'urn:x']);
    expect(outcomeOfReading(`<o>${item}${item}<p:d/></o>`)).toBe('xml_namespace_invalid');
  });
});

describe('a start tag that is only alike', () => {
  it.each([
    ['in another parent', '<o><x xmlns:p="urn:1"><p:a b=""/></x><y xmlns:p="urn:2"><p:a b=""/></y></o>'],
    ['in the parent of its parent', '<o xmlns:p="urn:2"><x xmlns:p="urn:1"><p:a b=""/></x><p:a b=""/></o>'],
    ['inside the first', '<o xmlns:p="urn:1"><p:a xmlns:p="urn:1"/><x xmlns:p="urn:2"><p:a b=""/></x></o>'],
    [
      'in a parent with the start tag of the parent',
      '<o><x xmlns:p="urn:1"><p:a b=""/></x><x xmlns:p="urn:1"><y xmlns:p="urn:2"><p:a b=""/></y></x></o>',
    ],
  ])('is read in its own scope: %s', (_title, document) => {
    const namespaces: string[] = [];
    const visit = (element: XmlElement): void => {
      if (element.localName === 'a') namespaces.push(element.namespace);
      childElements(element).forEach(visit);
    };
    visit(rootOf(document));
    expect(namespaces).toEqual(['urn:1', 'urn:2']);
  });

  it('is undeclared where only the first one had its prefix', () => {
    expect(outcomeOfReading('<o><x xmlns:p="urn:1"><p:a/></x><y><p:a/></y></o>')).toBe(
      'xml_namespace_invalid',
    );
  });

  it.each([
    ['with another end tag', '<o><a b="1"></a><a b="1"></b></o>'],
    ['with no end tag', '<o><a b="1"></a><a b="1"></o>'],
    ['cut short', '<o><a b="1"/><a b="1"/'],
    ['cut shorter', '<o><a b="1"/><a b="1"'],
  ])('is malformed %s', (_title, document) => {
    expect(outcomeOfReading(document)).toBe('xml_malformed');
  });
});

describe('the limits count repeated start tags as well', () => {
  it('of nodes', () => {
    expect(outcomeOfReading(`<o>${'<a/>'.repeat(MAX_NODES - 1)}</o>`)).toBe('read');
    expect(outcomeOfReading(`<o>${'<a/>'.repeat(MAX_NODES)}</o>`)).toBe('xml_limit_exceeded');
  });

  it('of depth', () => {
    const nested = (depth: number) => `${'<a><b/>'.repeat(depth)}<b/><b/>${'</a>'.repeat(depth)}`;
    expect(outcomeOfReading(nested(MAX_DEPTH - 1))).toBe('read');
    expect(outcomeOfReading(nested(MAX_DEPTH))).toBe('xml_limit_exceeded');
  });

  it('of attributes', () => {
    const tag = (count: number) =>
      `<a ${Array.from({ length: count }, (_, index) => `b${index}=""`).join(' ')}/>`;
    expect(outcomeOfReading(`<o>${tag(MAX_ATTRIBUTES).repeat(3)}</o>`)).toBe('read');
    expect(outcomeOfReading(`<o>${tag(MAX_ATTRIBUTES + 1).repeat(3)}</o>`)).toBe('xml_limit_exceeded');
  });
});
