/** Documents that are made to cost much: each is refused by a cap, none by luck and none by an exception. */
import { describe, expect, test } from 'vitest';
import { decodePostForm, MAX_FORM_BYTES } from '../../src/saml/post-binding.ts';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_NODES } from '../../src/xml/limits.ts';
import { buildResponse, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { genuineDocument, insertBefore, match, resign, swap } from './forging.ts';

const ROOT = '<samlp:Response ';
const STATUS_END = '</samlp:Status>';
const inDetail = (xml: string, content: string) =>
  insertBefore(xml, STATUS_END, `<samlp:StatusDetail>${content}</samlp:StatusDetail>`);
const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

describe('the reader', () => {
  test('a form of more bytes than the cap', () => {
    const body = new Uint8Array(MAX_FORM_BYTES + 1).fill(0x41);
    const posted = decodePostForm(body, 'application/x-www-form-urlencoded');
    expect(!posted.ok && posted.failure.code).toBe('form_too_large');
  });

  test('a document of the most bytes, and one more', async () => {
    const genuine = await genuineDocument();
    const filled = genuine + ' '.repeat(MAX_DOCUMENT_BYTES - Buffer.byteLength(genuine));
    expect(await outcomeOf(filled)).toBe('accepted');
    expect(await outcomeOf(`${filled} `)).toBe('xml_too_large');
  });

  test.each([MAX_DEPTH, 20_000, 200_000])('elements nested %i deep', async (depth) => {
    // The root and StatusDetail are two more.
    const nested = inDetail(await genuineDocument(), '<x>'.repeat(depth) + '</x>'.repeat(depth));
    expect(await outcomeOf(nested)).toBe('xml_limit_exceeded');
    expect(await outcomeOf(inDetail(await genuineDocument(), '<x>'.repeat(depth)))).toBe(
      'xml_limit_exceeded',
    );
  });

  test('elements nested as deep as the cap allows', async () => {
    const depth = MAX_DEPTH - 3;
    const nested = (by: number) => '<x>'.repeat(depth + by) + '</x>'.repeat(depth + by);
    expect(await outcomeOf(inDetail(await genuineDocument(), nested(0)))).toBe('accepted');
    expect(await outcomeOf(inDetail(await genuineDocument(), nested(1)))).toBe('xml_limit_exceeded');
  });

  test.each<[string, (index: number) => string]>([
    ['attributes', (index) => ` a${index}=""`],
    ['namespace declarations', (index) => ` xmlns:n${index}="urn:${index}"`],
    ['the same attribute', () => ' a=""'],
  ])('50,000 %s on one element', async (_, make) => {
    const document = inDetail(await genuineDocument(), `<x${many(50_000, make)}/>`);
    expect(await outcomeOf(document)).toBe('xml_limit_exceeded');
  });

  test('as many attributes as the cap allows', async () => {
    const wide = (count: number) => `<x${many(count, (index) => ` a${index}=""`)}/>`;
    expect(await outcomeOf(inDetail(await genuineDocument(), wide(MAX_ATTRIBUTES)))).toBe('accepted');
    expect(await outcomeOf(inDetail(await genuineDocument(), wide(MAX_ATTRIBUTES + 1)))).toBe(
      'xml_limit_exceeded',
    );
  });

  test.each([
    ['elements', '<x/>'],
    ['comments', '<!---->'],
    ['runs of text', '<x/>a'],
  ])('more %s than the cap', async (_, fragment) => {
    const document = inDetail(await genuineDocument(), fragment.repeat(MAX_NODES));
    expect(await outcomeOf(document)).toBe('xml_limit_exceeded');
  });

  test.each([
    ['comment', '<!--', 'xml_malformed'],
    ['CDATA', '<![CDATA[', 'xml_malformed'],
    ['processing instruction', '<?x ', 'xml_processing_instruction_forbidden'],
    ['attribute', '<x a="', 'xml_malformed'],
    ['start tag', '<x ', 'xml_malformed'],
    ['reference', '&', 'xml_entity_forbidden'],
  ])('a %s that never ends, and a megabyte after it', async (_, opening, refusedWith) => {
    const document = swap(
      await genuineDocument(),
      STATUS_END,
      opening + ' '.repeat(1_000_000) + STATUS_END.replace('>', ''),
    );
    const outcome = await outcomeOf(document);
    expect([refusedWith, 'xml_malformed']).toContain(outcome);
    expect(await outcomeOf(inDetail(await genuineDocument(), opening.repeat(100_000)))).toMatch(/^xml_/);
  });

  test('a megabyte of white space where the XML declaration is matched', async () => {
    const declaration = `<?xml version="1.0"${' '.repeat(1_000_000)}x?>`;
    expect(await outcomeOf(declaration + (await genuineDocument()))).toBe('xml_unsupported_declaration');
  });
});

describe('signatures', () => {
  test('a thousand of them on one element', async () => {
    const genuine = await genuineDocument();
    const signature = match(/<ds:Signature [\s\S]*<\/ds:Signature>/, genuine);
    const short = signature.replace(/<ds:KeyInfo>[\s\S]*<\/ds:KeyInfo>/, '');
    const document = swap(genuine, signature, short.repeat(1000));
    expect(await outcomeOf(document)).toBe('signature_malformed');
  });

  test('a thousand References', async () => {
    const document = resign(await genuineDocument(), (signedInfo) => {
      const reference = match(/<ds:Reference [\s\S]*<\/ds:Reference>/, signedInfo);
      return swap(signedInfo, reference, reference.repeat(1000));
    });
    expect(await outcomeOf(document)).toBe('signature_reference_invalid');
  });

  test('a thousand transforms', async () => {
    const document = resign(await genuineDocument(), (signedInfo) => {
      const transform = match(/<ds:Transform [\s\S]*?<\/ds:Transform>/, signedInfo);
      return swap(signedInfo, transform, transform.repeat(1000));
    });
    expect(await outcomeOf(document)).toBe('signature_transforms_forbidden');
  });

  test('a PrefixList of 10,000 prefixes', async () => {
    const document = await signXml(buildResponse(), 'Assertion', {
      prefixList: many(10_000, (index) => `p${index} `),
    });
    expect(await outcomeOf(document)).toBe('signature_transforms_forbidden');
  });

  test('a SignatureValue of a megabyte', async () => {
    const document = swap(await genuineDocument(), /(?<=<ds:SignatureValue>)[^<]*/, 'AAAA'.repeat(300_000));
    expect(await outcomeOf(document)).toBe('signature_invalid');
  });

  test('a namespace name of a megabyte, that Exclusive C14N would write on each of 100,000 elements', async () => {
    const declared = swap(await genuineDocument(), ROOT, `${ROOT}xmlns:p="urn:${'x'.repeat(1_000_000)}" `);
    // A stolen signature gets that far: its SignedInfo holds, and only the digest would tell.
    const document = insertBefore(declared, '</saml:Assertion>', '<p:x/>'.repeat(100_000));
    expect(await outcomeOf(document)).toBe('signature_canonicalization_failed');
  });

  test('an honest document that grows in canonical form is none of that', async () => {
    const value = '<saml:AttributeValue xsi:type="xs:string">g</saml:AttributeValue>';
    const statement = `<saml:AttributeStatement><saml:Attribute Name="groups">${value.repeat(12_000)}</saml:Attribute></saml:AttributeStatement>`;
    const xml = swap(
      swap(
        buildResponse(),
        ROOT,
        `${ROOT}xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `,
      ),
      /<saml:AttributeStatement>[\s\S]*<\/saml:AttributeStatement>/,
      statement,
    );
    expect(await outcomeOf(await signXml(xml, 'Assertion'))).toBe('accepted');
  });
});
