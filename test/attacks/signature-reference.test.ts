/** The Reference inside ds:Signature: what it names and what it does to it before the digest. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { GENUINE } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { type Attack, genuineDocument, insertBefore, match, resign, swap } from './forging.ts';

const REFERENCE = /<ds:Reference [\s\S]*?<\/ds:Reference>/;
const TRANSFORMS = /<ds:Transforms>[\s\S]*?<\/ds:Transforms>/;
const DIGEST_VALUE = /(?<=<ds:DigestValue>)[^<]*/;

describe('exactly one Reference, signed by the identity provider or not', () => {
  const decoy = (id: string) => (reference: string) => swap(reference, `#${GENUINE.assertionId}`, `#${id}`);

  test.each<[string, (reference: string) => string]>([
    ['a decoy first', (reference) => decoy(GENUINE.responseId)(reference) + reference],
    ['a decoy last', (reference) => reference + decoy(GENUINE.responseId)(reference)],
    ['the same one twice', (reference) => reference + reference],
    ['none', () => ''],
    ['a hundred', (reference) => reference.repeat(100)],
    ['a Manifest in its place', (reference) => `<ds:Manifest>${reference}</ds:Manifest>`],
  ])('%s', async (_, edit) => {
    const genuine = await genuineDocument();
    const document = resign(genuine, (signedInfo) =>
      swap(signedInfo, REFERENCE, edit(match(REFERENCE, signedInfo))),
    );
    expect(await outcomeOf(document)).toBe('signature_reference_invalid');
  });

  test.each([
    ['empty', ''],
    ['the whole document', '#'],
    ['an XPointer to the root', '#xpointer(/)'],
    ['an XPointer to an ID', `#xpointer(id('${GENUINE.assertionId}'))`],
    ['a query', `?q#${GENUINE.assertionId}`],
    ['a document of its own', `response.xml#${GENUINE.assertionId}`],
    ['http', `http://evil.example/#${GENUINE.assertionId}`],
    ['file', `file:///etc/passwd#${GENUINE.assertionId}`],
    ['cid', `cid:${GENUINE.assertionId}`],
    ['no fragment', GENUINE.assertionId],
    ['quotes', `#'${GENUINE.assertionId}'`],
    ['two of them', `#${GENUINE.assertionId}#${GENUINE.assertionId}`],
    ['a letter that looks alike', `#_\u0430ssertion1`],
    ['percent-encoding', '#%5Fassertion1'],
    ['white space before', `# ${GENUINE.assertionId}`],
    ['white space after', `#${GENUINE.assertionId} `],
    ['a line break', `#${GENUINE.assertionId}&#xA;`],
    ['the Response', `#${GENUINE.responseId}`],
    ['nothing that exists', '#_nobody'],
  ])('URI: %s', async (_, uri) => {
    const document = resign(await genuineDocument(), (signedInfo) =>
      swap(signedInfo, `URI="#${GENUINE.assertionId}"`, `URI="${uri}"`),
    );
    expect(await outcomeOf(document)).toBe('signature_reference_invalid');
  });

  test('URI: missing', async () => {
    const document = resign(await genuineDocument(), (signedInfo) =>
      swap(signedInfo, ` URI="#${GENUINE.assertionId}"`, ''),
    );
    expect(await outcomeOf(document)).toBe('signature_reference_invalid');
  });

  test('an empty ID on both sides', async () => {
    const genuine = await genuineDocument();
    const document = resign(swap(genuine, `ID="${GENUINE.assertionId}"`, 'ID=""'), (signedInfo) =>
      swap(signedInfo, `URI="#${GENUINE.assertionId}"`, 'URI="#"'),
    );
    expect(await outcomeOf(document)).toBe('signature_reference_invalid');
  });
});

describe('transforms other than enveloped-signature and one canonicalisation, signed by the identity provider', () => {
  const transform = (algorithm: string, content = '') =>
    `<ds:Transform Algorithm="${algorithm}">${content}</ds:Transform>`;
  const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
  const ENVELOPED = transform(`${DSIG}enveloped-signature`);
  const EXCLUSIVE = transform('http://www.w3.org/2001/10/xml-exc-c14n#');
  const XSLT = transform(
    'http://www.w3.org/TR/1999/REC-xslt-19991116',
    '<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"></xsl:stylesheet>',
  );
  const XPATH = transform('http://www.w3.org/TR/1999/REC-xpath-19991116', '<ds:XPath>true()</ds:XPath>');

  test.each([
    ['XSLT', ENVELOPED + XSLT],
    ['XSLT first', XSLT + EXCLUSIVE],
    ['XPath', XPATH + EXCLUSIVE],
    ['XPath after enveloped-signature', ENVELOPED + XPATH],
    ['XPath filter 2', ENVELOPED + transform('http://www.w3.org/2002/06/xmldsig-filter2')],
    ['base64', ENVELOPED + transform(`${DSIG}base64`)],
    ['decryption', ENVELOPED + transform('http://www.w3.org/2002/07/decrypt#XML')],
    ['an unknown one', ENVELOPED + transform('urn:evil')],
    ['no Algorithm', `${ENVELOPED}<ds:Transform></ds:Transform>`],
    ['three', ENVELOPED + EXCLUSIVE + EXCLUSIVE],
    ['enveloped-signature twice', ENVELOPED + ENVELOPED],
    ['the wrong order', EXCLUSIVE + ENVELOPED],
    ['enveloped-signature missing', EXCLUSIVE],
    ['canonicalisation twice', EXCLUSIVE + EXCLUSIVE],
    ['none', ''],
    ['content in enveloped-signature', transform(`${DSIG}enveloped-signature`, '<x></x>') + EXCLUSIVE],
    ['content in canonicalisation', ENVELOPED + EXCLUSIVE.replace('></', '><x></x></')],
    ['a foreign element', `${ENVELOPED}<x Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></x>`],
  ])('%s', async (_, list) => {
    const document = resign(await genuineDocument(), (signedInfo) =>
      swap(signedInfo, TRANSFORMS, `<ds:Transforms>${list}</ds:Transforms>`),
    );
    expect(await outcomeOf(document)).toBe('signature_transforms_forbidden');
  });

  test('no Transforms at all', async () => {
    const document = resign(await genuineDocument(), (signedInfo) => swap(signedInfo, TRANSFORMS, ''));
    expect(await outcomeOf(document)).toBe('signature_reference_invalid');
  });

  const inclusive = (content: string) => `${ENVELOPED}${EXCLUSIVE.replace('></', `>${content}</`)}`;
  const EC = 'xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#"';
  test.each([
    [
      'ten thousand prefixes',
      inclusive(
        `<ec:InclusiveNamespaces ${EC} PrefixList="${'x '.repeat(10_000)}"></ec:InclusiveNamespaces>`,
      ),
    ],
    [
      'a list in a foreign namespace',
      inclusive('<InclusiveNamespaces PrefixList="saml"></InclusiveNamespaces>'),
    ],
    [
      'two lists',
      inclusive(`<ec:InclusiveNamespaces ${EC} PrefixList="saml"></ec:InclusiveNamespaces>`.repeat(2)),
    ],
    [
      'an attribute beside the list',
      inclusive(`<ec:InclusiveNamespaces ${EC} PrefixList="saml" x=""></ec:InclusiveNamespaces>`),
    ],
    [
      'a list for inclusive canonicalisation',
      ENVELOPED +
        transform(
          'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
          `<ec:InclusiveNamespaces ${EC} PrefixList="saml"></ec:InclusiveNamespaces>`,
        ),
    ],
  ])('PrefixList: %s', async (_, list) => {
    const document = resign(await genuineDocument(), (signedInfo) =>
      swap(signedInfo, TRANSFORMS, `<ds:Transforms>${list}</ds:Transforms>`),
    );
    expect(await outcomeOf(document)).toBe('signature_transforms_forbidden');
  });

  test('a CanonicalizationMethod that does something else', async () => {
    for (const algorithm of ['http://www.w3.org/TR/1999/REC-xslt-19991116', 'urn:evil', '']) {
      const document = resign(await genuineDocument(), (signedInfo) =>
        swap(
          signedInfo,
          /<ds:CanonicalizationMethod [^>]*>/,
          `<ds:CanonicalizationMethod Algorithm="${algorithm}">`,
        ),
      );
      expect(await outcomeOf(document)).toBe('signature_transforms_forbidden');
    }
  });
});

describe('canonicalisation that yields nothing never passes', () => {
  const NOTHING = createHash('sha256').digest('base64');
  const INCLUSIVE_11 = 'http://www.w3.org/2006/12/xml-c14n11';
  const digestOfNothing = (genuine: string) =>
    resign(genuine, (signedInfo) =>
      swap(
        swap(signedInfo, DIGEST_VALUE, NOTHING),
        /http:\/\/www\.w3\.org\/2001\/10\/xml-exc-c14n#(?="><\/ds:Transform>)/,
        INCLUSIVE_11,
      ),
    );

  test.each<Attack>([
    {
      does: 'a relative namespace name, which libxml2 will not canonicalise',
      forge: (xml) => swap(xml, '<samlp:Response ', '<samlp:Response xmlns:p="../relative" '),
      refusedWith: 'xml_namespace_invalid',
    },
    {
      does: 'xml:base on the element itself',
      forge: (xml) => swap(xml, '<saml:Assertion ', '<saml:Assertion xml:base="http://x/" '),
      refusedWith: 'signature_digest_mismatch',
    },
    {
      does: 'xml:base above, which Canonical XML 1.1 would have to join',
      forge: (xml) => swap(xml, '<samlp:Response ', '<samlp:Response xml:base="http://x/" '),
      refusedWith: 'response_malformed',
    },
    { does: 'nothing special', forge: (xml) => xml, refusedWith: 'signature_digest_mismatch' },
  ])('$does', async ({ forge, refusedWith }) => {
    expect(await outcomeOf(await forge(digestOfNothing(await genuineDocument())))).toBe(refusedWith);
  });

  test('a canonical form larger than any may be', async () => {
    const document = resign(await genuineDocument(), (signedInfo) => swap(signedInfo, DIGEST_VALUE, NOTHING));
    const name = `xmlns:p="urn:${'x'.repeat(1_000_000)}"`;
    const declared = swap(document, '<samlp:Response ', `<samlp:Response ${name} `);
    const tooLarge = insertBefore(declared, '</saml:Assertion>', '<p:x/>'.repeat(10));
    expect(await outcomeOf(tooLarge)).toBe('signature_canonicalization_failed');
  });

  test.each([
    ['empty', ''],
    ['white space', ' \n '],
    ['padding alone', '===='],
  ])('a DigestValue that is %s', async (_, value) => {
    const document = resign(await genuineDocument(), (signedInfo) => swap(signedInfo, DIGEST_VALUE, value));
    expect(await outcomeOf(document)).toBe('signature_malformed');
  });

  test('a DigestValue that is the beginning of the right one', async () => {
    const genuine = await genuineDocument();
    const beginning = Buffer.from(match(DIGEST_VALUE, genuine), 'base64').subarray(0, 30).toString('base64');
    const document = resign(genuine, (signedInfo) => swap(signedInfo, DIGEST_VALUE, beginning));
    expect(await outcomeOf(document)).toBe('signature_digest_mismatch');
  });
});
