/** Which signatures count, and what they cover: every one that is there, and the element that holds it. */
import { describe, expect, test } from 'vitest';
import { assertionParts, buildResponse, GENUINE, signXml, testKey } from '../support/signed-response.ts';
import { acceptedAssertion, outcomeOf } from '../support/verdict.ts';
import {
  forged,
  genuineDocument,
  insertBefore,
  match,
  piecesOf,
  swap,
  unsignedAssertion,
  withExtensions,
  withStatusDetail,
  xmlsec1Verifies,
} from './forging.ts';

const SIGNATURE_END = '</ds:Signature>';
const STATUS = /<samlp:Status>[\s\S]*<\/samlp:Status>/;

const object = (content: string) => `<ds:Object>${content}</ds:Object>`;

describe('xmlsec1 alone would be fooled, since enveloped-signature leaves out what is inside the Signature', () => {
  test.each([
    ['Object', SIGNATURE_END, object(unsignedAssertion())],
    ['KeyInfo', '</ds:KeyInfo>', unsignedAssertion()],
    ['X509Data of its KeyInfo', '</ds:X509Data>', unsignedAssertion()],
  ])('a forged Assertion in the %s of the genuine Signature', async (_, before, content) => {
    for (const signed of ['Assertion', 'Response'] as const) {
      const document = insertBefore(await genuineDocument(signed), before, content);
      expect(await xmlsec1Verifies(document, signed)).toBe(true);
      expect(await outcomeOf(document)).toBe('signature_malformed');
    }
  });

  test('a forged Assertion before the signed one', async () => {
    const genuine = await genuineDocument();
    const document = insertBefore(genuine, piecesOf(genuine).whole, forged(piecesOf(genuine).content));
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe('assertion_count');
  });

  test.each([
    ['Extensions', withExtensions],
    ['StatusDetail', withStatusDetail],
  ])('a forged Assertion in %s beside the good one is never read', async (_, hide) => {
    const genuine = await genuineDocument();
    const document = hide(genuine, forged(piecesOf(genuine).content));
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect((await acceptedAssertion(document)).nameId?.value).toBe(GENUINE.nameId);
  });
});

describe('one ID on two elements is refused', () => {
  test.each(['ID', 'Id', 'id', 'iD', 'xml:id', 'samlp:ID'])(
    'the other one spells it %s',
    async (spelling) => {
      for (const [signed, id] of [
        ['Assertion', GENUINE.assertionId],
        ['Response', GENUINE.responseId],
      ] as const) {
        const document = withExtensions(await genuineDocument(signed), `<x ${spelling}="${id}"/>`);
        expect(await outcomeOf(document)).toBe('signature_duplicate_id');
      }
    },
  );

  test('two Assertions, both with good signatures', async () => {
    const second = assertionParts({ id: '_assertion2' });
    const one = await signXml(buildResponse({ assertions: [assertionParts(), second] }), 'Assertion');
    const both = await signXml(one, { id: '_assertion2' });
    expect(await xmlsec1Verifies(both)).toBe(true);
    expect(await outcomeOf(both)).toBe('assertion_count');
    expect(await outcomeOf(await signXml(both, 'Response'))).toBe('assertion_count');
  });
});

describe('every signature that is present has to hold', () => {
  test('a good Assertion in a Response that another key signed', async () => {
    const document = await signXml(await genuineDocument(), 'Response', { key: testKey('rogue') });
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe('signature_invalid');
  });

  test('a good Response around an Assertion that another key signed', async () => {
    const inner = await signXml(buildResponse(), 'Assertion', { key: testKey('rogue') });
    const document = await signXml(inner, 'Response');
    expect(await xmlsec1Verifies(document, 'Response')).toBe(true);
    expect(await outcomeOf(document)).toBe('signature_invalid');
    expect(await outcomeOf(document, { requireSigned: 'response' })).toBe('signature_invalid');
  });

  test('a good Response around an Assertion whose content changed after it was signed', async () => {
    const inner = swap(await genuineDocument(), '>engineering<', '>finance<');
    const document = await signXml(inner, 'Response');
    expect(await xmlsec1Verifies(document, 'Response')).toBe(true);
    expect(await outcomeOf(document)).toBe('signature_digest_mismatch');
  });

  test('a Response that changed around a good Assertion', async () => {
    const document = swap(
      await genuineDocument('both'),
      STATUS,
      match(STATUS, buildResponse()).replace('><', '> <'),
    );
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe('signature_digest_mismatch');
  });

  test('an Assertion that was countersigned', async () => {
    const twice = await signXml(await genuineDocument(), 'Assertion');
    expect(await outcomeOf(twice)).toBe('signature_malformed');
    expect(await outcomeOf(await signXml(twice, 'Response'))).toBe('signature_malformed');
  });
});

describe('the required signature has to be there', () => {
  test.each([
    ['response', 'Assertion', 'signature_required'],
    ['response', 'Response', 'accepted'],
    ['response', 'both', 'accepted'],
    ['assertion', 'Assertion', 'accepted'],
    ['assertion', 'Response', 'signature_required'],
    ['assertion', 'both', 'accepted'],
    ['either', 'Assertion', 'accepted'],
    ['either', 'Response', 'accepted'],
    ['either', 'both', 'accepted'],
    ['both', 'Assertion', 'signature_required'],
    ['both', 'Response', 'signature_required'],
    ['both', 'both', 'accepted'],
  ] as const)('required: %s; signed: %s; %s', async (requireSigned, signed, outcome) => {
    expect(await outcomeOf(await genuineDocument(signed), { requireSigned })).toBe(outcome);
  });

  test.each(['response', 'assertion', 'either', 'both'] as const)(
    'required: %s; signed: nothing; refused',
    async (requireSigned) => {
      expect(await outcomeOf(buildResponse(), { requireSigned })).toBe('signature_required');
    },
  );
});
