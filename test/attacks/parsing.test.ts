/** From the posted form to the tree: whatever two decoders or two parsers could read differently is refused. */
import { describe, expect, test } from 'vitest';
import { decodePostForm } from '../../src/saml/post-binding.ts';
import { buildResponse, formBody, GENUINE, signXml, toBase64 } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import {
  type Attack,
  forged,
  genuineDocument,
  insertAfter,
  insertBefore,
  match,
  piecesOf,
  swap,
} from './forging.ts';

const FORM = 'application/x-www-form-urlencoded';
const ROOT = '<samlp:Response ';
const END = '</samlp:Response>';

/** Posts a value as SAMLResponse: decoding, reading, verification. */
async function outcomeOfPost(samlResponse: string): Promise<string> {
  const form = new URLSearchParams({ SAMLResponse: samlResponse });
  const posted = decodePostForm(new TextEncoder().encode(form.toString()), FORM);
  return posted.ok ? outcomeOf(posted.value.samlResponse) : posted.failure.code;
}

describe('the posted value', () => {
  test.each<[string, (xml: string) => string, string]>([
    ['base64', toBase64, 'accepted'],
    ['XML as it is', (xml) => xml, 'saml_response_not_base64'],
    [
      'base64url',
      (xml) => Buffer.from(`${xml}\n<!-- ??>>~~ -->`).toString('base64url'),
      'saml_response_not_base64',
    ],
    ['base64 twice', (xml) => toBase64(toBase64(xml)), 'xml_content_outside_root'],
    [
      'base64 without its padding',
      (xml) => toBase64(`${xml} `.padEnd(4 * 1000 + 1)).replace(/=+$/, ''),
      'saml_response_not_base64',
    ],
    ['base64 with something after it', (xml) => `${toBase64(xml)}!`, 'saml_response_not_base64'],
    ['base64 with percent-encoding left in', (xml) => `${toBase64(xml)}%3D`, 'saml_response_not_base64'],
    ['nothing', () => '', 'saml_response_missing'],
    ['white space', () => ' \r\n', 'saml_response_not_base64'],
    ['base64 of nothing but padding', () => '====', 'saml_response_not_base64'],
    ['a DEFLATE stream, as in the Redirect binding', () => 'fZFBT8MwDIX/SpR7', 'xml_not_utf8'],
  ])('%s', async (_, encode, outcome) => {
    expect(await outcomeOfPost(encode(await genuineDocument()))).toBe(outcome);
  });

  test('one of two is not chosen', async () => {
    const genuine = await genuineDocument();
    const body = `${formBody(genuine)}&${formBody(forged(genuine))}`;
    const posted = decodePostForm(new TextEncoder().encode(body), FORM);
    expect(!posted.ok && posted.failure.code).toBe('saml_response_repeated');
  });
});

describe('the octets', () => {
  const utf16 = (xml: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, 'utf16le')]);
  const declared = (declaration: string) => (xml: string) => Buffer.from(declaration + xml);
  const inNameId =
    (...octets: number[]) =>
    (xml: string) => {
      const [before = '', after = ''] = xml.split(`${GENUINE.nameId}</saml:NameID>`);
      return Buffer.concat([Buffer.from(before), Buffer.from(octets), Buffer.from(`</saml:NameID>${after}`)]);
    };

  test.each<[string, (xml: string) => Uint8Array, string]>([
    ['UTF-16', utf16, 'xml_not_utf8'],
    ['UTF-16 without a mark', (xml) => Buffer.from(xml, 'utf16le'), 'xml_forbidden_character'],
    ['UTF-7', (xml) => Buffer.from(xml.replaceAll('<', '+ADw-')), 'xml_content_outside_root'],
    [
      'UTF-8 that claims to be UTF-16',
      declared('<?xml version="1.0" encoding="UTF-16"?>'),
      'xml_unsupported_declaration',
    ],
    ['… EBCDIC', declared('<?xml version="1.0" encoding="IBM037"?>'), 'xml_unsupported_declaration'],
    ['… Latin-1', declared('<?xml version="1.0" encoding="ISO-8859-1"?>'), 'xml_unsupported_declaration'],
    ['… UTF-7', declared('<?xml version="1.0" encoding="UTF-7"?>'), 'xml_unsupported_declaration'],
    ['XML 1.1', declared('<?xml version="1.1"?>'), 'xml_unsupported_declaration'],
    ['a declaration without version', declared('<?xml encoding="UTF-8"?>'), 'xml_unsupported_declaration'],
    ['a declaration that is empty', declared('<?xml?>'), 'xml_processing_instruction_forbidden'],
    [
      'a declaration after white space',
      declared(' <?xml version="1.0"?>'),
      'xml_processing_instruction_forbidden',
    ],
    [
      'two declarations',
      declared('<?xml version="1.0"?><?xml version="1.0"?>'),
      'xml_processing_instruction_forbidden',
    ],
    ['two byte order marks', declared('\ufeff\ufeff'), 'xml_content_outside_root'],
    ['an overlong encoding', inNameId(0xc0, 0xbc), 'xml_not_utf8'],
    ['a lone surrogate', inNameId(0xed, 0xa0, 0x80), 'xml_not_utf8'],
    ['a surrogate pair in UTF-8', inNameId(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80), 'xml_not_utf8'],
    ['a truncated character', inNameId(0xe2, 0x82), 'xml_not_utf8'],
    ['beyond Unicode', inNameId(0xf4, 0x90, 0x80, 0x80), 'xml_not_utf8'],
    ['NUL', inNameId(0), 'xml_forbidden_character'],
    ['a control character', inNameId(0x08), 'xml_forbidden_character'],
    ['U+FFFE', inNameId(0xef, 0xbf, 0xbe), 'xml_forbidden_character'],
    ['nothing', () => new Uint8Array(), 'xml_malformed'],
    ['white space', () => Buffer.from(' \n'), 'xml_malformed'],
  ])('%s', async (_, encode, outcome) => {
    expect(await outcomeOf(encode(await genuineDocument()))).toBe(outcome);
    // A decoder that was left in a bad state would be noticed here.
    expect(await outcomeOf(await genuineDocument())).toBe('accepted');
  });

  test.each(['&#0;', '&#x8;', '&#xD800;', '&#xDFFF;', '&#xFFFE;', '&#x110000;', '&#99999999;'])(
    'a reference to the forbidden character %s',
    async (reference) => {
      const document = swap(await genuineDocument(), GENUINE.nameId, `alice${reference}`);
      expect(await outcomeOf(document)).toBe('xml_forbidden_character');
    },
  );
});

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

describe('attributes and namespaces', () => {
  const onAssertion = (attributes: string) => (xml: string) =>
    swap(xml, '<saml:Assertion ', `<saml:Assertion ${attributes} `);
  const onRoot = (attributes: string) => (xml: string) => swap(xml, ROOT, `${ROOT}${attributes} `);
  const unprefix = (xml: string) => xml.replace('<ds:Signature xmlns:ds=', '<ds:Signature xmlns:x=');

  test.each<Attack>([
    { does: 'ID twice', forge: onAssertion('ID="_evil"'), refusedWith: 'xml_duplicate_attribute' },
    {
      does: 'one name under two prefixes of one namespace',
      forge: onAssertion('xmlns:p="urn:x" xmlns:q="urn:x" p:ID="a" q:ID="b"'),
      refusedWith: 'xml_duplicate_attribute',
    },
    {
      does: 'a prefix declared twice',
      forge: onRoot('xmlns:p="urn:a" xmlns:p="urn:b"'),
      refusedWith: 'xml_duplicate_attribute',
    },
    {
      does: 'the default namespace twice',
      forge: onRoot('xmlns="urn:a" xmlns="urn:b"'),
      refusedWith: 'xml_duplicate_attribute',
    },
    {
      does: 'a prefix that is not declared',
      forge: onAssertion('p:x=""'),
      refusedWith: 'xml_namespace_invalid',
    },
    {
      does: 'a Signature whose prefix is not declared',
      forge: unprefix,
      refusedWith: 'xml_namespace_invalid',
    },
    { does: 'a prefix bound to nothing', forge: onRoot('xmlns:p=""'), refusedWith: 'xml_namespace_invalid' },
    { does: 'xml rebound', forge: onRoot('xmlns:xml="urn:x"'), refusedWith: 'xml_namespace_invalid' },
    {
      does: 'xml bound to what it means anyway',
      forge: onRoot('xmlns:xml="http://www.w3.org/XML/1998/namespace"'),
      refusedWith: 'xml_namespace_invalid',
    },
    {
      does: 'another prefix for xml',
      forge: onRoot('xmlns:p="http://www.w3.org/XML/1998/namespace"'),
      refusedWith: 'xml_namespace_invalid',
    },
    { does: 'xmlns rebound', forge: onRoot('xmlns:xmlns="urn:x"'), refusedWith: 'xml_namespace_invalid' },
    {
      does: 'another prefix for xmlns',
      forge: onRoot('xmlns:p="http://www.w3.org/2000/xmlns/"'),
      refusedWith: 'xml_namespace_invalid',
    },
    {
      does: 'xmlns as the prefix of an element',
      forge: (xml) => insertBefore(xml, END, '<xmlns:x/>'),
      refusedWith: 'xml_namespace_invalid',
    },
    {
      does: 'a relative namespace name',
      forge: onRoot('xmlns:p="relative"'),
      refusedWith: 'xml_namespace_invalid',
    },
    {
      does: 'two colons in a name',
      forge: (xml) => insertBefore(xml, END, '<a:b:c/>'),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'two colons in a row',
      forge: (xml) => insertBefore(xml, END, '<x::E/>'),
      refusedWith: 'xml_malformed',
    },
    { does: 'a colon first', forge: (xml) => insertBefore(xml, END, '<:E/>'), refusedWith: 'xml_malformed' },
    { does: 'a colon last', forge: (xml) => insertBefore(xml, END, '<E:/>'), refusedWith: 'xml_malformed' },
    { does: 'an attribute that is a colon', forge: onRoot(':="v"'), refusedWith: 'xml_malformed' },
    { does: 'a declaration of no prefix', forge: onRoot('xmlns:="urn:x"'), refusedWith: 'xml_malformed' },
    { does: 'a name that begins with a digit', forge: onRoot('1="v"'), refusedWith: 'xml_malformed' },
    { does: 'an attribute without quotes', forge: onRoot('a=v'), refusedWith: 'xml_malformed' },
    { does: 'an attribute without a value', forge: onRoot('a'), refusedWith: 'xml_malformed' },
    { does: 'attributes without a space between', forge: onRoot('a="1"b="2"'), refusedWith: 'xml_malformed' },
    { does: '< in an attribute', forge: onRoot('a="<"'), refusedWith: 'xml_malformed' },
    {
      does: 'a directive in a directive',
      forge: (xml) => insertBefore(xml, END, '<!x <!y> >'),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'a comment with -- in it',
      forge: (xml) => insertBefore(xml, END, '<!-- a -- b -->'),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'a comment that ends with --->',
      forge: (xml) => insertBefore(xml, END, '<!-- a --->'),
      refusedWith: 'xml_malformed',
    },
    { does: ']]> in text', forge: (xml) => insertBefore(xml, END, 'a]]>'), refusedWith: 'xml_malformed' },
    {
      does: 'a comment that never ends',
      forge: (xml) => insertBefore(xml, END, '<!-- '),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'CDATA that never ends',
      forge: (xml) => insertBefore(xml, END, '<![CDATA['),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'a processing instruction that never ends',
      forge: (xml) => insertBefore(xml, END, '<?x '),
      refusedWith: 'xml_processing_instruction_forbidden',
    },
    {
      does: 'an attribute that never ends',
      forge: (xml) => insertBefore(xml, END, '<x a="'),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'white space before a name',
      forge: (xml) => insertBefore(xml, END, '< x/>'),
      refusedWith: 'xml_malformed',
    },
    {
      does: 'a no-break space in a tag',
      forge: (xml) => swap(xml, '<samlp:Status>', '<samlp:Status\u00a0>'),
      refusedWith: 'xml_malformed',
    },
  ])('$does', async ({ forge, refusedWith }) => {
    expect(await outcomeOf(await forge(await genuineDocument()))).toBe(refusedWith);
  });

  test.each(['Id', 'id', 'xml:id', 'samlp:ID'])('%s is not the ID', async (attribute) => {
    const genuine = await genuineDocument();
    const renamed = swap(genuine, `ID="${GENUINE.assertionId}"`, `${attribute}="${GENUINE.assertionId}"`);
    expect(await outcomeOf(renamed)).toBe('signature_reference_invalid');
    const beside = onAssertion(`${attribute}="_evil"`)(genuine);
    expect(await outcomeOf(beside)).toBe('signature_digest_mismatch');
    const swapped = onAssertion(`${attribute}="${GENUINE.assertionId}"`)(
      swap(genuine, `ID="${GENUINE.assertionId}"`, 'ID="_evil"'),
    );
    expect(await outcomeOf(swapped)).toBe('signature_reference_invalid');
  });

  test.each(['SAML:2.0:Assertion', 'SAML:1.0:assertion', 'SAML:2.0:assertion/'])(
    'an Assertion in a namespace that looks right: %s',
    async (ending) => {
      const genuine = await genuineDocument();
      const namespace = `urn:oasis:names:tc:${ending}`;
      const document = swap(genuine, '<saml:Assertion ', `<saml:Assertion xmlns:saml="${namespace}" `);
      expect(await outcomeOf(document)).toBe('response_malformed');
    },
  );
});

describe('names that mean something in JavaScript', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];

  test.each(NAMES)('%s as element, attribute or prefix is just unknown', async (name) => {
    const genuine = await genuineDocument();
    for (const [edit, refusedWith] of [
      [insertBefore(genuine, END, `<${name}/>`), 'response_malformed'],
      [insertBefore(genuine, '</samlp:Status>', `<${name}/>`), 'response_malformed'],
      [swap(genuine, ROOT, `${ROOT}${name}="" `), 'response_malformed'],
      [swap(genuine, ROOT, `${ROOT}${name}:x="" `), 'xml_namespace_invalid'],
      [swap(genuine, ROOT, `${ROOT}xmlns:${name}="urn:x" ${name}:x="" `), 'response_malformed'],
      [insertBefore(genuine, END, `<${name}:x/>`), 'xml_namespace_invalid'],
      [swap(genuine, '<saml:Assertion ', `<saml:Assertion ${name}="" `), 'signature_digest_mismatch'],
    ] as const) {
      expect(await outcomeOf(edit)).toBe(refusedWith);
    }
    const declared = swap(genuine, ROOT, `${ROOT}xmlns:${name}="urn:x" `);
    expect(await outcomeOf(declared)).toBe('accepted');
    const signed = await signXml(
      swap(buildResponse(), '<saml:Subject>', `<saml:${name}/><saml:Subject>`),
      'Assertion',
    );
    expect(await outcomeOf(signed)).toBe('assertion_malformed');
  });

  test('they are ordinary names of SAML attributes', async () => {
    const attributes = NAMES.map((name) => ({ name, nameFormat: name, friendlyName: name, values: [name] }));
    const document = await signXml(
      buildResponse({ assertion: { attributeStatements: [attributes] } }),
      'Assertion',
    );
    const assertion = await acceptedAssertion(document);
    expect(assertion.attributes).toEqual(attributes);
    expect(Object.getPrototypeOf(assertion.attributes[0])).toBe(Object.prototype);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { values?: unknown }).values).toBeUndefined();
  });
});

test('comments inside the signed element shift nothing', async () => {
  const genuine = await genuineDocument();
  const { content } = piecesOf(genuine);
  const subject = match(/<saml:Subject>[\s\S]*<\/saml:Subject>/, content);
  const hidden = `<!--${forged(subject)}-->`;
  for (const document of [insertBefore(genuine, subject, hidden), insertAfter(genuine, subject, hidden)]) {
    expect((await acceptedAssertion(document)).nameId?.value).toBe(GENUINE.nameId);
  }
});
