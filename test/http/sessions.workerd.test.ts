/** Who is signed in, as operators and administrators see it, and ending that: over the real ledger, record and pages. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SEEN_GRAIN_MILLISECONDS, type SessionSelection } from '../../src/administration/open-session.ts';
import { createApp } from '../../src/app.ts';
import type { OpenSessionAnswer } from '../../src/http/api/answers/activity.ts';
import type { Identity } from '../../src/session/session.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import type { RememberedPeople } from '../../src/tenants/tenant.ts';
import { callApi, makeKey } from '../support/operator-api.ts';
import { ALICE, connectionOf, createTenant } from '../support/records.ts';
import { signInAs } from '../support/signed-in.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const ALL = { by: 'tenant', id: null } as const;
const MINUTE = 60_000;

afterEach(() => vi.useRealTimers());

/** A tenant with two connections to one identity provider, and who is signed in to it. */
async function newTenant(remember: RememberedPeople = 'nothing') {
  const connections = [connectionOf(), { ...connectionOf(), id: 'other' }];
  const administrators = { addresses: ['grace@acme.example'], groups: [] };
  const tenant = await createTenant({ connections, administrators, people: { remember } });
  const { tenantId, slug, record } = tenant;
  const signIn = async (accountKey: string | null, connectionId = 'idp', who: Partial<Identity> = {}) => {
    const email = `${accountKey}@acme.example`;
    const signedIn = await signInAs(tenantId, { accountKey, email, ...who }, connectionId);
    const attempt = { reference: 'x', at: Date.now(), outcome: 'signed_in', code: null } as const;
    await record.recordSignIn({
      tenant: { id: tenantId, slug },
      attempt: { ...attempt, connectionId, durationMilliseconds: 1 },
      session: signedIn.session,
    });
    const isOpen = async () => (await signedIn.ledger.find(signedIn.session.id, Date.now())) !== null;
    return { ...signedIn, isOpen };
  };
  const list = async (now = Date.now()) => (await record.sessions({ limit: 100, cursor: null, now })).items;
  const end = (which: SessionSelection) => record.endSessions(which, { author: ALICE, now: Date.now() });
  const ended = async () =>
    (await record.audit({ limit: 50, cursor: null })).items.filter(
      ({ action }) => action === 'sessions_ended',
    );
  const api = (method: string, path = '') => callApi(method, `/tenants/${slug}/sessions${path}`);
  return { ...tenant, signIn, list, end, ended, api };
}

describe('the list', () => {
  test('has what is known of each session, whoever signed in last first, and no key to any', async () => {
    const { signIn, api } = await newTenant('names');
    vi.useFakeTimers({ toFake: ['Date'] });
    const first = await signIn('alice');
    vi.advanceTimersByTime(1);
    const second = await signIn('bob', 'other');
    const answer = await api('GET');
    const text = await answer.text();
    const { items, cursor } = JSON.parse(text) as { items: OpenSessionAnswer[]; cursor: string | null };
    expect(cursor).toBeNull();
    expect(items).toMatchObject([
      { connectionId: 'other', kind: 'saml', person: { accountKey: 'bob', email: 'bob@acme.example' } },
      { connectionId: 'idp', kind: 'saml', person: { accountKey: 'alice', displayName: 'Grace' } },
    ]);
    expect(items[1]).toMatchObject({
      signedInAt: new Date(first.session.signedInAt).toISOString(),
      lastSeenAt: new Date(first.session.signedInAt).toISOString(),
      expiresAt: new Date(first.session.expiresAt).toISOString(),
    });
    for (const { session } of [first, second]) expect(text).not.toContain(session.id);
    for (const { id } of items) expect(await first.ledger.find(id, Date.now())).toBeNull();
  });

  test('names nobody where the tenant remembers nothing, and tells people apart all the same', async () => {
    const { signIn, list, record } = await newTenant();
    for (const who of ['alice', 'alice', 'bob', null]) await signIn(who);
    const items = await list();
    expect(JSON.stringify(items)).not.toMatch(/alice|bob|Grace|acme/);
    const known = items.flatMap(({ person }) => person ?? []);
    expect(known).toHaveLength(3);
    for (const person of known) {
      expect(person).toEqual({ id: expect.any(String), accountKey: null, displayName: null, email: null });
    }
    const { items: people } = await record.people({ limit: 9, cursor: null, search: '' });
    expect(new Set(known.map(({ id }) => id))).toEqual(new Set(people.map(({ id }) => id)));
  });

  test('goes by the page, each session once, those of the same instant too', async () => {
    const { signIn, api } = await newTenant();
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const who of ['a', 'b', 'c', 'd', 'e']) await signIn(who);
    const seen: string[] = [];
    for (let cursor: string | null = '', pages = 1; cursor !== null; pages++) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const answer = await api('GET', `?limit=2${from}`);
      const page: { items: OpenSessionAnswer[]; cursor: string | null } = await answer.json();
      expect(page.items).toHaveLength(pages === 3 ? 1 : 2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    }
    expect(new Set(seen).size).toBe(5);
    expect((await api('GET', '?cursor=made-up')).status).toBe(400);
  });

  test.each([
    ['its expiry', { lifetimeSeconds: 7_200, idleTimeoutSeconds: 7_200 }, 60 * MINUTE],
    ['the lifetime of today', { lifetimeSeconds: 1_800, idleTimeoutSeconds: 7_200 }, 30 * MINUTE],
    ['idle time', { lifetimeSeconds: 7_200, idleTimeoutSeconds: 600 }, 10 * MINUTE + SEEN_GRAIN_MILLISECONDS],
  ])('has a session until %s, and not from then on', async (_what, session, after) => {
    const tenant = await createTenant({ connections: [connectionOf()], session });
    const { session: opened } = await signInAs(tenant.tenantId);
    const count = async (offset: number) => {
      const now = opened.signedInAt + after + offset;
      return (await tenant.record.sessions({ limit: 9, cursor: null, now })).items.length;
    };
    expect([await count(-1), await count(0), await count(1)]).toEqual([1, 0, 0]);
  });

  test.each([
    [-1, 0],
    [0, SEEN_GRAIN_MILLISECONDS],
    [1, SEEN_GRAIN_MILLISECONDS + 1],
  ])('notes when a session was seen, once the grain is over: %i ms from it', async (offset, noted) => {
    const { signIn, list } = await newTenant();
    const { ledger, session } = await signIn('alice');
    const [before] = await list();
    await ledger.find(session.id, session.signedInAt + SEEN_GRAIN_MILLISECONDS + offset);
    const [after] = await list();
    expect((after?.lastSeenAt ?? 0) - (before?.lastSeenAt ?? 0)).toBe(noted);
  });

  test('says what recovery opened', async () => {
    const { tenantId, list } = await newTenant();
    const { ledger, session } = await signInAs(tenantId);
    const recovered = { ...session, id: 'recovered', connectionId: 'recovery', recovery: true } as const;
    const entry = { requestId: null, issuer: 'recovery', assertionId: 'x', rememberUntil: session.expiresAt };
    await ledger.open({ ...entry, session: recovered, now: session.signedInAt });
    expect((await list()).map(({ kind }) => kind).sort()).toEqual(['recovery', 'saml']);
  });

  test('forgets who signed out', async () => {
    const { signIn, list } = await newTenant();
    const { ledger, session } = await signIn('alice');
    await ledger.end(session.id);
    expect(await list()).toEqual([]);
  });
});

describe('ending', () => {
  test.each([
    ['session', 1, [false, true, true]],
    ['person', 2, [false, false, true]],
    ['connection', 2, [false, true, false]],
    ['tenant', 3, [false, false, false]],
  ] as const)('by %s ends those and no others, which is audited and told', async (by, count, open) => {
    const { signIn, list, end, ended, record } = await newTenant();
    const alice = await signIn('alice');
    const [listed] = await list();
    const all = [alice, await signIn('alice', 'other'), await signIn('bob')];
    const ids = { session: listed?.id, person: listed?.person?.id, connection: 'idp', tenant: null };
    const id = ids[by] ?? null;
    expect(await end({ by, id })).toBe(count);
    expect(await Promise.all(all.map(({ isOpen }) => isOpen()))).toEqual(open);
    expect(await list()).toHaveLength(3 - count);
    const trail = await ended();
    expect(trail).toMatchObject([{ author: ALICE, changes: [expect.stringContaining(`${count} ended`)] }]);
    expect(JSON.stringify(trail)).not.toMatch(/bob|alice@/);
    const { items } = await record.events({ limit: 9, cursor: null });
    expect(items).toContainEqual(
      expect.objectContaining({ type: 'sessions.ended', data: { by, id, sessions: count } }),
    );
    expect(await end({ by, id })).toBe(0);
    expect(await ended()).toHaveLength(1);
  });

  test('finds the person among more than are asked for at a time', async () => {
    const { tenantId, signIn, list, end } = await newTenant();
    const { isOpen } = await signIn('zoe');
    const [listed] = await list();
    await runInDurableObject(env.SIGN_IN_LEDGER.getByName(tenantId), (_ledger, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000)
          INSERT INTO listed_sessions SELECT 'id-' || n, 'session-' || n, 'key-' || n, 'idp', 'saml', 0, 0, 0 FROM number`,
      );
    });
    expect(await end({ by: 'person', id: listed?.person?.id ?? '' })).toBe(1);
    expect(await isOpen()).toBe(false);
  });

  test('refuses the ids of another tenant, made-up ones, and the sessions’ own', async () => {
    const [acme, globex] = [await newTenant(), await newTenant()];
    const alice = await acme.signIn('alice');
    const [listed] = await acme.list();
    const [id = '', person = ''] = [listed?.id, listed?.person?.id];
    await globex.signIn('alice', 'other');
    for (const which of [
      { by: 'session', id },
      { by: 'person', id: person },
      { by: 'connection', id: 'idp' },
      { by: 'session', id: '' },
      { by: 'session', id: null },
      { by: 'person', id: null },
      { by: 'person', id: '' },
      { by: 'connection', id: null },
    ] as const) {
      expect(await globex.end(which), JSON.stringify(which)).toBe(0);
    }
    expect(await acme.end({ by: 'session', id: alice.session.id })).toBe(0);
    expect(await acme.end({ by: 'person', id: 'alice' })).toBe(0);
    expect([await alice.isOpen(), (await globex.list()).length]).toEqual([true, 1]);
    expect([await acme.ended(), await globex.ended()]).toEqual([[], []]);
  });

  test.each([
    [-1, 200],
    [0, 401],
    [1, 401],
  ])('holds within the stated bound: %i ms from it the answer is %i', async (offset, status) => {
    const { slug, signIn, end } = await newTenant();
    vi.useFakeTimers({ toFake: ['Date'] });
    const { cookie, session } = await signIn('alice');
    const url = `http://${slug}.${env.BASE_DOMAIN}/sso/session`;
    const ask = async () => (await app.fetch(new Request(url, { headers: { cookie } }), env, context)).status;
    expect(await ask()).toBe(200);
    expect(await end(ALL)).toBe(1);
    vi.setSystemTime(session.renewedAt + SESSION_RENEWAL_SECONDS * 1000 + offset);
    expect(await ask()).toBe(status);
  });
});

describe('the API', () => {
  test('ends one session, and knows it no more', async () => {
    const { signIn, list, api } = await newTenant();
    const { isOpen } = await signIn('alice');
    const [listed] = await list();
    expect((await api('DELETE', `/${listed?.id}`)).status).toBe(204);
    expect(await isOpen()).toBe(false);
    const again = await api('DELETE', `/${listed?.id}`);
    expect(await again.json()).toMatchObject({ status: 404, code: 'session_unknown' });
  });

  test('ends those that are named, and refuses to guess which', async () => {
    const { signIn, list, api } = await newTenant();
    await signIn('alice');
    await signIn('bob', 'other');
    for (const query of ['', '?all=true&connection=idp', '?person=a&connection=idp', '?all=1', '?by=all']) {
      expect(await (await api('DELETE', query)).json(), query).toMatchObject({ code: 'query_invalid' });
    }
    expect(await list()).toHaveLength(2);
    expect(await (await api('DELETE', '?connection=idp')).json()).toEqual({ ended: 1 });
    const [bob] = await list();
    expect(await (await api('DELETE', `?person=${bob?.person?.id}`)).json()).toEqual({ ended: 1 });
    expect(await (await api('DELETE', '?all=true')).json()).toEqual({ ended: 0 });
  });

  test('lists for who may read people, and ends for who may change tenants', async () => {
    const { slug } = await newTenant();
    const [reader, writer] = [await makeKey(['people:read']), await makeKey(['tenants:write'])];
    const ask = async (method: string, { key }: { readonly key: string }, path = '') =>
      (await callApi(method, `/tenants/${slug}/sessions${path}`, { token: key })).status;
    expect([await ask('GET', reader), await ask('GET', writer)]).toEqual([200, 403]);
    expect([await ask('DELETE', reader, '?all=true'), await ask('DELETE', writer, '?all=true')]).toEqual([
      403, 200,
    ]);
    expect([await ask('DELETE', reader, '/x'), await ask('DELETE', writer, '/x')]).toEqual([403, 404]);
  });
});

describe('an administrator', () => {
  async function enter(remember?: RememberedPeople) {
    const tenant = await newTenant(remember);
    const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
    const grace = await tenant.signIn('grace', 'other');
    let cookie = grace.cookie;
    const send = (path: string, form?: Record<string, string>) =>
      app.fetch(
        new Request(`${origin}/sso/setup${path}`, {
          redirect: 'manual',
          headers: { Cookie: cookie, ...(form === undefined ? {} : { Origin: origin }) },
          ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
        }),
        env,
        context,
      );
    const entered = await send('');
    cookie += `; ${entered.headers.get('Set-Cookie')?.split(';')[0]}`;
    const hidden = (html: string, name: string) =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    const formToken = hidden(await entered.text(), 'formToken');
    return { ...tenant, grace, send, hidden, post: (form: object) => post({ formToken, ...form }) };
    async function post(form: Record<string, string>) {
      return (await send('/people/sessions/end', form)).headers.get('Location');
    }
  }
  const DONE = '/sso/setup/people/sessions?done=sessions-ended';
  const OVER = '/sso/setup/people/sessions?done=sessions-over';

  test('sees the sessions and the bound, and ends one, and all of a person', async () => {
    const { signIn, send, post, list, ended } = await enter('names');
    const [alice, again] = [await signIn('alice'), await signIn('alice')];
    const html = await (await send('/people/sessions')).text();
    expect(html).toContain(`within ${SESSION_RENEWAL_SECONDS} seconds`);
    expect(html).toContain('alice@acme.example');
    for (const { session } of [alice, again]) expect(html).not.toContain(session.id);
    const [session] = (await list()).filter(({ person }) => person?.accountKey === 'alice');
    expect(html).toContain(`name="session" value="${session?.id}"`);
    expect(await post({ by: 'session', session: session?.id, person: session?.person?.id })).toBe(DONE);
    expect(await list()).toHaveLength(2);
    expect(await (await send('/people')).text()).toContain(`name="person" value="${session?.person?.id}"`);
    expect(await post({ by: 'person', person: session?.person?.id })).toBe(DONE);
    expect([await alice.isOpen(), await again.isOpen()]).toEqual([false, false]);
    expect(await ended()).toMatchObject(Array(2).fill({ author: { kind: 'administrator', name: 'Grace' } }));
  });

  test('is asked before all of a connection, or of the tenant, are ended; then is out', async () => {
    const { grace, signIn, send, hidden, post, list } = await enter();
    await signIn('alice');
    const one = await (await send('/people/sessions/end?connection=idp')).text();
    expect([hidden(one, 'by'), hidden(one, 'connection')]).toEqual(['connection', 'idp']);
    expect(await list()).toHaveLength(2);
    expect(await post({ by: 'connection', connection: 'idp' })).toBe(DONE);
    expect(await list()).toHaveLength(1);
    const all = await (await send('/people/sessions/end')).text();
    expect(hidden(all, 'by')).toBe('tenant');
    expect(await post({ by: 'tenant', tenant: '' })).toBe(DONE);
    expect(await grace.isOpen()).toBe(false);
    expect(await (await send('/people/sessions')).text()).toContain('Open your set-up link');
  });

  test('who posts what selects nothing ends nothing', async () => {
    const { post, list } = await enter();
    for (const form of [{}, { by: 'everybody' }, { by: 'session' }, { by: 'person', person: 'grace' }]) {
      expect(await post(form)).toBe(OVER);
    }
    expect(await post({ by: 'tenant', formToken: 'x' })).toBeNull();
    expect(await list()).toHaveLength(1);
  });
});
