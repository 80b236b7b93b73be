/**
 * What an identity provider did ask of the single logout service, and is refused: it is told so by our signature, so that its own
 * logout goes on, and never why; over the real ledger and record. What it did not sign is answered by nobody.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LogoutEndpoint } from '../../src/saml/identity-provider.ts';
import { buildSignedLogoutRequest } from '../../src/saml/logout-request.ts';
import { NS_ASSERTION } from '../../src/saml/names.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { encryptedId } from '../support/encrypt-with-webcrypto.ts';
import { signingKey } from '../support/key-pairs.ts';
import {
  codeOn,
  connectionWith,
  envelope,
  IDP,
  type Message,
  NAME,
  newTenant,
  POST,
  REDIRECT,
  readSent,
  requestLink,
  statusCodesIn,
  statusOf,
} from '../support/logout-tenant.ts';
import type { TestKeyName } from '../support/test-keys.ts';

const DENIED = ['Requester', 'RequestDenied'];
const HOUR = 3_600_000;

afterEach(() => vi.restoreAllMocks());

/** The sign-outs that the log tells of. */
function watchLog() {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  return () =>
    log.mock.calls
      .map(([line]) => JSON.parse(String(line)) as { event: string; code: string; reference: string })
      .filter(({ event }) => event === 'sign_out');
}

describe('what the identity provider asked and we refuse, it is told, and not why:', () => {
  test.each<[string, string, Partial<Message> & { readonly sentTo?: string }]>([
    ['expired', 'logout_expired', { at: Date.now() - HOUR }],
    ['from the future', 'logout_not_yet_valid', { at: Date.now() + HOUR }],
    ['for another tenant', 'logout_destination_mismatch', { to: 'http://x.localhost:8787' }],
    ['of another version', 'logout_version_unsupported', { edit: (xml) => xml.replace('"2.0"', '"2.1"') }],
    ['of nobody', 'logout_malformed', { edit: (xml) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, '') }],
    ['with a name of several parts', 'name_id_invalid', { edit: (xml) => xml.replace('alice', 'al<x/>ice') }],
    [
      'with two issuers',
      'logout_malformed',
      { edit: (xml) => xml.replace(/<saml:Issuer>.*<\/saml:Issuer>/, '$&$&') },
    ],
  ])('%s', async (_what, code, message) => {
    const { origin, signIn, send, subscribe, kept, events } = await newTenant();
    await subscribe();
    const alice = await signIn();
    const link = await requestLink({ to: origin, id: '_theirs', relayState: 'their state/ü', ...message });
    const signOuts = watchLog();
    const answer = await send(link.replace(new URL(link).origin, origin), { cookie: alice.cookie });
    const { location, xml, relayState } = await readSent(answer, 'SAMLResponse');
    expect(location).toMatch(`${IDP}/slo?x=1&SAMLResponse=`);
    expect(xml).toContain(' InResponseTo="_theirs"');
    expect(xml).toContain(` Destination="${IDP}/slo?x=1"`);
    expect(xml).toContain(`<saml:Issuer>${origin}/sso/metadata</saml:Issuer>`);
    expect(relayState).toBe('their state/ü');
    expect(statusCodesIn(xml)).toEqual(DENIED);
    expect(xml).not.toContain('StatusMessage');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await alice.isOpen()).toBe(true);
    expect(await events()).not.toContain('session.signed_out');
    const [told, ...more] = signOuts();
    expect([told, more]).toEqual([expect.objectContaining({ code, connectionId: 'idp' }), []]);
    expect(await kept(told?.reference ?? '')).toMatchObject([
      { kind: 'happening', happening: { kind: 'sign_out', code, connectionId: 'idp' } },
    ]);
  });

  test('used before, whether it ended anything then or not, and too old by now, by one and the same answer', async () => {
    const { origin, signIn, send } = await newTenant();
    const answerTo = async (link: string) => {
      const { xml } = await readSent(await send(link), 'SAMLResponse');
      return xml.replace(/ (ID|IssueInstant|InResponseTo)="[^"]*"/g, '');
    };
    const [alices, nobodys] = [
      await requestLink({ to: origin }),
      await requestLink({ to: origin }, { value: 'nobody' }),
    ];
    const alice = await signIn();
    const first = await answerTo(alices);
    expect([await answerTo(nobodys), await alice.isOpen()]).toEqual([first, false]);
    const signOuts = watchLog();
    const expired = await answerTo(await requestLink({ to: origin, at: Date.now() - HOUR }));
    expect(expired).not.toBe(first);
    for (const link of [alices, nobodys]) expect(await answerTo(link)).toBe(expired);
    expect(signOuts().map(({ code }) => code)).toEqual([
      'logout_expired',
      'logout_already_used',
      'logout_already_used',
    ]);
  });

  test('with an encrypted name: refused alike whether it opens, and whomever it names', async () => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    const answerTo = async (recipient: TestKeyName, value: string, message: Partial<Message>) => {
      const name = `<saml:NameID xmlns:saml="${NS_ASSERTION}" Format="${NAME.format}">${value}</saml:NameID>`;
      const encrypted = await encryptedId(name, recipient);
      const edit = (xml: string) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, encrypted);
      const link = await requestLink({ to: origin, edit, ...message });
      return [await statusOf(await send(link)), await statusOf(await send(link))];
    };
    const cases = [
      ['spA', 'alice'],
      ['spA', 'nobody'],
      ['spB', 'alice'],
      ['spA', 'al<x/>ice'],
    ] as const;
    for (const [recipient, value] of cases) {
      expect(await answerTo(recipient, value, { at: Date.now() - HOUR })).toEqual([DENIED, DENIED]);
    }
    expect(await alice.isOpen()).toBe(true);
    const unknown = [['Responder', 'UnknownPrincipal'], DENIED];
    for (const [recipient, value] of cases.slice(1)) {
      expect(await answerTo(recipient, value, {})).toEqual(unknown);
    }
    expect(await answerTo('spA', 'alice', {})).toEqual([['Success'], DENIED]);
  });

  test('when the ledger cannot be asked, that it is our fault; the same request still counts afterwards', async () => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    const signOuts = watchLog();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const link = await requestLink({ to: origin });
    expect(await statusOf(await send(link, { hasLedger: false }))).toEqual(['Responder']);
    expect(signOuts()).toEqual([
      expect.objectContaining({ code: 'ledger_unavailable', connectionId: 'idp' }),
    ]);
    expect(await alice.isOpen()).toBe(true);
    expect(await statusOf(await send(link))).toEqual(['Success']);
    expect(await alice.isOpen()).toBe(false);
  });

  test('by the form that only it may frame, where it takes no other', async () => {
    const { origin, send } = await newTenant([connectionWith([POST])]);
    const message = { ...envelope({ to: origin, id: '_theirs', at: Date.now() - HOUR }), sessionIndex: null };
    const xml = await buildSignedLogoutRequest({ ...message, nameId: NAME }, signingKey('rsaA'));
    const answer = await send('/sso/slo', { form: { SAMLRequest: btoa(xml), RelayState: 'theirs' } });
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain(`action="${POST.responseLocation}"`);
    expect(page).toContain('name="RelayState" value="theirs"');
    expect(page).not.toContain('logout_expired');
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${IDP} ${IDP}`);
    const sent = atob(/name="SAMLResponse" value="([^"]+)"/.exec(page)?.[1] ?? '');
    expect(statusCodesIn(sent)).toEqual(DENIED);
    expect(sent).toContain(' InResponseTo="_theirs"');
    expect(sent).toContain('<ds:SignatureValue>');
  });

  test('where one of two connections knows the key, at that one’s address', async () => {
    const other = { ...REDIRECT, location: 'https://second.example.com/slo' };
    const { origin, send } = await newTenant([
      connectionWith([REDIRECT]),
      connectionWith([other], { id: 'second', key: 'rsaB' }),
    ]);
    const signOuts = watchLog();
    const answer = await send(await requestLink({ to: origin, key: 'rsaB', at: Date.now() - HOUR }));
    expect((await readSent(answer, 'SAMLResponse')).location).toMatch(other.location);
    expect(signOuts()).toEqual([expect.objectContaining({ code: 'logout_expired', connectionId: 'second' })]);
  });
});

describe('nobody but a person is told', () => {
  test.each<[string, readonly LogoutEndpoint[], boolean]>([
    ['where the identity provider takes no logouts', [], true],
    ['where there is no key to sign with', [REDIRECT], false],
  ])('%s', async (_why, endpoints, hasKey) => {
    const { origin, send } = await newTenant([connectionWith(endpoints)]);
    const refused = await send(await requestLink({ to: origin, at: Date.now() - HOUR }), { hasKey });
    expect([refused.status, await codeOn(refused)]).toEqual([403, 'logout_expired']);
  });

  test('where the ledger cannot be asked, and there is no key to say so with', async () => {
    const { origin, send } = await newTenant();
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const refused = await send(await requestLink({ to: origin }), { hasKey: false, hasLedger: false });
    expect([refused.status, await codeOn(refused)]).toEqual([503, 'ledger_unavailable']);
  });

  test('where the metadata is past its time, whose keys and addresses are not trusted any more', async () => {
    const connection = connectionWith([REDIRECT]);
    const identityProvider = { ...connection.identityProvider, notAfter: '2026-01-01T00:00:00Z' };
    const old: Connection = { ...connection, identityProvider };
    const { origin, send } = await newTenant([old]);
    expect(await codeOn(await send(await requestLink({ to: origin })))).toBe('connection_trust_expired');
  });

  test.each<[string, string, Partial<Message>]>([
    ['is not signed', 'signature_missing', { key: null }],
    ['is signed by a stranger', 'signature_invalid', { key: 'rogue' }],
    ['has no ID', 'logout_malformed', { edit: (xml) => xml.replace(/ ID="[^"]*"/, '') }],
  ])('of what %s, though it be expired as well', async (_what, code, message) => {
    const { origin, send } = await newTenant();
    const link = await requestLink({ to: origin, at: Date.now() - HOUR, ...message });
    const refused = await send(link);
    expect(refused.headers.get('location')).toBeNull();
    const text = await refused.text();
    expect(text).toContain(`<code>${code}</code>`);
    expect(text).not.toContain('SAMLResponse');
  });

  test('of a refused answer, which is no request', async () => {
    const { origin, send } = await newTenant();
    const link = await requestLink({ to: origin, at: Date.now() - HOUR });
    const answered = new URL((await readSent(await send(link), 'SAMLResponse')).location);
    const reflected = await send(`/sso/slo${answered.search}`);
    expect([reflected.headers.get('location'), await codeOn(reflected)]).toEqual([
      null,
      'logout_pending_missing',
    ]);
  });
});
