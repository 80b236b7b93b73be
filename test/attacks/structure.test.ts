/** The schema: two of what may be there once, and what nobody knows, even where the identity provider signed it. */
import { describe, expect, test } from 'vitest';
import { buildResponse, GENUINE, signBoth } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { type Attack, insertAfter, insertBefore, match, swap } from './forging.ts';

const STATUS = /<samlp:Status>[\s\S]*<\/samlp:Status>/;

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
