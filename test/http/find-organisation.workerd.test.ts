/** Finding the way to sign in by an address or a name, over real objects and KV; what the DNS says is made up here. */
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../src/app.ts';
import { decodeRedirect } from '../../src/saml/redirect-binding.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { makeUpDns } from '../support/made-up-dns.ts';
import { ALICE, connectionOf, createTenant } from '../support/records.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const operator = `http://${env.BASE_DOMAIN}`;

const texts = makeUpDns();

interface Sent {
  readonly form?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  readonly from?: string;
  readonly origin?: string;
}

/** Each test comes from an address of its own, unless it says otherwise. */
let address = 0;
beforeEach(() => {
  address += 1;
});

function send(url: string, { form, cookie = '', from = `192.0.2.${address}`, origin }: Sent = {}) {
  const posted = { Origin: origin ?? new URL(url).origin };
  return app.fetch(
    new Request(url, {
      redirect: 'manual',
      headers: { Cookie: cookie, 'CF-Connecting-IP': from, ...(form === undefined ? {} : posted) },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    }),
    env,
    context,
  );
}
const find = (who: string, sent: Sent & { readonly remember?: boolean } = {}) => {
  const { remember = false, ...rest } = sent;
  return send(`${operator}/`, { form: { who, ...(remember ? { remember: 'on' } : {}) }, ...rest });
};

const newDomain = () => `${crypto.randomUUID()}.example`;

async function newTenant(connections: readonly Connection[] = [connectionOf()]) {
  const made = await createTenant({ connections });
  return {
    ...made,
    origin: `http://${made.slug}.${env.BASE_DOMAIN}`,
    /** Adds a domain, and proves it by its record. */
    async prove(domain = newDomain()) {
      const added = await made.record.addDomain(domain, { author: ALICE, now: Date.now() });
      if (typeof added === 'string') throw new Error(added);
      texts.set(added.recordName, added.recordText);
      await made.record.checkDomain(domain, Date.now());
      return domain;
    },
  };
}

const hinted = (id: string, loginHint: 'none' | 'query' | 'subject', ...domains: string[]): Connection => {
  const connection = connectionOf(...domains);
  const { identityProvider, request } = connection;
  const location = `https://${id}.example.com/sso`;
  return {
    ...connection,
    id,
    request: { ...request, loginHint },
    identityProvider: {
      ...identityProvider,
      entityId: `https://${id}.example.com`,
      signInEndpoints: [{ binding: 'redirect', location }],
    },
  };
};

/** Follows a redirect to the tenant's host, and from there to the identity provider. */
async function follow(answer: Response) {
  expect(answer.status).toBe(303);
  const wish = answer.headers.get('Location') ?? '';
  const begun = await send(wish);
  const location = new URL(begun.headers.get('Location') ?? '');
  const decoded = await decodeRedirect(location.search.slice(1), 'SAMLRequest');
  const message = decoded.ok ? new TextDecoder().decode(decoded.value.message) : '';
  return { wish, host: location.host, hint: location.searchParams.get('login_hint'), message };
}

describe('a work email', () => {
  test.each([
    ['none', null, false],
    ['query', 'Ada@', false],
    ['subject', null, true],
  ] as const)(
    'leads to the identity provider, as the hint that it takes: %s',
    async (kind, hint, isSubject) => {
      const tenant = await newTenant([hinted('one', kind)]);
      const domain = await tenant.prove();
      const email = `Ada@${domain}`;
      const found = await follow(await find(` ${email} `));
      expect(found.wish).toMatch(new RegExp(`^${tenant.origin}/sso/login\\?wish=[\\w.-]+$`));
      expect(found.wish).not.toContain(domain);
      expect(found.host).toBe('one.example.com');
      expect(found.hint).toBe(hint === null ? null : email);
      expect(found.message.includes(email)).toBe(isSubject);
    },
  );

  test('leads to the connection of its domain, among several', async () => {
    const [first, second] = [newDomain(), newDomain()];
    const tenant = await newTenant([hinted('one', 'none', first), hinted('two', 'none', second)]);
    await tenant.prove(second);
    expect((await follow(await find(`ada@${second.toUpperCase()}`))).host).toBe('two.example.com');
    // Whoever is known by the directory alone is not led anywhere.
    expect((await find(`ada@${first}`)).status).toBe(200);
  });

  test('is in no address of ours, and what goes on in its place is good for that tenant alone, for a minute', async () => {
    const [tenant, other] = [
      await newTenant([hinted('one', 'query')]),
      await newTenant([hinted('two', 'query')]),
    ];
    const domain = await tenant.prove();
    const wish = new URL((await find(`ada@${domain}`)).headers.get('Location') ?? '');
    const elsewhere = await send(`${other.origin}${wish.pathname}${wish.search}`);
    expect(elsewhere.headers.get('Location')).not.toContain('login_hint');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    const later = await send(wish.href);
    vi.useRealTimers();
    expect(later.headers.get('Location')).not.toContain('login_hint');
  });

  test('of a tenant with its own hostname leads there where the ACS is shared', async () => {
    const hostname = newDomain();
    const made = await createTenant({ hostnames: [hostname], connections: [connectionOf()], acs: 'shared' });
    const [, port = ''] = (env.BASE_DOMAIN ?? '').split(':');
    const found = await find(made.slug);
    expect(found.headers.get('Location')).toBe(`http://${hostname}${port && `:${port}`}/`);
  });
});

describe('what leads nowhere', () => {
  test('is answered alike, letter by letter but for what was typed, whoever knows of it', async () => {
    const tenant = await newTenant();
    const claimed = newDomain();
    await createTenant({ connections: [connectionOf(claimed)] });
    const domain = await tenant.prove();
    const answers = await Promise.all(
      [
        'ada@nobody.example',
        `ada@${claimed}`,
        `ada@sub.${domain}`,
        `ada@${domain}.evil.example`,
        domain,
        `@${domain}`,
        'ada@',
        'nobody',
        tenant.slug.slice(0, -1),
        `${tenant.slug}*`,
        'a.b',
        '%',
        '',
        'x'.repeat(5_000).slice(0, 3_000),
      ].map(async (who) => {
        const answer = await find(who);
        const html = await answer.text();
        const headers = [...answer.headers].filter(([name]) => name !== 'content-security-policy');
        return [
          answer.status,
          headers,
          html.replace(/nonce="[^"]*"/g, '').replace(/(id="who"[^>]*)value="[^"]*"/, '$1'),
        ];
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.[0]).toBe(200);
  });

  test('is asked for longer and longer, and then what is there is not led to either', async () => {
    const tenant = await newTenant();
    const statuses: number[] = [];
    for (let index = 0; index < 22; index++) statuses.push((await find(`nobody-${index}`)).status);
    expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
    const known = await find(tenant.slug);
    expect(known.status).toBe(429);
    expect(Number(known.headers.get('Retry-After'))).toBeGreaterThan(0);
    // Whoever has another address is not held up.
    expect((await find(tenant.slug, { from: '198.51.100.7' })).status).toBe(303);
  });

  test('does not count where it leads somewhere', async () => {
    const tenant = await newTenant();
    for (let index = 0; index < 25; index++) expect((await find(tenant.slug)).status).toBe(303);
  });
});

test('an organisation is found by its name as people write it, and by nothing that is a part of it', async () => {
  const tenant = await newTenant();
  expect((await find(` ${tenant.slug.toUpperCase()} `)).headers.get('Location')).toBe(`${tenant.origin}/`);
  expect((await find(tenant.slug.replace('-', ' '))).headers.get('Location')).toBe(`${tenant.origin}/`);
});

test('a form of another site finds nothing, and neither does what is no form', async () => {
  const tenant = await newTenant();
  for (const origin of [tenant.origin, 'https://evil.example', 'null']) {
    const answer = await find(tenant.slug, { origin, remember: true });
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/']);
    expect(answer.headers.get('Set-Cookie')).toBeNull();
  }
});

describe('on the device', () => {
  const cookieOf = (answer: Response) => answer.headers.get('Set-Cookie')?.split(';')[0] ?? '';

  test('nothing is remembered unless that is wanted, and nothing of what led nowhere', async () => {
    const tenant = await newTenant();
    expect((await find(tenant.slug)).headers.get('Set-Cookie')).toMatch(/^__Host-remembered=; Max-Age=0;/);
    expect((await find('nobody', { remember: true })).headers.get('Set-Cookie')).toBeNull();
  });

  test('an address is remembered where nobody reads it, shown again, and forgotten when that is wanted', async () => {
    const tenant = await newTenant();
    const domain = await tenant.prove();
    const found = await find(`ada@${domain}`, { remember: true });
    expect(found.headers.get('Set-Cookie')).toMatch(
      /^__Host-remembered=[\w.-]+; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const cookie = cookieOf(found);
    expect(cookie).not.toContain(domain);
    const html = await (await send(`${operator}/`, { cookie })).text();
    expect(html).toContain(`value="ada@${domain}"`);
    expect(html).toMatch(/name="remember"[^>]*checked/);
    expect(await (await send(`${operator}/`, { cookie: `${cookie}x` })).text()).not.toContain(domain);
    const forgotten = await find(`ada@${domain}`, { cookie });
    expect(forgotten.headers.get('Set-Cookie')).toMatch(/^__Host-remembered=; Max-Age=0;/);
  });

  test('the host of a tenant with several connections does as much', async () => {
    const [first, second] = [newDomain(), newDomain()];
    const tenant = await newTenant([hinted('one', 'query', first), hinted('two', 'query', second)]);
    const form = { email: `ada@${second}`, returnTo: '/docs', remember: 'on' };
    const begun = await send(`${tenant.origin}/sso/login`, { form });
    expect(begun.headers.get('Location')).toMatch(/^https:\/\/two\.example\.com\/sso\?/);
    expect(begun.headers.get('Location')).toContain(`login_hint=ada%40${second}`);
    const remembered = begun.headers.getSetCookie().find((line) => line.startsWith('__Host-remembered='));
    const cookie = remembered?.split(';')[0] ?? '';
    expect(cookie).not.toContain(second);
    expect(await (await send(`${tenant.origin}/sso/login`, { cookie })).text()).toContain(
      `value="ada@${second}"`,
    );
    const foreign = await send(`${tenant.origin}/sso/login`, { form, origin: 'https://evil.example' });
    expect(foreign.headers.get('Location')).toBe('/sso/login');
  });
});
