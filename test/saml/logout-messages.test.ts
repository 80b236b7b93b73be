/** The messages of a single logout that we send: read back by our own reader, and by the one that knows nothing of ours. */
import { describe, expect, test } from 'vitest';
import type { NameId } from '../../src/saml/assertion.ts';
import { buildLogoutRequest, buildSignedLogoutRequest } from '../../src/saml/logout-request.ts';
import { buildLogoutResponse, buildSignedLogoutResponse } from '../../src/saml/logout-response.ts';
import { isSameNameId } from '../../src/saml/name-id.ts';
import { NAME_ID_EMAIL, NAME_ID_PERSISTENT, NAME_ID_UNSPECIFIED } from '../../src/saml/names.ts';
import { signingKey } from '../support/key-pairs.ts';
import { GENUINE, testKey } from '../support/signed-response.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';

const NAME: NameId = {
  value: ' a<b>&"\u00fc\u{1f600} ',
  format: NAME_ID_PERSISTENT,
  nameQualifier: 'https://idp.example.com/<&>',
  spNameQualifier: 'sp',
};
const REQUEST = {
  id: '_1',
  issueInstant: GENUINE.now,
  destination: 'https://idp.example.com/slo?a=1&b=2',
  spEntityId: GENUINE.spEntityId,
  nameId: NAME,
  sessionIndex: '_s<1>',
};
const RESPONSE = {
  id: '_2',
  issueInstant: GENUINE.now,
  destination: 'https://idp.example.com/slo',
  spEntityId: GENUINE.spEntityId,
  inResponseTo: '_theirs"<',
  outcome: 'done',
} as const;

describe('a LogoutRequest of ours', () => {
  test('says the name as it came, its session, who asks, why, and until when', () => {
    expect(buildLogoutRequest(REQUEST)).toBe(
      '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0"' +
        ' IssueInstant="2026-11-21T12:00:00.000Z" Destination="https://idp.example.com/slo?a=1&amp;b=2" NotOnOrAfter="2026-11-21T12:05:00.000Z" Reason="urn:oasis:names:tc:SAML:2.0:logout:user">' +
        '<saml:Issuer>http://acme.localhost:8787/sso/metadata</saml:Issuer>' +
        '<saml:NameID NameQualifier="https://idp.example.com/&lt;&amp;>" SPNameQualifier="sp" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"> a&lt;b&gt;&amp;"ü\u{1f600} </saml:NameID>' +
        '<samlp:SessionIndex>_s&lt;1&gt;</samlp:SessionIndex></samlp:LogoutRequest>',
    );
  });

  test('leaves out what was not there when the person signed in', () => {
    const nameId = {
      value: 'a',
      format: NAME_ID_UNSPECIFIED,
      formatOmitted: true,
      nameQualifier: null,
      spNameQualifier: null,
    } as const;
    const xml = buildLogoutRequest({ ...REQUEST, nameId, sessionIndex: null });
    expect(xml).toContain('<saml:NameID>a</saml:NameID></samlp:LogoutRequest>');
    const { formatOmitted: _, ...stated } = nameId;
    expect(buildLogoutRequest({ ...REQUEST, nameId: stated })).toContain(`Format="${NAME_ID_UNSPECIFIED}"`);
  });
});

test('a LogoutResponse of ours says that it is done', () => {
  expect(buildLogoutResponse(RESPONSE)).toBe(
    '<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_2" Version="2.0"' +
      ' IssueInstant="2026-11-21T12:00:00.000Z" Destination="https://idp.example.com/slo" InResponseTo="_theirs&quot;&lt;"><saml:Issuer>http://acme.localhost:8787/sso/metadata</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:LogoutResponse>',
  );
});

test.each([
  [
    'that nobody of an encrypted name is known',
    'unknown',
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal"/></samlp:StatusCode></samlp:Status>',
  ],
  [
    'that the request was refused, and not why',
    'denied',
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Requester"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:RequestDenied"/></samlp:StatusCode></samlp:Status>',
  ],
  [
    'that we could not look',
    'unavailable',
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/></samlp:Status>',
  ],
] as const)('a LogoutResponse of ours says %s, signed as any other', async (_what, outcome, status) => {
  expect(buildLogoutResponse({ ...RESPONSE, outcome })).toContain(`</saml:Issuer>${status}</samlp:Log`);
  const signed = await buildSignedLogoutResponse({ ...RESPONSE, outcome }, signingKey('rsaA'));
  const { certificatePem } = testKey('rsaA');
  expect(await verifyWithXmlsec1(signed, '_2', certificatePem)).toBe(true);
  const relieved = signed.replace(status, status.replace(/Requester|Responder/, 'Success'));
  expect(await verifyWithXmlsec1(relieved, '_2', certificatePem)).toBe(false);
});

test.each(['rsaA', 'p256', 'p384'] as const)('xmlsec1 verifies what we sign with %s', async (name) => {
  const { certificatePem } = testKey(name);
  const request = await buildSignedLogoutRequest(REQUEST, signingKey(name));
  const response = await buildSignedLogoutResponse(RESPONSE, signingKey(name));
  expect(await verifyWithXmlsec1(request, '_1', certificatePem)).toBe(true);
  expect(await verifyWithXmlsec1(response, '_2', certificatePem)).toBe(true);
  expect(await verifyWithXmlsec1(request.replace('_s&lt;1', '_s&lt;2'), '_1', certificatePem)).toBe(false);
  expect(await verifyWithXmlsec1(response.replace('status:Success', 'status:x'), '_2', certificatePem)).toBe(
    false,
  );
});

describe('a name is the same one', () => {
  const domain = { idpEntityId: 'idp', spEntityId: 'sp' };
  const name: NameId = { value: 'a', format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null };
  test.each<[string, Partial<NameId>, boolean]>([
    ['with the same value, format and qualifiers', {}, true],
    ['with the qualifiers written out', { nameQualifier: 'idp', spNameQualifier: 'sp' }, true],
    ['not with another value', { value: 'b' }, false],
    ['not with other letters', { value: 'A' }, false],
    ['not with a space', { value: 'a ' }, false],
    ['not with a look-alike', { value: '\u0430' }, false],
    ['not with another format', { format: NAME_ID_PERSISTENT }, false],
    ['not without a format', { format: NAME_ID_UNSPECIFIED, formatOmitted: true }, false],
    ['not in another domain', { nameQualifier: 'other' }, false],
    ['not for another service', { spNameQualifier: 'other' }, false],
    ['not with an empty qualifier', { nameQualifier: '' }, false],
  ])('%s', (_how, changes, same) => {
    expect(isSameNameId(name, { ...name, ...changes }, domain)).toBe(same);
    expect(isSameNameId({ ...name, ...changes }, name, domain)).toBe(same);
  });
});
