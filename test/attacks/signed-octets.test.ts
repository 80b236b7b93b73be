/** What the digest covers: two documents that differ never digest alike, and what digests alike reads alike. */
import { describe, expect, test } from 'vitest';
import { parseXmlText } from '../../src/xml/reader.ts';
import { canonicalize } from '../../src/xmldsig/canonicalize.ts';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import { genuineDocument, match, piecesOf, swap, xmlsec1Verifies } from './forging.ts';

describe('canonical form is injective: a namespace name can not swallow the markup after it', () => {
  const FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';

  test.each(['exclusive', 'inclusive'] as const)('%s', async (canonicalization) => {
    const declared = swap(buildResponse(), '<saml:NameID ', '<saml:NameID xmlns:p="urn:p" p:a="1" ');
    const genuine = await signXml(declared, 'Assertion', { canonicalization });
    expect((await acceptedAssertion(genuine)).nameId?.format).toBe(FORMAT);
    // Put out raw, this would be the same text: a name that ends in a quotation mark and an attribute.
    const swallowed = swap(
      genuine,
      `<saml:NameID xmlns:p="urn:p" p:a="1" Format="${FORMAT}">`,
      `<saml:NameID xmlns:p="urn:p&quot; Format=&quot;${FORMAT}" p:a="1">`,
    );
    expect(await outcomeOf(swallowed)).toBe('signature_digest_mismatch');
  });

  test.each(['exclusive-1.0', 'inclusive-1.0', 'inclusive-1.1'] as const)(
    '%s, character by character',
    (form) => {
      const names = [
        '',
        ' ',
        '&#9;',
        '&#10;',
        '&#13;',
        '&quot;',
        '&amp;',
        '&lt;',
        '&amp;quot;',
        '&amp;amp;',
        '&amp;#x9;',
      ];
      const forms = names.map((name) => {
        const root = parseXmlText(`<p:a xmlns:p="urn:p${name}" b="c"/>`);
        if (!root.ok) throw new Error(root.failure.code);
        const canonical = canonicalize(root.value, { form, withComments: false, inclusivePrefixes: [] });
        if (!canonical.ok) throw new Error(canonical.failure.code);
        const text = new TextDecoder().decode(canonical.value);
        const again = parseXmlText(text);
        expect(again.ok && again.value.namespace).toBe(root.value.namespace);
        return text;
      });
      expect(new Set(forms).size).toBe(names.length);
    },
  );
});

describe('a comment that is added later leaves the signature valid, and cuts nothing off', () => {
  const WHOLE = 'root@acme.example.evil.example';

  test.each(['', 'c', ' -x- '])('in the NameID: <!--%s-->', async (comment) => {
    const nameId = { value: WHOLE, format: null, nameQualifier: null, spNameQualifier: null };
    const genuine = await signXml(buildResponse({ assertion: { nameId } }), 'Assertion');
    for (const document of [
      swap(genuine, 'root@acme.example.', `root@acme.example<!--${comment}-->.`),
      swap(
        genuine,
        'root@acme.example.',
        `<!--${comment}-->root@<!--${comment}-->acme.example<!--${comment}-->.`,
      ),
      swap(genuine, WHOLE, `${WHOLE}<!--${comment}-->`),
    ]) {
      expect(await xmlsec1Verifies(document)).toBe(true);
      expect((await acceptedAssertion(document)).nameId?.value).toBe(WHOLE);
    }
  });

  test('in an AttributeValue', async () => {
    const attribute = { name: 'email', nameFormat: null, friendlyName: null, values: [WHOLE] };
    const genuine = await signXml(
      buildResponse({ assertion: { attributeStatements: [[attribute]] } }),
      'Assertion',
    );
    const document = swap(genuine, 'root@acme.example.', 'root@acme.example<!---->.');
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect((await acceptedAssertion(document)).attributes[0]?.values).toEqual([WHOLE]);
  });

  test('in an Audience that only begins like ours', async () => {
    const conditions = {
      notBefore: null,
      notOnOrAfter: null,
      audienceRestrictions: [[`${GENUINE.spEntityId}.evil.example`]],
      others: null,
    };
    const genuine = await signXml(buildResponse({ assertion: { conditions } }), 'Assertion');
    const document = swap(genuine, `${GENUINE.spEntityId}.`, `${GENUINE.spEntityId}<!---->.`);
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe('audience_mismatch');
  });

  test('in an Issuer that only begins like the right one', async () => {
    const genuine = await signXml(
      buildResponse({ issuer: null, assertion: { issuer: `${GENUINE.idpEntityId}.evil.example` } }),
      'Assertion',
    );
    const document = swap(genuine, `${GENUINE.idpEntityId}.`, `${GENUINE.idpEntityId}<!---->.`);
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe('issuer_mismatch');
  });

  test('a processing instruction in their place is refused', async () => {
    const document = swap(await genuineDocument(), GENUINE.nameId, 'alice<?x?>@acme.example');
    expect(await outcomeOf(document)).toBe('xml_processing_instruction_forbidden');
  });

  test('a child element in the NameID is refused, though it was signed', async () => {
    const value = { rawXml: 'alice@acme.example<x/>.evil.example' };
    const nameId = { value, format: null, nameQualifier: null, spNameQualifier: null };
    const document = await signXml(buildResponse({ assertion: { nameId } }), 'Assertion');
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe('name_id_invalid');
  });
});

test('changing what was signed is noticed, octet by octet', async () => {
  const genuine = await genuineDocument('both');
  const { whole } = piecesOf(genuine);
  const content = whole.replace(match(/<ds:Signature [\s\S]*<\/ds:Signature>/, whole), '');
  for (const [from, to] of [
    [GENUINE.nameId, 'Alice@acme.example'],
    ['>engineering<', '>engineering <'],
    ['>on-call<', '>on-call\n<'],
    ['</saml:Subject>', ' </saml:Subject>'],
    ['<saml:AuthnStatement ', '<saml:AuthnStatement xml:lang="" '],
    ['Alice Andersen', 'Alice\u00a0Andersen'],
  ] as const) {
    expect(content).toContain(from);
    expect(await outcomeOf(genuine.replaceAll(from, to))).toBe('signature_digest_mismatch');
  }
});
