/**
 * In Chromium: an administrator proves an email domain by the record that the page shows, a person types an address on the front
 * page and arrives at the identity provider as that person; and a sign-in whose answer goes to the operator's host.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApiClient } from '../../src/api-client/api-client.ts';
import { type DnsResolver, startDnsResolver } from '../support/dns-resolver.ts';
import { OPERATOR_TOKEN } from '../support/worker.ts';
import { seriousFindings } from './operator.ts';
import { choose, type Stage, setStage, takePicture } from './stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let resolver: DnsResolver;
let stage: Stage;
let operator: string;
let api: ReturnType<typeof createApiClient>;

beforeAll(async () => {
  resolver = await startDnsResolver();
  stage = await setStage({ DNS_RESOLVER_URL: resolver.url });
  operator = stage.worker.origin(null);
  api = createApiClient({ origin: operator, token: OPERATOR_TOKEN });
});
afterAll(async () => {
  await stage.close();
  await resolver.close();
});

test('an address on the front page leads to its identity provider, which is told whose it is', async () => {
  await api.tenant('acme').connections.patch('development', { request: { loginHint: 'query' } });
  const { body: link } = await api.tenant('acme').setupLinks.create({ note: 'Grace, IT' });
  const { page: grace, complaints: graces } = await stage.visit({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await grace.goto(link.url);
  await grace.getByRole('link', { name: 'Domains' }).click();
  await grace.getByLabel('Domain', { exact: true }).fill('acme.example');
  await grace.getByRole('button', { name: 'Add it' }).click();
  const copied = async (what: string) => {
    await grace.getByRole('button', { name: `Copy the ${what} of the record` }).click();
    return grace.evaluate(() => navigator.clipboard.readText());
  };
  resolver.publish(await copied('name'), 'v=spf1 -all', await copied('value'));
  await grace.getByRole('button', { name: 'Look for it now: acme.example' }).click();
  await grace.getByRole('heading', { name: 'acme.example proven', exact: true }).waitFor();
  expect(await seriousFindings(grace)).toEqual([]);
  await takePicture(grace, 'setup-domains-1280-light');

  const { page, newTab, complaints } = await stage.visit();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(operator);
  await page.getByLabel('Your work email').fill('alice@acme.example');
  await page.getByLabel('Remember it on this device').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${stage.idpOrigin}/acme/sso?*`);
  expect(new URL(page.url()).searchParams.get('login_hint')).toBe('alice@acme.example');
  expect(asked.filter((url) => url.includes('alice')).every((url) => url.startsWith(stage.idpOrigin))).toBe(
    true,
  );
  await choose(page, 'alice');
  await page.waitForURL(`${stage.origin('acme')}/`);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
  const again = await newTab();
  await again.goto(operator);
  expect(await again.getByLabel('Your work email').inputValue()).toBe('alice@acme.example');
  expect([...graces, ...complaints]).toEqual([]);
});

test('an answer at the operator’s host signs in on the tenant’s, by redirect and by form', async () => {
  for (const slug of ['globex', 'poster']) {
    const { body } = await api.tenant(slug).read();
    await stage.worker.putTenant(slug, {
      displayName: body.displayName,
      acs: 'shared',
      connections: [
        {
          id: 'development',
          metadata: await (await fetch(`${stage.idpOrigin}/${slug}/metadata`)).text(),
          request: { binding: slug === 'poster' ? 'post' : 'redirect' },
        },
      ],
    });
    const tenant = stage.origin(slug);
    const { page, complaints } = await stage.visit();
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(request.url());
    });
    await page.goto(`${tenant}/docs/42?tab=notes#top`);
    await choose(page, 'ada');
    await page.waitForURL(`${tenant}/docs/42?tab=notes#top`);
    await page.getByRole('heading', { name: 'Logged in' }).waitFor();
    expect(posted).toContain(`${operator}/sso/acs`);
    expect(posted).not.toContain(`${tenant}/sso/acs`);
    const ours = (await page.context().cookies()).filter(({ name }) => name.startsWith('__Host-'));
    expect(ours.map(({ name, domain }) => [name, domain])).toEqual([['__Host-session', `${slug}.localhost`]]);
    expect(complaints).toEqual([]);
  }
});
