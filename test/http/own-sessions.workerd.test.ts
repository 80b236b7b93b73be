/** A person's own sessions at `/sso/sessions`: who sees which, who ends which, and what of it is told; over the real ledger. */
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { Session } from '../../src/session/session.ts';
import { makeRecoverySession } from '../../src/sign-in/recovery-session.ts';
import { connectionOf, createTenant } from '../support/records.ts';
import { signInAs } from '../support/signed-in.ts';

const app = createApp();
const HOUR = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function newTenant() {
  const connections = [
    { ...connectionOf(), displayName: 'Acme directory' },
    { ...connectionOf(), id: 'other' },
  ];
  const { tenantId, slug } = await createTenant({ connections });
  const origin = `http://${slug}.${env.BASE_DOMAIN}`;
  const work: Promise<unknown>[] = [];
  const context = {
    waitUntil: (each: Promise<unknown>) => work.push(each),
    passThroughOnException() {},
  } as unknown as ExecutionContext;
  const signIn = async (accountKey: string | null, connectionId?: string) => {
    const { cookie, session, ledger } = await signInAs(tenantId, { accountKey }, connectionId);
    const isOpen = async () => (await ledger.find(session.id, Date.now())) !== null;
    const visit = async (path = '/sso/sessions', headers = {}, form?: Record<string, string>) => {
      const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
      const asked = { accept: 'text/html', 'accept-language': 'en', cookie, ...headers };
      const request = new Request(origin + path, { redirect: 'manual', headers: asked, ...init });
      const answer = await app.fetch(request, env, context);
      await Promise.all(work.splice(0));
      return answer;
    };
    const list = async () => handlesIn(await (await visit()).text());
    const end = (form: Record<string, string>) => visit('/sso/sessions', { origin }, form);
    return { session, isOpen, visit, list, end, cookie };
  };
  return { tenantId, signIn };
}

/** The handles on the page, this browser's first. */
function handlesIn(html: string): readonly string[] {
  return [...html.matchAll(/name="session" value="([^"]*)"/g)].map(([, handle = '']) => handle);
}

describe('the list', () => {
  test('has one’s own sessions, this browser’s first, and nobody else’s', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { signIn } = await newTenant();
    const alice = await signIn('alice');
    vi.advanceTimersByTime(HOUR / 10);
    const again = await signIn('alice');
    await signIn('bob');
    await signIn('alice', 'other');
    const html = await (await alice.visit()).text();
    expect(handlesIn(html)).toHaveLength(2);
    expect(handlesIn(html)).toEqual((await again.list()).toReversed());
    expect(html.indexOf('This browser')).toBeLessThan(html.indexOf('Another browser'));
    for (const part of ['Acme directory', 'Signed in', 'Last seen', 'End all others']) {
      expect(html).toContain(part);
    }
    for (const { session } of [alice, again]) expect(html).not.toContain(session.id);
  });

  test('is reached from the page that says who is signed in', async () => {
    const alice = await (await newTenant()).signIn('alice');
    expect(await (await alice.visit('/')).text()).toContain('<a href="/sso/sessions">');
  });

  test('has this session alone where the identity provider gives no lasting name', async () => {
    const { signIn } = await newTenant();
    const [one, another] = [await signIn(null), await signIn(null)];
    expect(await one.list()).toHaveLength(1);
    expect(await one.list()).not.toEqual(await another.list());
    const [handle = ''] = await another.list();
    await one.end({ session: handle });
    await one.end({ others: 'all' });
    expect(await another.isOpen()).toBe(true);
    expect(await (await one.visit()).text()).not.toContain('End all others');
  });

  test('leaves out what recovery opened for an account of the same key', async () => {
    const { tenantId, signIn } = await newTenant();
    const alice = await signIn('recovery:Grace');
    const now = Date.now();
    const session: Session = makeRecoverySession(
      { id: tenantId, session: { lifetimeSeconds: 3_600, idleTimeoutSeconds: 600 } },
      { name: 'Grace' },
      'recovered',
      now,
    );
    const entry = { requestId: null, issuer: 'recovery', assertionId: 'x', rememberUntil: now + HOUR };
    const ledger = env.SIGN_IN_LEDGER.getByName(tenantId);
    await ledger.open({ ...entry, session, now });
    expect(await alice.list()).toHaveLength(1);
    await alice.end({ others: 'all' });
    expect(await ledger.find('recovered', now)).not.toBeNull();
  });

  test('leads who is not signed in to sign-in and back, and tells programs', async () => {
    const alice = await (await newTenant()).signIn('alice');
    const page = await alice.visit('/sso/sessions', { cookie: '' });
    expect([page.status, page.headers.get('location')]).toEqual([
      303,
      '/sso/login?returnTo=%2Fsso%2Fsessions',
    ]);
    const program = await alice.visit('/sso/sessions', { cookie: '', accept: 'application/json' });
    expect([program.status, (await program.json<{ code: string }>()).code]).toEqual([401, 'not_signed_in']);
  });
});

describe('ending', () => {
  test('one ends that one, which is told', async () => {
    const told = vi.spyOn(console, 'log');
    const { signIn } = await newTenant();
    const [alice, second, third] = [await signIn('alice'), await signIn('alice'), await signIn('alice')];
    const [, handle = ''] = await alice.list();
    const done = await alice.end({ session: handle });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/sso/sessions?ended']);
    expect(await (await alice.visit('/sso/sessions?ended')).text()).toContain('role="status"');
    expect([await second.isOpen(), await third.isOpen()].filter(Boolean)).toHaveLength(1);
    expect(await alice.list()).toHaveLength(2);
    expect(await alice.isOpen()).toBe(true);
    expect(told.mock.calls.filter(([line]) => String(line).includes('"signed_out"'))).toHaveLength(1);
  });

  test('all others leaves this one, and those of others', async () => {
    const { signIn } = await newTenant();
    const sessions = [
      await signIn('alice'),
      await signIn('alice'),
      await signIn('alice'),
      await signIn('bob'),
      await signIn('alice', 'other'),
    ];
    await sessions[0]?.end({ others: 'all' });
    const open = await Promise.all(sessions.map(({ isOpen }) => isOpen()));
    expect(open).toEqual([true, false, false, true, true]);
  });

  test('takes the handles of one’s own other sessions alone', async () => {
    const { signIn } = await newTenant();
    const [alice, second, bob] = [await signIn('alice'), await signIn('alice'), await signIn('bob')];
    const namesake = await signIn('alice', 'other');
    const [own = ''] = await alice.list();
    const [bobs = ''] = await bob.list();
    const [namesakes = ''] = await namesake.list();
    for (const session of [own, bobs, namesakes, bob.session.id, second.session.id, '', 'x', '%']) {
      const answer = await alice.end({ session });
      expect([answer.status, answer.headers.get('location')], session).toEqual([303, '/sso/sessions']);
    }
    const open = await Promise.all([alice, second, bob, namesake].map(({ isOpen }) => isOpen()));
    expect(open).toEqual([true, true, true, true]);
  });

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sibling', { 'sec-fetch-site': 'same-site' }],
    ['nowhere', {}],
  ])('is refused from %s', async (_from, headers) => {
    const { signIn } = await newTenant();
    const [alice, second] = [await signIn('alice'), await signIn('alice')];
    const refused = await alice.visit('/sso/sessions', headers, { others: 'all' });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('role="status"');
    const program = await alice.visit(
      '/sso/sessions',
      { accept: 'application/json', ...headers },
      { others: 'all' },
    );
    expect([program.status, (await program.json<{ code: string }>()).code]).toEqual([403, 'cross_site']);
    expect(await second.isOpen()).toBe(true);
  });

  test('is refused to a cookie whose session is over, however fresh', async () => {
    const { signIn } = await newTenant();
    const [alice, second] = [await signIn('alice'), await signIn('alice')];
    await alice.end({ others: 'all' });
    for (const answer of [await second.visit(), await second.end({ others: 'all' })]) {
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        '/sso/login?returnTo=%2Fsso%2Fsessions',
      ]);
    }
    expect(await alice.isOpen()).toBe(true);
  });
});
