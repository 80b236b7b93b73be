/** Signed out by the identity provider, over the real ledger: whose sessions end, and what has to be refused. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { buildSignedLogoutRequest } from '../../src/saml/logout-request.ts';
import { NS_ASSERTION, STATUS_SUCCESS } from '../../src/saml/names.ts';
import type { Identity } from '../../src/session/session.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { encryptedId } from '../support/encrypt-with-webcrypto.ts';
import { signingKey } from '../support/key-pairs.ts';
import {
  connectionWith,
  cookieOf,
  envelope,
  IDP,
  NAME,
  newTenant,
  POST,
  REDIRECT,
  readSent,
  requestLink,
  statusOf,
} from '../support/logout-tenant.ts';
import type { TestKeyName } from '../support/test-keys.ts';

describe('signed out by the identity provider', () => {
  test.each([
    ['every session of the name, without a SessionIndex', null, [false, false]],
    ['that one session, with its SessionIndex', '_s1', [false, true]],
    ['none, with another SessionIndex', '_s9', [true, true]],
  ])('is %s, and nobody else’s, without any cookie', async (_what, sessionIndex, open) => {
    const other = 'https://other.example.com';
    const { origin, signIn, send, subscribe, events } = await newTenant([
      connectionWith([REDIRECT]),
      connectionWith([], { id: 'other', entityId: other }),
    ]);
    await subscribe();
    const alice = [await signIn(), await signIn()];
    const others = [
      await signIn({ nameId: { ...NAME, value: 'bob' }, sessionIndex: '_s1' }),
      await signIn({ idpEntityId: other, sessionIndex: '_s1' }, 'other'),
      // The same connection, before it led to this identity provider.
      await signIn({ idpEntityId: other, sessionIndex: '_s1' }),
      await signIn({ nameId: null, sessionIndex: '_s1' }),
    ];
    const message = { to: origin, id: '_theirs', relayState: 'their state/ü' };
    const answer = await send(await requestLink(message, {}, sessionIndex));
    const { location, xml, relayState } = await readSent(answer, 'SAMLResponse');
    expect(location).toMatch(`${IDP}/slo?x=1&SAMLResponse=`);
    expect(xml).toContain(' InResponseTo="_theirs"');
    expect(xml).toContain(`<samlp:StatusCode Value="${STATUS_SUCCESS}"/></samlp:Status>`);
    expect(relayState).toBe('their state/ü');
    expect(await Promise.all(alice.map(({ isOpen }) => isOpen()))).toEqual(open);
    expect(await Promise.all(others.map(({ isOpen }) => isOpen()))).toEqual(others.map(() => true));
    const count = open.filter((isOpen) => !isOpen).length;
    expect((await events()).filter((type) => type === 'session.signed_out')).toHaveLength(count);
  });

  test.each<[string, Partial<typeof NAME>]>([
    ['value', { value: 'Alice' }],
    ['format', { format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }],
    ['qualifier', { nameQualifier: 'https://other.example.com' as never }],
    ['service’s qualifier', { spNameQualifier: 'https://other.example.com' as never }],
  ])('is nobody of another %s', async (_what, who) => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    expect((await send(await requestLink({ to: origin }, who))).status).toBe(303);
    expect(await alice.isOpen()).toBe(true);
    const qualified = { nameQualifier: IDP as never, spNameQualifier: `${origin}/sso/metadata` as never };
    expect((await send(await requestLink({ to: origin }, qualified))).status).toBe(303);
    expect(await alice.isOpen()).toBe(false);
  });

  test('by POST, and answered by a form that only the identity provider may frame', async () => {
    const { origin, signIn, send } = await newTenant([connectionWith([POST])]);
    const alice = await signIn();
    const message = { ...envelope({ to: origin }), nameId: NAME, sessionIndex: '_s1' };
    const xml = await buildSignedLogoutRequest(message, signingKey('rsaA'));
    const answer = await send('/sso/slo', { form: { SAMLRequest: btoa(xml), RelayState: 'theirs' } });
    expect(await alice.isOpen()).toBe(false);
    const page = await answer.text();
    expect(page).toContain(`action="${POST.responseLocation}"`);
    expect(page).toContain('name="RelayState" value="theirs"');
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${IDP} ${IDP}`);
    const sent = atob(/name="SAMLResponse" value="([^"]+)"/.exec(page)?.[1] ?? '');
    expect(sent).toContain(` Destination="${POST.responseLocation}"`);
    expect(sent).toContain('<ds:SignatureValue>');
  });

  test('forgets the cookie of what ended, and of nothing else', async () => {
    const { origin, signIn, send } = await newTenant();
    const [alice, bob] = [await signIn(), await signIn({ nameId: { ...NAME, value: 'bob' } })];
    const first = await send(await requestLink({ to: origin }), { cookie: bob.cookie });
    expect([cookieOf(first, '__Host-session'), await bob.isOpen()]).toEqual([null, true]);
    const again = await signIn();
    const second = await send(await requestLink({ to: origin }), { cookie: again.cookie });
    expect([cookieOf(second, '__Host-session'), await alice.isOpen()]).toEqual(['__Host-session=', false]);
  });

  test.each([
    ['takes no logouts', [], true],
    ['would have to believe an unsigned answer', [REDIRECT], false],
  ] as const)('ends sessions and answers nothing where it %s', async (_why, endpoints, hasKey) => {
    const { origin, signIn, send } = await newTenant([connectionWith(endpoints)]);
    const alice = await signIn();
    const answer = await send(await requestLink({ to: origin }), { hasKey });
    expect([answer.headers.get('location'), await alice.isOpen()]).toEqual(['/sso/logout', false]);
  });

  test('by an encrypted name: what was captured from another tenant is answered like what nothing opens', async () => {
    const { origin, signIn, send } = await newTenant();
    const [alice, bob] = [await signIn(), await signIn({ nameId: { ...NAME, value: 'bob' } })];
    const encryptedFor = async (recipient: TestKeyName, value: string) => {
      const name = `<saml:NameID xmlns:saml="${NS_ASSERTION}" Format="${NAME.format}">${value}</saml:NameID>`;
      const encrypted = await encryptedId(name, recipient);
      const edit = (xml: string) => xml.replace(/<saml:NameID.*<\/saml:NameID>/, encrypted);
      return requestLink({ to: origin, edit });
    };
    const statusOfLink = async (url: string) => statusOf(await send(url));
    const unopened = await statusOfLink(await encryptedFor('spB', 'alice'));
    expect(unopened).toEqual(['Responder', 'UnknownPrincipal']);
    expect(await statusOfLink(await encryptedFor('spA', 'somebody of another tenant'))).toEqual(unopened);
    expect([await alice.isOpen(), await bob.isOpen()]).toEqual([true, true]);
    expect(await statusOfLink(await encryptedFor('spA', 'alice'))).toEqual(['Success']);
    expect([await alice.isOpen(), await bob.isOpen()]).toEqual([false, true]);
  });

  test('by one of two connections to it ends what that one’s key may end', async () => {
    const { origin, signIn, send } = await newTenant([
      connectionWith([REDIRECT]),
      connectionWith([REDIRECT], { id: 'second', key: 'rsaB' }),
    ]);
    const [first, second] = [await signIn(), await signIn({}, 'second')];
    await readSent(await send(await requestLink({ to: origin, key: 'rsaB' })), 'SAMLResponse');
    expect([await first.isOpen(), await second.isOpen()]).toEqual([true, false]);
  });

  test('by an empty SessionIndex is nobody whose session has none', async () => {
    const { origin, signIn, send } = await newTenant();
    const [without, empty] = [await signIn({ sessionIndex: null }), await signIn({ sessionIndex: '' })];
    await readSent(await send(await requestLink({ to: origin }, {}, '')), 'SAMLResponse');
    expect([await without.isOpen(), await empty.isOpen()]).toEqual([true, false]);
  });

  test('is remembered for as long as any of its connections takes the message', async () => {
    const strict = connectionWith([REDIRECT]);
    const lenient = connectionWith([REDIRECT], { id: 'lenient' });
    const skewed = (connection: Connection, clockSkewSeconds: number): Connection => ({
      ...connection,
      response: { ...connection.response, clockSkewSeconds },
    });
    const { tenantId, origin, send } = await newTenant([skewed(strict, 0), skewed(lenient, 180)]);
    const at = Date.now();
    await readSent(await send(await requestLink({ to: origin, at })), 'SAMLResponse');
    const query = "SELECT remember_until AS until FROM consumed WHERE key LIKE 'logout request %'";
    const kept = await runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), (_ledger, { storage }) =>
      storage.sql.exec<{ until: number }>(query).toArray(),
    );
    expect(kept).toEqual([{ until: at + (5 * 60 + 180) * 1000 }]);
  });

  test.each([
    [-1, 'signed_out_meanwhile'],
    [0, 'signed_out_meanwhile'],
    [1, 'opened'],
  ])(
    'also by an assertion that is still on its way: issued %i ms from the logout',
    async (offset, outcome) => {
      const { origin, signIn, send } = await newTenant();
      const { ledger, session } = await signIn();
      const at = Date.now();
      expect((await send(await requestLink({ to: origin, at }, {}, '_s1'))).status).toBe(303);
      const open = (id: string, who: Partial<Identity> = {}) =>
        ledger.open({
          requestId: null,
          issuer: session.identity.idpEntityId,
          assertionId: id,
          issuedAt: at + offset,
          rememberUntil: session.expiresAt,
          session: { ...session, id, identity: { ...session.identity, ...who } },
          now: at + 1_000,
        });
      expect(await open('same')).toEqual({ outcome });
      expect(await open('other-session', { sessionIndex: '_s2' })).toEqual({ outcome: 'opened' });
      expect(await open('other-name', { nameId: { ...NAME, value: 'bob' } })).toEqual({ outcome: 'opened' });
    },
  );

  test('twenty times at once is so once, and what is signed in later stays', async () => {
    const { origin, signIn, send } = await newTenant();
    const alice = await signIn();
    const url = await requestLink({ to: origin });
    const answers = await Promise.all(Array.from({ length: 20 }, async () => statusOf(await send(url))));
    expect(answers.filter((codes) => codes.join() === 'Success')).toHaveLength(1);
    expect(answers.filter((codes) => codes.join() === 'Requester,RequestDenied')).toHaveLength(19);
    expect(await alice.isOpen()).toBe(false);
    const again = await signIn();
    expect(await statusOf(await send(url))).toEqual(['Requester', 'RequestDenied']);
    expect(await again.isOpen()).toBe(true);
  });

  test.each<[string, string, (origin: string) => Promise<string>]>([
    ['unsigned', 'signature_missing', (to) => requestLink({ to, key: null })],
    ['signed by a stranger', 'signature_invalid', (to) => requestLink({ to, key: 'rogue' })],
    [
      'of an unknown identity provider',
      'issuer_unknown',
      (to) => requestLink({ to, issuer: 'https://x.example' }),
    ],
    [
      'with its RelayState altered',
      'signature_invalid',
      async (to) =>
        (await requestLink({ to, relayState: 'abc' })).replace('RelayState=abc', 'RelayState=abd'),
    ],
    ['that is empty', 'redirect_message_missing', async (to) => `${to}/sso/slo`],
  ])('is nobody by a request %s', async (_what, code, attack) => {
    const { origin, signIn, send, subscribe, kept, events } = await newTenant();
    await subscribe();
    const alice = await signIn();
    const refused = await send(await attack(origin), { cookie: alice.cookie });
    const text = await refused.text();
    expect(/<code>(\w+)<\/code>/.exec(text)?.[1]).toBe(code);
    expect(await kept(text)).toMatchObject([{ kind: 'happening', happening: { kind: 'sign_out', code } }]);
    expect(text).toContain('href="/sso/logout"');
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(refused.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect([await alice.isOpen(), await events()]).toEqual([
      true,
      expect.not.arrayContaining(['session.signed_out']),
    ]);
    expect((await send(await requestLink({ to: origin }))).status).toBe(303);
    expect(await alice.isOpen()).toBe(false);
  });
});
