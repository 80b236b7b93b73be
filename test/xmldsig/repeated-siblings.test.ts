/** A sibling with the start tag of the one before it is written like that one; here is what must not be carried over. */
import { describe, expect, it } from 'vitest';
import { childElements } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import type { CanonicalizationMethod } from '../../src/xmldsig/canonicalize.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { rootOf } from '../support/read-xml.ts';

const EXCLUSIVE: CanonicalizationMethod = {
  form: 'exclusive-1.0',
  withComments: false,
  inclusivePrefixes: [],
};
const INCLUSIVE: CanonicalizationMethod = { ...EXCLUSIVE, form: 'inclusive-1.0' };

const ITEM = '<p:a xmlns:p="urn:p" z="1" b="&lt;">';

describe('siblings with one start tag', () => {
  it.each([
    ['exclusive', EXCLUSIVE],
    ['inclusive', INCLUSIVE],
  ] as const)('each declare what the other declared: %s', (_form, method) => {
    const root = rootOf(`<o>${ITEM}1</p:a><!--c--> ${ITEM}<p:c/></p:a>${ITEM}</p:a></o>`);
    const start = '<p:a xmlns:p="urn:p" b="&lt;" z="1">';
    expect(canonicalText(root, method)).toBe(
      `<o>${start}1</p:a> ${start}<p:c></p:c></p:a>${start}</p:a></o>`,
    );
  });

  it('declare anew what was redeclared inside the first', () => {
    const root = rootOf('<o xmlns:p="urn:1"><p:a><p:a xmlns:p="urn:2"><p:a/></p:a></p:a><p:a/></o>');
    expect(canonicalText(root, EXCLUSIVE)).toBe(
      '<o><p:a xmlns:p="urn:1"><p:a xmlns:p="urn:2"><p:a></p:a></p:a></p:a><p:a xmlns:p="urn:1"></p:a></o>',
    );
    expect(canonicalText(root, INCLUSIVE)).toBe(
      '<o xmlns:p="urn:1"><p:a><p:a xmlns:p="urn:2"><p:a></p:a></p:a></p:a><p:a></p:a></o>',
    );
  });

  it('differ where one stands under what another parent declared', () => {
    const root = rootOf('<o xmlns:p="urn:1"><p:x><p:a/><p:a/></p:x><x><p:a/><p:a/></x></o>');
    const declared = '<p:a xmlns:p="urn:1"></p:a>';
    expect(canonicalText(root, EXCLUSIVE)).toBe(
      `<o><p:x xmlns:p="urn:1"><p:a></p:a><p:a></p:a></p:x><x>${declared}${declared}</x></o>`,
    );
  });

  it('are written in full where the first one is left out', () => {
    const root = rootOf(`<o>${ITEM}1</p:a>${ITEM}2</p:a></o>`);
    const [first, second] = childElements(root) as [XmlElement, XmlElement];
    const written = (text: number) => `<o><p:a xmlns:p="urn:p" b="&lt;" z="1">${text}</p:a></o>`;
    expect(canonicalText(root, EXCLUSIVE, first)).toBe(written(2));
    expect(canonicalText(root, EXCLUSIVE, second)).toBe(written(1));
  });
});

describe('siblings whose start tags are alike', () => {
  it.each([
    ['in their names', '<a b="1"></a><c b="1"></c><a b="1"></a>'],
    ['in their prefixes', '<p:a></p:a><q:a></q:a><a></a>'],
    ['in values', '<a b="1"></a><a b="2"></a><a b=""></a>'],
    ['in having an attribute', '<a></a><a b=""></a><a></a>'],
    ['in a declaration', '<a></a><a xmlns="urn:a"></a><a></a>'],
    ['in a declaration that nothing uses', '<a xmlns:r="urn:1"></a><a></a><a xmlns:r="urn:2"></a>'],
    ['in what the default is', '<a xmlns="urn:a"></a><a xmlns="urn:b"></a><a></a>'],
  ])('are told apart: they differ %s', (_title, siblings) => {
    const document = `<p:o xmlns:p="urn:p" xmlns:q="urn:q">${siblings}</p:o>`;
    expect(canonicalText(rootOf(document), INCLUSIVE)).toBe(document);
  });
});
