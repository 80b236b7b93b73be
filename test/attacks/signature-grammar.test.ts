/** Inside ds:Signature: whatever two readers could read differently, or whatever makes a signature cover less. */
import { describe, expect, test } from 'vitest';
import { GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import {
  expectStolenSignature,
  forged,
  genuineDocument,
  insertAfter,
  insertBefore,
  match,
  piecesOf,
  resign,
  swap,
  xmlsec1Verifies,
} from './forging.ts';

const SIGNED_INFO = /<ds:SignedInfo>[\s\S]*<\/ds:SignedInfo>/;
const REFERENCE = /<ds:Reference [\s\S]*?<\/ds:Reference>/;
const DIGEST_VALUE = /(?<=<ds:DigestValue>)[^<]*/;
const SIGNATURE_VALUE = /(?<=<ds:SignatureValue>)[^<]*/;

/** What the attacker signs himself: alice is admin, under the ID that the genuine signature names. */
async function attackersDocument(genuine: string): Promise<string> {
  const { whole, signature } = piecesOf(genuine);
  const content = swap(forged(whole), signature, '').replace('ID="_forged1"', `ID="${GENUINE.assertionId}"`);
  return signXml(swap(genuine, whole, content), 'Assertion', { key: testKey('rogue') });
}

/** The attacker's document with the genuine Signature, so that only the digest is wrong. */
async function forgedContent(genuine: string): Promise<{ document: string; forgedDigest: string }> {
  const own = await attackersDocument(genuine);
  const document = swap(own, piecesOf(own).signature, piecesOf(genuine).signature);
  expect(await outcomeOf(document)).toBe('signature_digest_mismatch');
  return { document, forgedDigest: match(DIGEST_VALUE, own) };
}

describe('a SignedInfo of the attacker beside the genuine one', () => {
  test.each<[string, (genuine: string, own: string) => string]>([
    ['before it', (genuine, own) => own + genuine],
    ['after it', (genuine, own) => genuine + own],
    ['around it', (genuine, own) => insertBefore(own, '</ds:SignedInfo>', genuine)],
    ['inside it', (genuine, own) => insertBefore(genuine, '</ds:SignedInfo>', own)],
    ['in an Object', (genuine, own) => `${own}<ds:Object>${genuine}</ds:Object>`],
    ['in a foreign element', (genuine, own) => `<x>${own}</x>${genuine}`],
  ])('%s', async (_, combine) => {
    const genuine = await genuineDocument();
    const own = await attackersDocument(genuine);
    const combined = combine(match(SIGNED_INFO, genuine), match(SIGNED_INFO, own));
    const withBoth = swap(own, SIGNED_INFO, combined);
    const document = swap(withBoth, SIGNATURE_VALUE, match(SIGNATURE_VALUE, genuine));
    expect(document).toContain(match(SIGNATURE_VALUE, genuine));
    expect(['signature_malformed', 'signature_reference_invalid']).toContain(await outcomeOf(document));
  });
});

describe('a value that two readers could read differently', () => {
  test.each<[string, (genuine: string, forged: string) => string, string]>([
    ['a comment before the DigestValue', (g, f) => `<!--${f}-->${g}`, 'signature_reference_invalid'],
    ['a comment after the DigestValue', (g, f) => `${g}<!--${f}-->`, 'signature_reference_invalid'],
    ['a comment inside', (g, f) => `${g.slice(0, 8)}<!--${f}-->${g.slice(8)}`, 'signature_reference_invalid'],
    ['a forged value split off by a comment', (g, f) => `${f}<!---->${g}`, 'signature_reference_invalid'],
    ['a processing instruction', (g, f) => `<?x ${f}?>${g}`, 'xml_processing_instruction_forbidden'],
    ['CDATA before it', (g, f) => `<![CDATA[${f}]]>${g}`, 'signature_malformed'],
    ['CDATA after it', (g, f) => `${g}<![CDATA[${f}]]>`, 'signature_malformed'],
    ['a child element after it', (g, f) => `${g}<x>${f}</x>`, 'signature_reference_invalid'],
    ['a child element before it', (g, f) => `<x>${f}</x>${g}`, 'signature_reference_invalid'],
    [
      'a nested DigestValue',
      (g, f) => `<ds:DigestValue>${f}</ds:DigestValue>${g}`,
      'signature_reference_invalid',
    ],
  ])('%s', async (_, combine, refusedWith) => {
    const genuine = await genuineDocument();
    const { document, forgedDigest } = await forgedContent(genuine);
    const digestValue = match(DIGEST_VALUE, genuine);
    expect(await outcomeOf(swap(document, digestValue, combine(digestValue, forgedDigest)))).toBe(
      refusedWith,
    );
  });

  test('DigestValue in CDATA is the same octets, and nothing is gained by it', async () => {
    const genuine = await genuineDocument();
    const digestValue = match(DIGEST_VALUE, genuine);
    const inCdata = `${digestValue.slice(0, 8)}<![CDATA[${digestValue.slice(8)}]]>`;
    expect(await xmlsec1Verifies(swap(genuine, digestValue, inCdata))).toBe(true);
    expect(await outcomeOf(swap(genuine, digestValue, inCdata))).toBe('accepted');
    const { document } = await forgedContent(genuine);
    expect(await outcomeOf(swap(document, digestValue, inCdata))).toBe('signature_digest_mismatch');
  });

  test.each<[string, (genuine: string) => string, string]>([
    ['a comment in SignatureValue', (value) => `<!--x-->${value}`, 'signature_malformed'],
    ['an element in SignatureValue', (value) => `${value}<x/>`, 'signature_malformed'],
    ['a processing instruction in it', (value) => `<?x?>${value}`, 'xml_processing_instruction_forbidden'],
    ['an entity in it', (value) => `&x;${value}`, 'xml_entity_forbidden'],
    ['base64url in it', () => '-_-_', 'signature_malformed'],
  ])('%s', async (_, edit, refusedWith) => {
    const genuine = await genuineDocument();
    const value = match(SIGNATURE_VALUE, genuine);
    expect(await outcomeOf(swap(genuine, value, edit(value)))).toBe(refusedWith);
  });

  test.each([
    ['URI', `<ds:Reference URI="#_forged1" URI="#${GENUINE.assertionId}"`],
    ['URI', `<ds:Reference URI="#${GENUINE.assertionId}" URI="#_forged1"`],
  ])('%s twice on the Reference', async (_, tag) => {
    const document = swap(await genuineDocument(), `<ds:Reference URI="#${GENUINE.assertionId}"`, tag);
    expect(await outcomeOf(document)).toBe('xml_duplicate_attribute');
  });

  test.each([
    ['another prefix on Algorithm', 'ds:Algorithm'],
    ['another case of Algorithm', 'algorithm'],
  ])('%s', async (_, name) => {
    const document = resign(await genuineDocument(), (signedInfo) =>
      swap(signedInfo, '<ds:SignatureMethod ', `<ds:SignatureMethod ${name}="urn:x" `),
    );
    expect(await outcomeOf(document)).toBe('signature_malformed');
  });

  test.each([
    ['in StatusDetail', 'StatusDetail', 'DigestValue'],
    ['in Extensions', 'Extensions', 'Reference'],
  ])('a forged DigestValue %s, where a careless search finds it', async (_, place, element) => {
    const genuine = await genuineDocument();
    const { document, forgedDigest } = await forgedContent(genuine);
    const reference = swap(match(REFERENCE, genuine), DIGEST_VALUE, forgedDigest);
    const decoy = element === 'Reference' ? reference : `<ds:DigestValue>${forgedDigest}</ds:DigestValue>`;
    const hidden = `<samlp:${place} xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${decoy}</samlp:${place}>`;
    const status = match(/<samlp:Status>[\s\S]*<\/samlp:Status>/, document);
    const planted =
      place === 'Extensions'
        ? insertBefore(document, status, hidden)
        : insertBefore(document, '</samlp:Status>', hidden);
    expect(await outcomeOf(planted)).toBe('signature_digest_mismatch');
  });
});

describe('every element of a Signature stands there once', () => {
  test.each([
    ['SignedInfo', 'signature_malformed'],
    ['CanonicalizationMethod', 'signature_malformed'],
    ['SignatureMethod', 'signature_reference_invalid'],
    ['Reference', 'signature_reference_invalid'],
    ['Transforms', 'signature_reference_invalid'],
    ['DigestMethod', 'signature_reference_invalid'],
    ['DigestValue', 'signature_reference_invalid'],
    ['SignatureValue', 'signature_malformed'],
    ['KeyInfo', 'signature_malformed'],
  ])('%s', async (name, refusedWith) => {
    const genuine = await genuineDocument();
    const element = new RegExp(`<ds:${name}(?: [^>]*)?(?:/>|>[\\s\\S]*?</ds:${name}>)`);
    const doubled = (xml: string) => insertAfter(xml, element, match(element, xml));
    expect(await outcomeOf(doubled(genuine))).toBe(refusedWith);
    // Without it nothing holds either; KeyInfo alone may be missing.
    const missing = await outcomeOf(swap(genuine, element, ''));
    if (name === 'KeyInfo') expect(missing).toBe('accepted');
    else expect(missing).toMatch(/^signature_(malformed|reference_invalid)$/);
    // Where it is part of what was signed, the identity provider's own signature over the doubled form is no excuse.
    if (match(SIGNED_INFO, genuine).includes(`<ds:${name}`) && name !== 'SignedInfo') {
      expect(await outcomeOf(resign(genuine, doubled))).toBe(refusedWith);
    }
  });

  test.each([
    ['Signature', '</ds:Signature>', 'signature_malformed'],
    ['SignedInfo', '</ds:SignedInfo>', 'signature_reference_invalid'],
    ['Reference', '</ds:Reference>', 'signature_reference_invalid'],
    ['Transforms', '</ds:Transforms>', 'signature_transforms_forbidden'],
    ['DigestValue', '</ds:DigestValue>', 'signature_reference_invalid'],
    ['SignatureValue', '</ds:SignatureValue>', 'signature_malformed'],
  ])('a stray child of %s', async (_, end, refusedWith) => {
    const document = insertBefore(await genuineDocument(), end, '<x xmlns="urn:x"/>');
    expect(await outcomeOf(document)).toBe(refusedWith);
  });

  test.each(['Signature', 'SignedInfo', 'Reference', 'Transforms'])('stray text in %s', async (name) => {
    const document = insertBefore(await genuineDocument(), `</ds:${name}>`, 'text');
    expect(await outcomeOf(document)).toMatch(/^signature_(malformed|reference_invalid)$/);
  });

  test.each(['Signature', 'SignedInfo', 'SignatureValue', 'Reference'])(
    '%s in a foreign namespace',
    async (name) => {
      const genuine = await genuineDocument();
      const document = swap(
        genuine.replaceAll(`</ds:${name}>`, `</evil:${name}>`),
        new RegExp(`<ds:${name}(?=[ >])`),
        `<evil:${name} xmlns:evil="urn:evil"`,
      );
      expect(await outcomeOf(document)).toMatch(/^signature_(required|malformed|reference_invalid)$/);
    },
  );
});

test('the document that all of these start from is accepted as it is, and signed again', async () => {
  const genuine = await genuineDocument();
  expectStolenSignature(genuine, genuine);
  const again = resign(genuine, (signedInfo) => signedInfo);
  expect(await xmlsec1Verifies(again)).toBe(true);
  expect((await acceptedAssertion(again)).nameId?.value).toBe(GENUINE.nameId);
});
