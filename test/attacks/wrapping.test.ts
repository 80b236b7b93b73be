/** Signature wrapping: a stolen signature that holds, beside or around content that it does not cover. */
import { describe, expect, test } from 'vitest';
import { buildResponse, GENUINE, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import {
  type Attack,
  expectStolenSignature,
  forged,
  genuineDocument,
  insertAfter,
  insertBefore,
  match,
  piecesOf,
  type Signed,
  swap,
  unsignedAssertion,
  withExtensions,
  withStatusDetail,
  xmlsec1Verifies,
} from './forging.ts';

const RESPONSE_END = '</samlp:Response>';
const ASSERTION_END = '</saml:Assertion>';
const SIGNATURE_END = '</ds:Signature>';

const object = (content: string) => `<ds:Object>${content}</ds:Object>`;

/** The genuine document with another Assertion in place of its own. */
function withAssertion(genuine: string, assertion: string): string {
  return swap(genuine, piecesOf(genuine).whole, assertion);
}

interface WrappingAttack extends Attack {
  /** Assertion where not given. */
  readonly signed?: Signed;
}

const WRAPPINGS: WrappingAttack[] = [
  {
    does: 'a forged Response keeps the Signature, and the original is inside it',
    signed: 'Response',
    forge: (genuine) => {
      const { content } = piecesOf(genuine, 'Response');
      return insertBefore(forged(genuine), SIGNATURE_END, content);
    },
    refusedWith: 'signature_malformed',
  },
  {
    does: 'a forged Response keeps the Signature, and the original stands before it',
    signed: 'Response',
    forge: (genuine) => {
      const { content, signature } = piecesOf(genuine, 'Response');
      return insertBefore(forged(genuine), signature, content);
    },
    refusedWith: 'response_malformed',
  },
  {
    does: 'a forged Response keeps the Signature, and the original is in its Extensions',
    signed: 'Response',
    forge: (genuine) => withExtensions(forged(genuine), piecesOf(genuine, 'Response').content),
    refusedWith: 'signature_reference_invalid',
  },
  {
    does: 'a forged Response keeps the Signature, and the original is in an Object of it',
    signed: 'Response',
    forge: (genuine) =>
      insertBefore(forged(genuine), SIGNATURE_END, object(piecesOf(genuine, 'Response').content)),
    refusedWith: 'signature_malformed',
  },
  {
    does: 'a forged Assertion stands before the signed one',
    forge: (genuine) => insertBefore(genuine, piecesOf(genuine).whole, forged(piecesOf(genuine).content)),
    refusedWith: 'assertion_count',
  },
  {
    does: 'a forged Assertion stands after the signed one',
    forge: (genuine) => insertAfter(genuine, piecesOf(genuine).whole, forged(piecesOf(genuine).content)),
    refusedWith: 'assertion_count',
  },
  {
    does: 'a forged Assertion wraps the signed one',
    forge: (genuine) => withAssertion(genuine, unsignedAssertion(piecesOf(genuine).whole)),
    refusedWith: 'signature_required',
  },
  {
    does: 'a forged Assertion keeps the Signature, and the original is appended to the Response',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      return insertBefore(withAssertion(genuine, forged(whole)), RESPONSE_END, content);
    },
    refusedWith: 'assertion_count',
  },
  {
    does: 'a forged Assertion keeps the Signature, and the original is inside it',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      return withAssertion(genuine, insertBefore(forged(whole), SIGNATURE_END, content));
    },
    refusedWith: 'signature_malformed',
  },
  {
    does: 'a forged Assertion keeps the Signature, and the original is in an Object of it',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      return withAssertion(genuine, insertBefore(forged(whole), SIGNATURE_END, object(content)));
    },
    refusedWith: 'signature_malformed',
  },
  {
    does: 'a forged Assertion keeps the Signature, and the original is in its KeyInfo',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      return withAssertion(genuine, insertBefore(forged(whole), '</ds:KeyInfo>', content));
    },
    refusedWith: 'signature_malformed',
  },
  {
    does: 'a forged Assertion keeps the Signature, and the original is in the Extensions',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      return withExtensions(withAssertion(genuine, forged(whole)), content);
    },
    refusedWith: 'signature_reference_invalid',
  },
  {
    does: 'a forged Assertion takes the ID of the signed one, which is in the Extensions',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      const twin = swap(forged(whole), 'ID="_forged1"', `ID="${GENUINE.assertionId}"`);
      return withExtensions(withAssertion(genuine, twin), content);
    },
    refusedWith: 'signature_duplicate_id',
  },
  ...(['Extensions', 'StatusDetail'] as const).map((place) => ({
    does: `the signed Assertion hides in ${place}, and an unsigned one takes its place`,
    forge: (genuine: string) => {
      const hide = place === 'Extensions' ? withExtensions : withStatusDetail;
      return hide(withAssertion(genuine, unsignedAssertion()), piecesOf(genuine).whole);
    },
    refusedWith: 'signature_required' as const,
  })),
  {
    does: 'the signed Assertion hides in the Advice of an unsigned one',
    forge: (genuine) =>
      withAssertion(genuine, unsignedAssertion(`<saml:Advice>${piecesOf(genuine).whole}</saml:Advice>`)),
    refusedWith: 'signature_required',
  },
  {
    does: 'the signed Assertion hides in the Advice of a forged one that keeps the Signature',
    forge: (genuine) => {
      const { whole, content } = piecesOf(genuine);
      const advice = `<saml:Advice>${content}</saml:Advice>`;
      return withAssertion(genuine, insertBefore(forged(whole), ASSERTION_END, advice));
    },
    refusedWith: 'signature_reference_invalid',
  },
  {
    does: 'the signed Assertion hides in an AttributeValue of an unsigned one',
    forge: (genuine) => {
      const value = `<saml:AttributeValue>${piecesOf(genuine).whole}</saml:AttributeValue>`;
      return withAssertion(
        genuine,
        unsignedAssertion(
          `<saml:AttributeStatement><saml:Attribute Name="x">${value}</saml:Attribute></saml:AttributeStatement>`,
        ),
      );
    },
    refusedWith: 'signature_required',
  },
  {
    does: 'the signed Assertion hides in the SubjectConfirmationData of an unsigned one',
    forge: (genuine) => {
      const data = match(/<saml:SubjectConfirmationData [^>]*>/, genuine);
      const opened = `${data.replace('/>', '>')}${piecesOf(genuine).whole}</saml:SubjectConfirmationData>`;
      return withAssertion(genuine, swap(unsignedAssertion(), data, opened));
    },
    refusedWith: 'signature_required',
  },
  {
    does: 'the Signature stands beside the Assertion that it signs, as a child of the Response',
    forge: (genuine) => {
      const { whole, content, signature } = piecesOf(genuine);
      return swap(genuine, whole, signature + content);
    },
    refusedWith: 'signature_reference_invalid',
  },
  {
    does: 'a second Signature is on the signed Response',
    signed: 'Response',
    forge: (genuine) => {
      const { signature } = piecesOf(genuine, 'Response');
      return insertAfter(genuine, signature, signature);
    },
    refusedWith: 'response_malformed',
  },
  {
    does: 'a second Signature is on the signed Assertion',
    forge: (genuine) => insertAfter(genuine, piecesOf(genuine).signature, piecesOf(genuine).signature),
    refusedWith: 'signature_malformed',
  },
];

describe('a stolen signature that still holds is no use when', () => {
  test.each(WRAPPINGS)('$does', async ({ signed = 'Assertion', forge, refusedWith }) => {
    const genuine = await genuineDocument(signed);
    const document = await forge(genuine);
    expectStolenSignature(document, genuine, signed === 'Response' ? 'Response' : 'Assertion');
    expect(await outcomeOf(document)).toBe(refusedWith);
  });

  test('it stands deeper inside the element that it signs', async () => {
    const inAdvice = buildResponse({ assertion: { advice: { rawXml: '' } } });
    const assertionSigned = await signXml(inAdvice, 'Assertion');
    const inExtensions = buildResponse({ extensions: { rawXml: '' } });
    const responseSigned = await signXml(inExtensions, 'Response');
    for (const [genuine, signed, place] of [
      [assertionSigned, 'Assertion', '<saml:Advice>'],
      [responseSigned, 'Response', '<samlp:Extensions>'],
    ] as const) {
      expect(await outcomeOf(genuine)).toBe('accepted');
      const { signature } = piecesOf(genuine, signed);
      const document = insertAfter(swap(genuine, signature, ''), place, signature);
      expectStolenSignature(document, genuine, signed);
      expect(await outcomeOf(document)).toBe('signature_required');
    }
  });

  test('the Response that was signed reports an error, and a copy of its Signature holds an Assertion', async () => {
    const status = {
      code: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
      subordinateCode: null,
      message: null,
      detail: null,
    };
    const genuine = await signXml(buildResponse({ status, assertions: [] }), 'Response');
    expect(await xmlsec1Verifies(genuine, 'Response')).toBe(true);
    expect(await outcomeOf(genuine)).toBe('status_not_success');

    const { signature } = piecesOf(genuine, 'Response');
    const copy = insertBefore(signature, SIGNATURE_END, object(unsignedAssertion()));
    const beside = insertAfter(genuine, signature, copy);
    expect(await outcomeOf(beside)).toBe('response_malformed');
    const inside = swap(genuine, signature, copy);
    expect(await xmlsec1Verifies(inside, 'Response')).toBe(true);
    expect(await outcomeOf(inside)).toBe('status_not_success');
    const inExtensions = withExtensions(genuine, copy);
    expect(await outcomeOf(inExtensions)).toBe('status_not_success');
    const claimsSuccess = swap(inside, status.code, 'urn:oasis:names:tc:SAML:2.0:status:Success');
    expect(await outcomeOf(claimsSuccess)).toBe('assertion_count');
    const addsTheAssertion = insertBefore(claimsSuccess, RESPONSE_END, unsignedAssertion());
    expect(await outcomeOf(addsTheAssertion)).toBe('signature_malformed');
    const withoutObject = insertBefore(
      swap(genuine, status.code, 'urn:oasis:names:tc:SAML:2.0:status:Success'),
      RESPONSE_END,
      unsignedAssertion(),
    );
    expect(await outcomeOf(withoutObject)).toBe('signature_digest_mismatch');
  });
});
