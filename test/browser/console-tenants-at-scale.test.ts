/**
 * Ten thousand tenants in the console, in Chromium: paged there and back, searched and filtered, each page within a bound that
 * nobody would call a delay. Their summaries go to the directory as the tenants' records send them.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TenantSummary } from '../../src/administration/directory.ts';
import { makeFirstAccount, type OperatorCookies, SETUP_SECRET } from './operator.ts';
import type { Directory } from './seeded-worker.ts';
import { type Stage, setStage } from './stage.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const TENANTS = 10_000;
const SEEDED_AT_ONCE = 1_000;
/** For a page with all that a browser does, on a machine that is busy: it takes a tenth of that. */
const MAX_MILLISECONDS = 2_000;
const DAY = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'edge-saml-at-scale-'));
let stage: Stage;
let cookies: OperatorCookies;

beforeAll(async () => {
  stage = await setStage({ OPERATOR_SETUP_SECRET: SETUP_SECRET }, writeConfig());
  cookies = await makeFirstAccount(stage, 'Ada Lovelace');
  const { DIRECTORY } = await stage.worker.env();
  const directory = (DIRECTORY as DurableObjectNamespace<Directory>).getByName('directory');
  const now = Date.now();
  const all = Array.from({ length: TENANTS }, (_, index) => summaryOf(index, now));
  for (let from = 0; from < TENANTS; from += SEEDED_AT_ONCE)
    await directory.seed(all.slice(from, from + SEEDED_AT_ONCE));
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

/** The deployed configuration with the seeded Worker in it. */
function writeConfig(): string {
  const path = join(folder, 'wrangler.toml');
  const deployed = readFileSync(new URL('../../wrangler.toml', import.meta.url), 'utf8');
  const main = new URL('./seeded-worker.ts', import.meta.url).pathname;
  writeFileSync(path, deployed.replace('main = "src/index.ts"', `main = ${JSON.stringify(main)}`));
  return path;
}

/** The tenth customers have a draft, the hundredth fail, the thousandth end soon. */
function summaryOf(index: number, now: number): TenantSummary {
  const number = String(index).padStart(5, '0');
  return {
    tenantId: `tenant-id-${number}`,
    slug: `customer-${number}`,
    displayName: `Customer ${number} Incorporated`,
    hostnames: [`login.customer-${number}.example`],
    emailDomains: [`customer-${number}.test`],
    version: 1 + (index % 7),
    updatedAt: now - index * 60_000,
    hasDraft: index % 10 === 0,
    deletedAt: null,
    connectionCount: 1,
    lastSignInAt: now - index * 1_000,
    recentFailures: index % 100 === 0 ? 3 : 0,
    nextExpiryAt: now + (index % 1_000 === 0 ? 20 : 400) * DAY,
    metadataFailingSince: null,
  };
}

test('ten thousand tenants page there and back, search and filter without delay', async () => {
  const { page, complaints } = await stage.visit();
  await page.context().addCookies(cookies);
  const tenants = `${stage.worker.origin(null)}/console/tenants`;
  const timed = async (what: string, act: () => Promise<unknown>) => {
    const begun = performance.now();
    await act();
    await page.getByRole('heading', { name: 'Tenants', exact: true }).waitFor();
    const milliseconds = performance.now() - begun;
    expect.soft(milliseconds, what).toBeLessThan(MAX_MILLISECONDS);
  };
  const shown = () => page.getByRole('rowheader').getByRole('link').allTextContents();
  const search = async (text: string) => {
    await page.getByRole('searchbox').fill(text);
    await timed(text, () => page.keyboard.press('Enter').then(() => page.waitForURL(/[?&]q=/)));
    return shown();
  };

  await timed('the first page', () => page.goto(tenants));
  await page.getByRole('link', { name: 'All 10,003' }).waitFor();
  const first = await shown();
  expect(first).toHaveLength(50);
  expect(first.slice(0, 2)).toEqual(['Acme', 'Customer 00000 Incorporated']);
  await timed('the next page', () => page.getByRole('link', { name: 'Next' }).click());
  const second = await shown();
  expect(second[0]).toBe('Customer 00049 Incorporated');
  await timed('one more page', () => page.getByRole('link', { name: 'Next' }).click());
  await timed('back', () => page.getByRole('link', { name: 'Previous' }).click());
  expect(await shown()).toEqual(second);
  await timed('back again', () => page.getByRole('link', { name: 'Previous' }).click());
  expect(await shown()).toEqual(first);
  expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(0);

  await page.goto(tenants);
  expect(await search('customer 09999 inc')).toEqual(['Customer 09999 Incorporated']);
  await page.goto(tenants);
  expect(await search('LOGIN.CUSTOMER-07777.example')).toEqual(['Customer 07777 Incorporated']);
  await page.goto(tenants);
  expect(await search('customer-01234.test')).toEqual(['Customer 01234 Incorporated']);
  await page.goto(tenants);
  expect(await search('<nobody>')).toEqual([]);
  await page.getByText('No tenant has “<nobody>”').waitFor();
  await page.getByRole('link', { name: 'Show all tenants' }).click();

  await timed('expiring', () => page.getByRole('link', { name: 'Expiring 10' }).click());
  expect(await shown()).toHaveLength(10);
  await timed('failing', () => page.getByRole('link', { name: 'Failing 100' }).click());
  expect(await search('customer-099')).toEqual(['Customer 09900 Incorporated']);
  expect(complaints).toEqual([]);
});

test('a cursor of another list, or of nobody, begins the list', async () => {
  const { page } = await stage.visit();
  await page.context().addCookies(cookies);
  for (const cursor of ['x', 'Y3VzdG9tZXItMDkwMDA', '%00', 'A'.repeat(2_000)]) {
    await page.goto(`${stage.worker.origin(null)}/console/tenants?cursor=${cursor}`);
    expect((await page.getByRole('rowheader').getByRole('link').allTextContents())[0]).toBe('Acme');
  }
});
