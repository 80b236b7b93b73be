/** Attributes, namespaces and names: whatever two parsers resolve differently is refused. */
import { describe, expect, test } from 'vitest';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
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

const ROOT = '<samlp:Response ';
const END = '</samlp:Response>';

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
