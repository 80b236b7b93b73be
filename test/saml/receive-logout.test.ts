/** The messages of a single logout, by both bindings: what is read of a good one, and every rule at its edge. */
import { describe, expect, test } from 'vitest';
import { STATUS_PARTIAL_LOGOUT, STATUS_RESPONDER, STATUS_SUCCESS } from '../../src/saml/names.ts';
import type { LogoutArrival } from '../../src/saml/receive-logout.ts';
import { encryptNameId } from '../support/encrypt.ts';
import { keyPair } from '../support/key-pairs.ts';
import {
  ASKED,
  logoutRequest,
  logoutResponse,
  NAME,
  outcomeOfLogout,
  posted,
  type RequestParts,
  type ResponseParts,
  redirected,
  SLO_URL,
  signedPost,
  signedQuery,
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
      nameId: { value: GENUINE.nameId, nameQualifier: null, spNameQualifier: null },
      isEncrypted: false,
      sessionIndexes: ['_session1', 'a b', ''],
    });
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
    ['more SessionIndexes than anybody has', NAME + '<samlp:SessionIndex>_</samlp:SessionIndex>'.repeat(101)],
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

  test('a message of another kind is refused', async () => {
    const other = logoutRequest().replaceAll('LogoutRequest', 'ManageNameIDRequest');
    expect(await judge(other)).toBe('logout_malformed');
  });
});

test('a POST brings its RelayState, a redirect the one that is signed', async () => {
  const { decodeLogout } = await import('../../src/saml/receive-logout.ts');
  const relayState = 'a b/ü';
  for (const arrival of [
    posted(logoutRequest(), { RelayState: relayState }),
    redirected(signedQuery(logoutRequest(), { relayState })),
  ]) {
    expect(await decodeLogout(arrival)).toMatchObject({ ok: true, value: { relayState } });
  }
});
