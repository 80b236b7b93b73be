/** The other side: attributes in all the ways that identity providers send them. */
import { describe, expect, test } from 'vitest';
import type { AttributeParts } from '../../scripts/idp/response.ts';
import { NAME_ID_PERSISTENT } from '../../src/saml/names.ts';
import { buildResponse } from '../support/signed-response.ts';
import { swap } from './forging.ts';

import { readThrice } from './read-thrice.ts';

describe('attributes', () => {
  const attribute = (
    name: string,
    values: AttributeParts['values'],
    nameFormat: string | null = null,
  ): AttributeParts => ({
    name,
    nameFormat,
    friendlyName: null,
    values,
  });
  const URI = 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri';
  const read = async (...attributeStatements: AttributeParts[][]) => {
    const { attributes } = await readThrice({ assertion: { attributeStatements } });
    return attributes.map(({ name, nameFormat, values }) => [name, nameFormat, values]);
  };

  test('none at all', async () => {
    expect(await read()).toEqual([]);
    expect(await read([])).toEqual([]);
  });

  test.each([256, 257])('names and values of %i characters, whole', async (length) => {
    const [name, value] = [`urn:${'n'.repeat(length - 4)}`, 'ü'.repeat(length)];
    expect(await read([attribute(name, [value])])).toEqual([[name, null, [value]]]);
  });

  test('many values, empty ones, the same one twice, in order', async () => {
    expect(await read([attribute('groups', ['b', 'a', '', 'b', ' '])])).toEqual([
      ['groups', null, ['b', 'a', '', 'b', ' ']],
    ]);
    expect(await read([attribute('none', [])])).toEqual([['none', null, []]]);
  });

  test('one Name several times, in one statement and in several, is merged in order', async () => {
    const statements = [
      [attribute('role', ['a']), attribute('mail', ['m']), attribute('role', ['b', 'c'])],
      [attribute('role', ['d'])],
    ];
    expect(await read(...statements)).toEqual([
      ['role', null, ['a', 'b', 'c', 'd']],
      ['mail', null, ['m']],
    ]);
  });

  test('one Name in two formats is two attributes', async () => {
    expect(
      await read([attribute('role', ['a']), attribute('role', ['b'], URI)], [attribute('role', ['c'], URI)]),
    ).toEqual([
      ['role', null, ['a']],
      ['role', URI, ['b', 'c']],
    ]);
  });

  test('one FriendlyName on two Names is two attributes', async () => {
    const values = { friendlyName: 'mail', nameFormat: URI };
    const statements = [
      [
        { ...attribute('urn:oid:1', ['a']), ...values },
        { ...attribute('urn:oid:2', ['b']), ...values },
      ],
    ];
    expect(await read(...statements)).toEqual([
      ['urn:oid:1', URI, ['a']],
      ['urn:oid:2', URI, ['b']],
    ]);
  });

  test.each(['urn:of:our:own', 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic', ''])(
    'NameFormat "%s"',
    async (format) => {
      expect(await read([attribute('x', ['y'], format)])).toEqual([['x', format, ['y']]]);
    },
  );

  test('xsi:nil, xsi:type of any kind, none, and attributes of other namespaces', async () => {
    const values = [
      '<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>',
      '<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="unbound:integer">007</saml:AttributeValue>',
      '<saml:AttributeValue>bare</saml:AttributeValue>',
      '<saml:AttributeValue xml:lang="de" xmlns:p="urn:p" p:q="r">deutsch</saml:AttributeValue>',
    ];
    const xml = swap(
      buildResponse(),
      /<saml:AttributeStatement>[\s\S]*<\/saml:AttributeStatement>/,
      `<saml:AttributeStatement xmlns:x="urn:x"><saml:Attribute Name="n" x:OriginalIssuer="urn:i">${values.join('\n')}</saml:Attribute></saml:AttributeStatement>`,
    );
    expect((await readThrice(xml)).attributes[0]?.values).toEqual(['', '007', 'bare', 'deutsch']);
  });

  test('a NameID inside an AttributeValue, as eduPersonTargetedID has it', async () => {
    const nameId = `<saml:NameID Format="${NAME_ID_PERSISTENT}" NameQualifier="x">t4rget</saml:NameID>`;
    expect(
      await read([
        attribute('urn:oid:1.3.6.1.4.1.5923.1.1.1.10', [{ rawXml: nameId }, { rawXml: `\n  ${nameId}\n` }]),
      ]),
    ).toEqual([['urn:oid:1.3.6.1.4.1.5923.1.1.1.10', null, ['t4rget', 't4rget']]]);
  });

  test('text beside structure in a value is not lost', async () => {
    const mixed = { rawXml: 'admins of <b>nothing</b> at all' };
    expect(await read([attribute('x', [mixed])])).toEqual([['x', null, ['admins of nothing at all']]]);
  });
});
