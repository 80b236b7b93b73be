/** The messages of a single logout, by both bindings: what is read of a good one, and every rule at its edge. */
import { describe, expect, test } from 'vitest';
import { checkAnswered } from '../../src/saml/logout-rules.ts';
import {
  NAME_ID_EMAIL,
  STATUS_PARTIAL_LOGOUT,
  STATUS_RESPONDER,
  STATUS_SUCCESS,
} from '../../src/saml/names.ts';
import {
  decodeLogout,
  type LogoutArrival,
  verifyLogoutRequest,
  verifyLogoutResponse,
} from '../../src/saml/receive-logout.ts';
import { encryptElement, encryptNameId } from '../support/encrypt.ts';
import { keyPair } from '../support/key-pairs.ts';
import {
  ASKED,
  logoutExpectations,
  logoutRequest,
  logoutResponse,
  NAME,
  outcomeOfLogout,
  posted,
  postedFields,
  type RequestParts,
  type ResponseParts,
  redirected,
  SLO_URL,
  signedPost,
  signedQuery,
  signMessage,
  unsignedQuery,
  verifyArrival,
} from '../support/logout-messages.ts';
import { GENUINE } from '../support/signed-response.ts';

const BINDINGS: Readonly<Record<string, (xml: string) => Promise<LogoutArrival>>> = {
  Redirect: async (xml) => redirected(signedQuery(xml)),
  POST: (xml) => signedPost(xml),
};
const SKEW = 180_000;
const MINUTE = 60_000;

describe.each(Object.entries(BINDINGS))('by %s', (_binding, carry) => {
  const judge = async (xml: string, now?: number) => outcomeOfLogout(await carry(xml), {}, now);
  const read = async (xml: string, changes = {}) => {
    const verified = await verifyArrival(await carry(xml), changes);
    if (!verified.ok) throw new Error(verified.failure.code);
    return verified.value;
  };

  test('a LogoutRequest says who, and which sessions', async () => {
    expect(await read(logoutRequest({ sessionIndexes: ['_session1', 'a b', ''] }))).toMatchObject({
      id: '_logout1',
      issuer: GENUINE.idpEntityId,
      nameId: { value: GENUINE.nameId, format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null },
      isEncrypted: false,
      sessionIndexes: ['_session1', 'a b', ''],
    });
    expect(await read(logoutRequest())).not.toHaveProperty('nameId.formatOmitted');
  });

  test('a LogoutRequest without SessionIndex names none', async () => {
    expect(await read(logoutRequest({ sessionIndexes: [] }))).toMatchObject({ sessionIndexes: [] });
  });

  test('a NameID is read whole, comments and all', async () => {
    const name = '<saml:NameID NameQualifier="q" SPNameQualifier="s">alice<!-- -->@acme</saml:NameID>';
    expect(await read(logoutRequest({ name }))).toMatchObject({
      nameId: {
        value: 'alice@acme',
        format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
        formatOmitted: true,
        nameQualifier: 'q',
        spNameQualifier: 's',
      },
    });
  });

  test.each(['aes256-gcm', 'aes128-cbc'] as const)('an EncryptedID of %s is opened', async (content) => {
    const xml = encryptNameId(logoutRequest(), { content });
    expect(await read(xml, { decryptionKeys: [keyPair('spA')] })).toMatchObject({
      nameId: { value: GENUINE.nameId },
      isEncrypted: true,
    });
  });

  test.each([
    ['no key of ours opens it', { recipients: ['spB'] }, [keyPair('spA')]],
    ['there is no key', {}, []],
    [
      'its ciphertext was altered',
      { alterContent: (octets: Buffer) => octets.fill(0, 20, 30) },
      [keyPair('spA')],
    ],
  ] as const)('an EncryptedID is nobody’s name where %s', async (_why, changes, decryptionKeys) => {
    const xml = encryptNameId(logoutRequest(), changes as never);
    expect(await read(xml, { decryptionKeys })).toMatchObject({ nameId: null, isEncrypted: true });
  });

  test('an EncryptedID is nobody’s name where no text is in it', async () => {
    const nameId = '<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">alice<x/></saml:NameID>';
    const xml = logoutRequest({ name: encryptElement('EncryptedID', nameId) });
    expect(await read(xml, { decryptionKeys: [keyPair('spA')] })).toMatchObject({ nameId: null });
  });

  test('a LogoutRequest may name as many sessions as anybody has', async () => {
    const sessions = (count: number) => Array.from({ length: count }, (_, index) => `_s${index}`);
    expect(await judge(logoutRequest({ sessionIndexes: sessions(100) }))).toBe('accepted');
    expect(await judge(logoutRequest({ sessionIndexes: sessions(101) }))).toBe('logout_malformed');
  });

  test('what it was good for is told, so that it is remembered until then', async () => {
    const rememberUntil = GENUINE.now + 5 * MINUTE + SKEW;
    expect(await read(logoutRequest())).toMatchObject({ rememberUntil, notOnOrAfter: null });
    expect(await read(logoutResponse())).toMatchObject({ rememberUntil });
    const notOnOrAfter = GENUINE.now + MINUTE;
    const earlier = { rememberUntil: notOnOrAfter + SKEW, notOnOrAfter };
    expect(await read(logoutRequest({ notOnOrAfter }))).toMatchObject(earlier);
  });

  test('what it is lacks nothing that every message has', async () => {
    for (const xml of [logoutRequest(), logoutResponse()]) {
      const unversioned = xml.replace(' Version="2.0"', '');
      expect(await judge(unversioned)).toBe('logout_version_unsupported');
      expect(await judge(xml.replace(/ IssueInstant="[^"]*"/, ''))).toBe('instant_invalid');
      const issuer = `<saml:Issuer>${GENUINE.idpEntityId}</saml:Issuer>`;
      expect(await judge(xml.replace(issuer, issuer + issuer))).toBe('logout_malformed');
    }
  });

  test('a caller that mistakes its kind is told so', async () => {
    const request = decodeLogout(await carry(logoutRequest()));
    const response = decodeLogout(await carry(logoutResponse()));
    if (!request.ok || !response.ok) throw new Error('it was not read');
    const expectations = logoutExpectations();
    await expect(verifyLogoutResponse(request.value, expectations, GENUINE.now)).rejects.toThrow(TypeError);
    await expect(verifyLogoutRequest(response.value, expectations, GENUINE.now)).rejects.toThrow(TypeError);
  });

  test.each<[string, ResponseParts, string]>([
    ['Success', { status: STATUS_SUCCESS }, 'complete'],
    ['Success and PartialLogout', { status: STATUS_SUCCESS, detail: STATUS_PARTIAL_LOGOUT }, 'partial'],
    ['Responder and PartialLogout', { status: STATUS_RESPONDER, detail: STATUS_PARTIAL_LOGOUT }, 'partial'],
    ['PartialLogout at the top', { status: STATUS_PARTIAL_LOGOUT }, 'partial'],
    ['Responder', { status: STATUS_RESPONDER }, 'refused'],
    ['Success and something else', { status: STATUS_SUCCESS, detail: 'urn:x' }, 'refused'],
    ['no known code', { status: 'urn:x' }, 'refused'],
  ])('a LogoutResponse with %s', async (_what, parts, status) => {
    expect(await read(logoutResponse(parts))).toMatchObject({ inResponseTo: ASKED, status });
  });

  test.each<[string, RequestParts & ResponseParts, string]>([
    ['another version', { version: '2.1' }, 'logout_version_unsupported'],
    ['another Issuer', { issuer: 'https://idp.example.com/globex' }, 'logout_issuer_mismatch'],
    ['an Issuer in other letters', { issuer: GENUINE.idpEntityId.toUpperCase() }, 'logout_issuer_mismatch'],
    ['an Issuer with a space', { issuer: `${GENUINE.idpEntityId} ` }, 'logout_issuer_mismatch'],
    ['no Issuer', { issuer: null }, 'logout_malformed'],
    ['another Destination', { destination: `${SLO_URL}/` }, 'logout_destination_mismatch'],
    ['our ACS as Destination', { destination: GENUINE.acsUrl }, 'logout_destination_mismatch'],
    ['an empty Destination', { destination: '' }, 'logout_destination_mismatch'],
    ['no Destination', { destination: null }, 'logout_destination_mismatch'],
  ])('%s is refused, in a request and in a response', async (_what, parts, code) => {
    expect(await judge(logoutRequest())).toBe('accepted');
    expect(await judge(logoutRequest(parts))).toBe(code);
    expect(await judge(logoutResponse())).toBe('accepted');
    expect(await judge(logoutResponse(parts))).toBe(code);
  });

  test.each([
    [-1, 'accepted'],
    [0, 'logout_expired'],
    [1, 'logout_expired'],
  ])(
    'what it is good for ends after five minutes and the skew: %i ms from there',
    async (offset, outcome) => {
      const now = GENUINE.now + 5 * MINUTE + SKEW + offset;
      expect(await judge(logoutRequest(), now)).toBe(outcome);
      expect(await judge(logoutResponse(), now)).toBe(outcome);
      // A NotOnOrAfter that is later makes it no longer: nobody remembers for so long that it was used.
      expect(await judge(logoutRequest({ notOnOrAfter: GENUINE.now + 90 * MINUTE }), now)).toBe(outcome);
    },
  );

  test.each([
    [-1, 'accepted'],
    [0, 'logout_expired'],
    [1, 'logout_expired'],
  ])('its NotOnOrAfter ends it earlier: %i ms from there', async (offset, outcome) => {
    const xml = logoutRequest({ notOnOrAfter: GENUINE.now + MINUTE });
    expect(await judge(xml, GENUINE.now + MINUTE + SKEW + offset)).toBe(outcome);
  });

  test.each([
    [-1, 'accepted'],
    [0, 'accepted'],
    [1, 'logout_not_yet_valid'],
  ])('it may come from a clock that is fast by the skew: %i ms from there', async (offset, outcome) => {
    const issueInstant = GENUINE.now + SKEW + offset;
    expect(await judge(logoutRequest({ issueInstant }))).toBe(outcome);
    expect(await judge(logoutResponse({ issueInstant }))).toBe(outcome);
  });

  test.each<[string, string]>([
    ['no name', ''],
    ['a NameID and an EncryptedID', `${NAME}${encryptNameId(NAME)}`],
    ['two NameIDs', NAME + NAME],
    ['a BaseID', '<saml:BaseID/>'],
    ['a NameID and a BaseID', `<saml:BaseID/>${NAME}`],
    ['an Assertion', `${NAME}<saml:Assertion ID="_a"/>`],
    ['text between its children', `${NAME}admin`],
    ['an attribute that SAML does not know', NAME.replace('<saml:NameID', '<saml:Subject/><saml:NameID')],
    ['a SessionIndex with children', `${NAME}<samlp:SessionIndex>_s<a/></samlp:SessionIndex>`],
  ])('a LogoutRequest with %s is refused', async (_what, name) => {
    expect(await judge(logoutRequest({ name }))).toBe('logout_malformed');
  });

  test('a NameID with children is refused', async () => {
    expect(await judge(logoutRequest({ name: '<saml:NameID>alice<x/></saml:NameID>' }))).toBe(
      'name_id_invalid',
    );
  });

  test.each([null, ''])('a LogoutResponse that answers %j is refused', async (inResponseTo) => {
    expect(await judge(logoutResponse({ inResponseTo }))).toBe('logout_malformed');
  });

  test.each<[string, string, string]>([
    ['text', '<samlp:Status>', 'done<samlp:Status>'],
    ['a NameID', '<samlp:Status>', `${NAME}<samlp:Status>`],
    ['an attribute that SAML does not know', ' Version=', ' Other="" Version='],
  ])('a LogoutResponse with %s is refused', async (_what, from, to) => {
    expect(await judge(logoutResponse().replace(from, to))).toBe('logout_malformed');
  });

  test('a message of another kind is refused', async () => {
    const other = logoutRequest().replaceAll('LogoutRequest', 'ManageNameIDRequest');
    expect(await judge(other)).toBe('logout_malformed');
  });
});

describe('before anything is verified', () => {
  const relayState = 'a b/ü';
  const arrivals = (xml: string) => [
    posted(xml, { RelayState: relayState }),
    redirected(signedQuery(xml, { relayState })),
  ];

  test('a message says of which kind it is, from whom, and what it answers', () => {
    for (const arrival of arrivals(logoutRequest())) {
      const value = { arrival, parameter: 'SAMLRequest', relayState, unverifiedInResponseTo: null };
      expect(decodeLogout(arrival)).toMatchObject({ ok: true, value });
    }
    for (const arrival of arrivals(logoutResponse())) {
      const unverifiedIssuer = GENUINE.idpEntityId;
      const value = { parameter: 'SAMLResponse', unverifiedIssuer, unverifiedInResponseTo: ASKED };
      expect(decodeLogout(arrival)).toMatchObject({ ok: true, value });
    }
  });

  test('its Issuer may be missing', () => {
    const [arrival] = arrivals(logoutRequest({ issuer: null })) as [LogoutArrival];
    expect(decodeLogout(arrival)).toMatchObject({ ok: true, value: { unverifiedIssuer: null } });
  });

  test.each<[string, LogoutArrival, string]>([
    ['what is no XML', posted('<LogoutRequest '), 'xml_malformed'],
    [
      'the other kind under its name',
      postedFields({ SAMLResponse: btoa(logoutRequest()) }),
      'logout_malformed',
    ],
    ['no message', postedFields({}), 'logout_message_count'],
    ['a link without one', redirected('RelayState=a'), 'redirect_message_missing'],
    [
      'a link with two',
      redirected(`${unsignedQuery(logoutRequest())}&${unsignedQuery(logoutResponse())}`),
      'redirect_message_ambiguous',
    ],
    ['a link to what is no XML', redirected(unsignedQuery('<LogoutRequest ')), 'xml_malformed'],
  ])('%s is refused', (_what, arrival, code) => {
    expect(decodeLogout(arrival)).toMatchObject({ ok: false, failure: { code } });
  });
});

describe('nothing is believed', () => {
  test.each([
    ['request', logoutRequest()],
    ['response', logoutResponse()],
  ])('of a %s that is not signed, or by a stranger', async (_kind, xml) => {
    expect(await outcomeOfLogout(posted(xml))).toBe('signature_missing');
    expect(await outcomeOfLogout(redirected(unsignedQuery(xml)))).toBe('signature_missing');
    expect(await outcomeOfLogout(await signedPost(xml, 'rogue'))).toBe('signature_invalid');
    expect(await outcomeOfLogout(redirected(signedQuery(xml, { key: 'rogue' })))).toBe('signature_invalid');
  });

  test('of a link whose message has a signature inside as well', async () => {
    const inside = await signMessage(logoutRequest());
    expect(await outcomeOfLogout(redirected(signedQuery(inside)))).toBe('logout_malformed');
  });
});

describe('a refusal has the ID of its message', () => {
  const idOf = async (arrival: LogoutArrival) => {
    const refused = await verifyArrival(arrival);
    return refused.ok ? 'accepted' : refused.verifiedId;
  };
  const REFUSED: readonly RequestParts[] = [
    { version: '1.1' },
    { destination: null },
    { issuer: 'https://other.example.com' },
    { issueInstant: 0 },
    { issueInstant: GENUINE.now + 60 * MINUTE },
    { name: '' },
    { name: '<saml:NameID>alice<x/></saml:NameID>' },
  ];

  test.each(Object.entries(BINDINGS))('where its signature held, by %s', async (_binding, carry) => {
    for (const parts of REFUSED) {
      expect(await idOf(await carry(logoutRequest({ ...parts, id: '_r-1' }))), JSON.stringify(parts)).toBe(
        '_r-1',
      );
    }
    expect(await idOf(await carry(logoutResponse({ version: '1.1', id: '_a1' })))).toBe('_a1');
  });

  test('where it is signed twice', async () => {
    expect(await idOf(redirected(signedQuery(await signMessage(logoutRequest()))))).toBe('_logout1');
  });

  test('and none where it does not hold, whatever else is wrong', async () => {
    for (const parts of [{}, ...REFUSED]) {
      const xml = logoutRequest(parts);
      expect(await idOf(posted(xml))).toBeNull();
      expect(await idOf(redirected(unsignedQuery(xml)))).toBeNull();
      expect(await idOf(await signedPost(xml, 'rogue'))).toBeNull();
      expect(await idOf(redirected(signedQuery(xml, { key: 'rogue' })))).toBeNull();
    }
    const signed = await signMessage(logoutRequest());
    expect(await idOf(posted(signed.replace('_session1', '_session2')))).toBeNull();
    expect(
      await idOf(redirected(signedQuery(logoutRequest()).replace('SigAlg', 'RelayState=x&SigAlg'))),
    ).toBeNull();
  });

  test.each(['', ' ID=""'])('and none where it has none: %j', async (id) => {
    const xml = logoutRequest().replace(' ID="_logout1"', id);
    expect(await outcomeOfLogout(redirected(signedQuery(xml)))).toBe('logout_malformed');
    expect(await idOf(redirected(signedQuery(xml)))).toBeNull();
  });
});

test('an answer is one to the request that was sent, and to no other', () => {
  expect(checkAnswered(ASKED, ASKED)).toBeNull();
  expect(checkAnswered(`${ASKED} `, ASKED)).toMatchObject({
    ok: false,
    failure: { code: 'logout_in_response_to_mismatch' },
  });
});
