/**
 * How long a revoked session still works, by a clock that the test moves: whatever revoked it and wherever it is asked for, up to its
 * re-check and not an instant longer. The edge is one that has not heard of any change: it goes on with the record from before.
 */
import { createExecutionContext, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { answerAgain } from '../../src/http/answered-checks.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import { createSessionService } from '../../src/session-service.ts';
import type { Env } from '../../src/settings.ts';
import { EVERYWHERE_AFTER_MILLISECONDS, forgetCached } from '../../src/stores/tenant-store.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { ALICE, by, configuration, connectionOf, createTenant, must } from '../support/records.ts';
import { signInAs } from '../support/signed-in.ts';
import { listTokenKeys, tokenJwk } from '../support/token-keys.ts';

const app = createApp();
const SessionService = createSessionService(app);
const BOUND = SESSION_RENEWAL_SECONDS * 1000;
const [IDP, OTHER] = [connectionOf(), { ...connectionOf(), id: 'other' }];
const MOVED: Connection = {
  ...IDP,
  identityProvider: { ...IDP.identityProvider, entityId: 'https://idp.elsewhere.example' },
};

const MEMORY = 'what was answered before';

type Asking = (path: string, accept: string) => Request;

const fetchApp = async (request: Request, bindings: Env = env) =>
  app.fetch(request, bindings, createExecutionContext());

/** What the application behind the gateway received. */
const received: Headers[] = [];
const APP = {
  fetch: async (_url: string, { headers }: RequestInit) => {
    received.push(new Headers(headers));
    return new Response('from the application');
  },
};
const BEFORE_APPLICATION = { ...env, APP, TOKEN_KEYS: listTokenKeys(tokenJwk('t1')) } as unknown as Env;

/** Where it shows whether somebody is signed in. */
const PLACES: Readonly<Record<string, (ask: Asking) => Promise<boolean>>> = {
  '/sso/session': async (ask) => (await fetchApp(ask('/sso/session', 'application/json'))).status === 200,
  [MEMORY]: async (ask) => {
    const isRemembered = answerAgain(ask('/sso/session', 'application/json'), env) !== null;
    await fetchApp(ask('/sso/session', 'application/json'));
    return isRemembered;
  },
  'the entrypoint': async (ask) => {
    const service = new SessionService(createExecutionContext(), env);
    return (await service.session(ask('/docs/42', '*/*'))).session !== null;
  },
  'the gateway': async (ask) => {
    await fetchApp(ask('/docs/42', '*/*'), BEFORE_APPLICATION);
    const [headers] = received.splice(0);
    return headers?.has('x-identity-token') ?? false;
  },
  'the page': async (ask) => (await fetchApp(ask('/docs/42', 'text/html'))).status === 200,
};

const ALL = Object.keys(PLACES);

/** A tenant and its administration. */
async function newTenant() {
  const connections = [IDP, OTHER];
  const { tenantId, slug, record } = await createTenant({ connections });
  const key = `tenant/${slug}`;
  const published = (await env.TENANTS.get(key)) ?? '';
  /** Signs somebody in; gives where that shows, each place with cookies of its own, so that no memory of one answers for another. */
  const signIn = async (accountKey: string, connectionId = 'idp') => {
    const { cookie } = await signInAs(tenantId, { accountKey }, connectionId);
    return async () => {
      const shows: string[] = [];
      for (const [index, [place, isSignedIn]] of Object.entries(PLACES).entries()) {
        const headers = { cookie: `place=${index}; ${cookie}` };
        const ask: Asking = (path, accept) =>
          new Request(`http://${slug}.${env.BASE_DOMAIN}${path}`, {
            headers: { ...headers, accept },
            redirect: 'manual',
          });
        if (await isSignedIn(ask)) shows.push(place);
      }
      return shows;
    };
  };
  const end = async (group: 'session' | 'person' | 'connection' | 'tenant') => {
    const { items } = await record.sessions({ limit: 9, cursor: null, now: Date.now() });
    const session = items.find(({ connectionId }) => connectionId === 'idp');
    const ids = { session: session?.id, person: session?.person?.id, connection: 'idp', tenant: null };
    const which = { by: group, id: ids[group] ?? null };
    expect(await record.endSessions(which, { author: ALICE, now: Date.now() })).toBe(
      group === 'tenant' ? 2 : 1,
    );
  };
  const publish = async (...live: readonly Connection[]) =>
    must(await record.publish(configuration({ connections: live }), by(ALICE)));
  /** Makes this an edge that goes by the record from before. */
  const missChange = async () => {
    await env.TENANTS.put(key, published);
    forgetCached([key]);
  };
  return { record, signIn, end, publish, missChange };
}

type TestTenant = Awaited<ReturnType<typeof newTenant>>;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

interface Revocation {
  readonly what: string;
  readonly revoke: (tenant: TestTenant) => Promise<unknown>;
  /** Whether it is meant for everybody. */
  readonly all?: true;
}

const REVOCATIONS: readonly Revocation[] = [
  { what: 'one session', revoke: ({ end }) => end('session') },
  { what: 'a person', revoke: ({ end }) => end('person') },
  { what: 'a connection', revoke: ({ end }) => end('connection') },
  { what: 'the tenant', revoke: ({ end }) => end('tenant'), all: true },
  { what: 'a connection that is removed', revoke: ({ publish }) => publish(OTHER) },
  {
    what: 'a connection that leads to another identity provider',
    revoke: ({ publish }) => publish(MOVED, OTHER),
  },
  {
    what: 'a tenant that is deleted',
    revoke: async ({ record }) => must(await record.delete(by(ALICE))),
    all: true,
  },
];

describe.each(REVOCATIONS)('$what', ({ revoke, all }) => {
  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])('is revoked everywhere within the bound: %i ms from it', async (offset, isOpen) => {
    const tenant = await newTenant();
    const at = Date.now();
    const [alice, bob] = [await tenant.signIn('alice'), await tenant.signIn('bob', 'other')];
    await revoke(tenant);
    await tenant.missChange();
    vi.setSystemTime(at + BOUND - 1);
    for (const visit of [alice, bob, alice, bob]) await visit();
    vi.setSystemTime(at + BOUND + offset);
    expect(await alice()).toEqual(isOpen ? ALL : []);
    // Whoever is not meant goes on; what was answered before is asked for anew.
    const others = all ? [] : ALL.filter((place) => place !== MEMORY);
    expect(await bob()).toEqual(isOpen ? ALL : others);
  });
});

test('a change that takes no connection away signs nobody out', async () => {
  const { signIn, publish, record } = await newTenant();
  const at = Date.now();
  const alice = await signIn('alice');
  await publish({ ...IDP, displayName: 'Renamed' });
  must(await record.saveDraft(configuration({ connections: [] }), by(ALICE)));
  vi.setSystemTime(at + BOUND);
  expect(await alice()).toContain('the page');
});

test('who came back by the connection that took the place of another stays', async () => {
  const { tenantId, record } = await createTenant({ connections: [IDP] });
  const before = await signInAs(tenantId);
  const after = await signInAs(tenantId, { idpEntityId: MOVED.identityProvider.entityId });
  must(await record.publish(configuration({ connections: [MOVED] }), by(ALICE)));
  const open = [before, after].map(({ ledger, session }) => ledger.find(session.id, Date.now()));
  expect((await Promise.all(open)).map((session) => session !== null)).toEqual([false, true]);
});

test.each([
  ['a connection', false],
  ['a tenant', true],
])('who came in by an edge that knew %s for longer does not come back with it', async (_what, isDeleted) => {
  const { tenantId, record } = await createTenant({ connections: [IDP] });
  const live = (...connections: readonly Connection[]) =>
    record.publish(configuration({ connections }), by(ALICE));
  must(isDeleted ? await record.delete(by(ALICE)) : await live());
  const { session, ledger } = await signInAs(tenantId);
  expect(await ledger.find(session.id, Date.now())).not.toBeNull();
  vi.setSystemTime(Date.now() + 2 * EVERYWHERE_AFTER_MILLISECONDS);
  await runDurableObjectAlarm(env.TENANT_RECORD.getByName(tenantId));
  must(isDeleted ? await record.restore(by(ALICE)) : await live(IDP));
  expect(await ledger.find(session.id, Date.now())).toBeNull();
});
