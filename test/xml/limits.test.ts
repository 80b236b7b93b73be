import { describe, expect, it } from 'vitest';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES } from '../../src/xml/limits.ts';
import { outcomeOfReading, refusalOf, rootOf } from '../support/read-xml.ts';

function filled(bytes: number): string {
  return `<a>${'b'.repeat(bytes - '<a></a>'.length)}</a>`;
}

function nested(depth: number): string {
  return '<a>'.repeat(depth) + '</a>'.repeat(depth);
}

function withAttributes(attributes: number, declarations: number): string {
  const written = [
    ...Array.from({ length: attributes }, (_, index) => ` a${index}=""`),
    ...Array.from({ length: declarations }, (_, index) => ` xmlns:p${index}="urn:p"`),
  ];
  return `<a${written.join('')}/>`;
}

describe('a document at its limit is read, and one above it refused', () => {
  it('in octets', () => {
    expect(outcomeOfReading(filled(MAX_DOCUMENT_BYTES))).toBe('read');
    expect(refusalOf(filled(MAX_DOCUMENT_BYTES + 1))).toMatchObject({
      code: 'xml_too_large',
      received: `${MAX_DOCUMENT_BYTES + 1} bytes`,
    });
  });

  it('in octets rather than characters', () => {
    expect(outcomeOfReading(`<a>${'é'.repeat(MAX_DOCUMENT_BYTES / 2)}</a>`)).toBe('xml_too_large');
  });

  it('in depth, of elements with content and of empty ones', () => {
    expect(outcomeOfReading(nested(MAX_DEPTH))).toBe('read');
    expect(outcomeOfReading(nested(MAX_DEPTH + 1))).toBe('xml_limit_exceeded');
    const empty = '<a>'.repeat(MAX_DEPTH - 1);
    const ends = '</a>'.repeat(MAX_DEPTH - 1);
    expect(outcomeOfReading(`${empty}<b/><b/>${ends}`)).toBe('read');
    expect(outcomeOfReading(`${empty}<a><b/></a>${ends}`)).toBe('xml_limit_exceeded');
  });

  it('in depth, not in elements one after the other', () => {
    expect(rootOf(`<a>${'<b></b><c/>'.repeat(MAX_DEPTH)}</a>`).children).toHaveLength(2 * MAX_DEPTH);
  });

  it.each([
    ['attributes', MAX_ATTRIBUTES, 0],
    ['namespace declarations', 0, MAX_ATTRIBUTES],
    ['both together', MAX_ATTRIBUTES / 2, MAX_ATTRIBUTES / 2],
  ])('in %s', (_title, attributes, declarations) => {
    expect(outcomeOfReading(withAttributes(attributes, declarations))).toBe('read');
    expect(outcomeOfReading(withAttributes(attributes + 1, declarations))).toBe('xml_limit_exceeded');
    expect(outcomeOfReading(withAttributes(attributes, declarations + 1))).toBe('xml_limit_exceeded');
  });

  it.each([
    ['empty elements', '<c/>'],
    ['elements', '<c></c>'],
    ['comments', '<!---->'],
    ['CDATA sections', '<![CDATA[]]>'],
  ])('in nodes, %s among them', (_title, node) => {
    // The root is a node too.
    const almost = `<a>${'<b/>'.repeat(MAX_NODES - 2)}`;
    expect(outcomeOfReading(`${almost}${node}</a>`)).toBe('read');
    expect(outcomeOfReading(`${almost}${node}${node}</a>`)).toBe('xml_limit_exceeded');
    expect(outcomeOfReading(`${almost}text</a>`)).toBe('read');
    expect(outcomeOfReading(`${almost}text${node}</a>`)).toBe('xml_limit_exceeded');
  });
});
