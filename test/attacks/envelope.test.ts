/** The envelope: another message in place of a Response, and a Response that was changed around a signed Assertion. */
import { describe, expect, test } from 'vitest';
import { NS_ASSERTION, NS_METADATA, NS_PROTOCOL } from '../../src/saml/names.ts';
import {
  assertionParts,
  buildAssertion,
  buildResponse,
  GENUINE,
  signXml,
} from '../support/signed-response.ts';
import { ADMIN, outcomeOf } from '../support/verdict.ts';
import {
  type Attack,
  genuineDocument,
  insertAfter,
  match,
  swap,
  withExtensions,
  xmlsec1Verifies,
} from './forging.ts';

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
    expect(await xmlsec1Verifies(signed, 'Response')).toBe(true);
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
