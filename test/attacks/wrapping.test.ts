/** Signature wrapping: a signature that holds, beside or around content that it does not cover. */
import { describe, expect, test } from 'vitest';
import { NS_ASSERTION, NS_METADATA, NS_PROTOCOL } from '../../src/saml/names.ts';
import {
  assertionParts,
  buildAssertion,
  buildResponse,
  GENUINE,
  signBoth,
  signXml,
  testKey,
} from '../support/signed-response.ts';
import { ADMIN, acceptedAssertion, outcomeOf } from '../support/verdict.ts';
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
  xmlsec1Verifies,
} from './forging.ts';

interface WrappingAttack extends Attack {
  /** Assertion where not given. */
  readonly signed?: Signed;
}

const RESPONSE_END = '</samlp:Response>';
const ASSERTION_END = '</saml:Assertion>';
const SIGNATURE_END = '</ds:Signature>';
const STATUS = /<samlp:Status>[\s\S]*<\/samlp:Status>/;

const object = (content: string) => `<ds:Object>${content}</ds:Object>`;
const extensions = (content: string) => `<samlp:Extensions>${content}</samlp:Extensions>`;
const withExtensions = (xml: string, content: string) => insertBefore(xml, STATUS, extensions(content));
const withStatusDetail = (xml: string, content: string) =>
  insertBefore(xml, '</samlp:Status>', `<samlp:StatusDetail>${content}</samlp:StatusDetail>`);

/** An Assertion for the admin that nobody signed, with a fragment before its end. */
function unsignedAssertion(fragment = ''): string {
  const text = buildAssertion(assertionParts({ id: '_forged1' })).replaceAll(GENUINE.nameId, ADMIN);
  return insertBefore(text, ASSERTION_END, fragment);
}

/** The genuine document with another Assertion in place of its own. */
function withAssertion(genuine: string, assertion: string): string {
  return swap(genuine, piecesOf(genuine).whole, assertion);
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

describe('a message that is no Response', () => {
  const issuer = `<saml:Issuer>${GENUINE.idpEntityId}</saml:Issuer>`;
  const header = `xmlns:samlp="${NS_PROTOCOL}" xmlns:saml="${NS_ASSERTION}" ID="${GENUINE.responseId}" Version="2.0" IssueInstant="2026-11-21T12:00:00Z"`;
  const messages: Record<string, string> = {
    'metadata of the identity provider': `<md:EntityDescriptor xmlns:md="${NS_METADATA}" entityID="${GENUINE.idpEntityId}" ID="${GENUINE.responseId}"><md:Organization/></md:EntityDescriptor>`,
    'an AuthnRequest': `<samlp:AuthnRequest ${header}>${issuer}</samlp:AuthnRequest>`,
    'a LogoutRequest': `<samlp:LogoutRequest ${header}>${issuer}<saml:NameID>${ADMIN}</saml:NameID></samlp:LogoutRequest>`,
    'a LogoutResponse': `<samlp:LogoutResponse ${header}>${issuer}</samlp:LogoutResponse>`,
    'an ArtifactResponse around a Response': `<samlp:ArtifactResponse ${header}>${issuer}${buildResponse({ id: '_inner' })}</samlp:ArtifactResponse>`,
  };

  test.each(Object.entries(messages))('%s, signed, is refused', async (_, message) => {
    const signed = await signXml(message, { id: GENUINE.responseId });
    expect(await outcomeOf(signed)).toBe('not_a_response');
  });

  test.each(Object.entries(messages))('the signature of %s signs no Response', async (_, message) => {
    const signed = await signXml(message, { id: GENUINE.responseId });
    const signature = match(/<ds:Signature [\s\S]*?<\/ds:Signature>/, signed);
    const target = buildResponse().replaceAll(GENUINE.nameId, ADMIN);
    const sameId = insertAfter(target, /<saml:Issuer>[^<]*<\/saml:Issuer>/, signature);
    expect(await outcomeOf(sameId)).toBe('signature_digest_mismatch');
    const hidden = withExtensions(
      swap(sameId, `ID="${GENUINE.responseId}"`, 'ID="_forged2"'),
      signed.replace(signature, ''),
    );
    expect(await outcomeOf(hidden)).toBe('signature_reference_invalid');
  });

  test('a bare signed Assertion is refused', async () => {
    const bare = await signXml(buildAssertion(assertionParts()), 'Assertion');
    expect(await xmlsec1Verifies(bare)).toBe(true);
    expect(await outcomeOf(bare)).toBe('not_a_response');
  });

  test.each([
    ['a SOAP envelope', 'http://schemas.xmlsoap.org/soap/envelope/', 'Envelope'],
    ['a Response of SAML 1.1', 'urn:oasis:names:tc:SAML:1.0:protocol', 'Response'],
    ['a Response in no namespace', '', 'Response'],
  ])('%s around a signed Response is refused', async (_, namespace, name) => {
    const genuine = await genuineDocument('Response');
    expect(await outcomeOf(`<${name} xmlns="${namespace}">${genuine}</${name}>`)).toBe('not_a_response');
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

describe('an unsigned envelope around a signed Assertion may only lead to refusal', () => {
  test.each<Attack>([
    {
      does: 'its Status is no success',
      forge: (xml) => swap(xml, 'status:Success', 'status:Requester'),
      refusedWith: 'status_not_success',
    },
    {
      does: 'its Destination is somebody else',
      forge: (xml) =>
        swap(xml, `Destination="${GENUINE.acsUrl}"`, 'Destination="https://sp.evil.example/acs"'),
      refusedWith: 'destination_mismatch',
    },
    {
      does: 'its Issuer is somebody else',
      forge: (xml) => swap(xml, GENUINE.idpEntityId, 'https://idp.evil.example/'),
      refusedWith: 'response_issuer_mismatch',
    },
    {
      does: 'its InResponseTo is another request',
      forge: (xml) => swap(xml, GENUINE.requestId, '_request2'),
      refusedWith: 'response_in_response_to_mismatch',
    },
    {
      does: 'its InResponseTo is gone',
      forge: (xml) => swap(xml, ` InResponseTo="${GENUINE.requestId}"`, ''),
      refusedWith: 'response_in_response_to_mismatch',
    },
    {
      does: 'its Version is another',
      forge: (xml) => swap(xml, 'Version="2.0"', 'Version="1.1"'),
      refusedWith: 'response_version_unsupported',
    },
  ])('$does', async ({ forge, refusedWith }) => {
    const document = await forge(await genuineDocument());
    expect(await xmlsec1Verifies(document)).toBe(true);
    expect(await outcomeOf(document)).toBe(refusedWith);
  });

  test('it can not answer another request on behalf of the Assertion', async () => {
    const request = { id: '_request2', issuedAt: GENUINE.now, forceAuthn: false };
    const document = swap(await genuineDocument(), GENUINE.requestId, '_request2');
    expect(await outcomeOf(document, { request })).toBe('in_response_to_mismatch');
  });

  test('it can not make an answer look unsolicited', async () => {
    const document = swap(await genuineDocument(), ` InResponseTo="${GENUINE.requestId}"`, '');
    expect(await outcomeOf(document, { request: null })).toBe('in_response_to_unexpected');
  });
});

describe('what the schema does not know is refused even where it was signed', () => {
  const ISSUER = `<saml:Issuer>${GENUINE.idpEntityId}</saml:Issuer>`;
  const inAssertion = (place: string, fragment: string) => (xml: string) => {
    const assertion = match(/<saml:Assertion [\s\S]*<\/saml:Assertion>/, xml);
    return swap(xml, assertion, insertBefore(assertion, place, fragment));
  };

  test.each<Attack>([
    {
      does: 'two Issuers in the Response',
      forge: (xml) => insertAfter(xml, ISSUER, ISSUER),
      refusedWith: 'response_malformed',
    },
    {
      does: 'two Statuses',
      forge: (xml) => insertAfter(xml, STATUS, match(STATUS, xml)),
      refusedWith: 'response_malformed',
    },
    { does: 'no Status', forge: (xml) => swap(xml, STATUS, ''), refusedWith: 'response_malformed' },
    {
      does: 'two StatusCodes',
      forge: (xml) => insertAfter(xml, /<samlp:StatusCode [^>]*>/, match(/<samlp:StatusCode [^>]*>/, xml)),
      refusedWith: 'response_malformed',
    },
    {
      does: 'an unknown child of the Response',
      forge: (xml) => insertAfter(xml, STATUS, '<samlp:Evil/>'),
      refusedWith: 'response_malformed',
    },
    {
      does: 'an Assertion in the wrong namespace',
      forge: (xml) => insertAfter(xml, STATUS, '<samlp:Assertion ID="_x"/>'),
      refusedWith: 'response_malformed',
    },
    {
      does: 'text between the children of the Response',
      forge: (xml) => insertAfter(xml, STATUS, 'text'),
      refusedWith: 'response_malformed',
    },
    {
      does: 'an unknown attribute of the Response',
      forge: (xml) => swap(xml, '<samlp:Response ', '<samlp:Response Evil="" '),
      refusedWith: 'response_malformed',
    },
    {
      does: 'two Issuers in the Assertion',
      forge: inAssertion('<saml:Subject>', ISSUER),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'two Subjects',
      forge: (xml) => insertBefore(xml, '<saml:Conditions', match(/<saml:Subject>.*<\/saml:Subject>/s, xml)),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'two NameIDs',
      forge: inAssertion('<saml:NameID', '<saml:NameID>bob</saml:NameID>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'a NameID and a BaseID',
      forge: inAssertion('<saml:NameID', '<saml:BaseID/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'two Conditions',
      forge: inAssertion('<saml:Conditions', '<saml:Conditions/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'two Advices',
      forge: inAssertion('<saml:Conditions', '<saml:Advice/><saml:Advice/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'two SubjectConfirmationData in one confirmation',
      forge: inAssertion('<saml:SubjectConfirmationData', '<saml:SubjectConfirmationData/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'an unknown child of the Assertion',
      forge: inAssertion('<saml:Subject>', '<saml:Evil/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'a child of a foreign namespace',
      forge: inAssertion('<saml:Subject>', '<Subject xmlns="urn:evil"/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'an unknown child of the Subject',
      forge: inAssertion('<saml:NameID', '<saml:Evil/>'),
      refusedWith: 'assertion_malformed',
    },
    {
      does: 'an unknown child of the AttributeStatement',
      forge: inAssertion('<saml:Attribute ', '<saml:Evil Name="x"/>'),
      refusedWith: 'assertion_malformed',
    },
  ])('$does', async ({ forge, refusedWith }) => {
    const document = await signBoth(await forge(buildResponse()));
    expect(await outcomeOf(document)).toBe(refusedWith);
  });
});
