/**
 * How the console's pages about tenants look: each wide and narrow, light and dark; each fits, complains of nothing, is judged
 * by axe, and is kept as a picture for people to look at. What they show is what they show on an eventful day.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DirectoryPort, TenantSummary } from '../../src/administration/directory.ts';
import type { TenantState } from '../../src/administration/tenant-record.ts';
import { makeReference } from '../../src/events/reference.ts';
import type { RecordPort } from '../../src/stores/administration.ts';
import { tenantConnection } from '../support/worker.ts';
import {
  isJudged,
  makeFirstAccount,
  type OperatorCookies,
  SETUP_SECRET,
  seriousFindings,
} from './operator.ts';
import { type Stage, setStage, signIn, takePicture } from './stage.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const DAY = 86_400_000;

let stage: Stage;
let console_: string;
let cookies: OperatorCookies;
let webhook: string;
let reference: string;

beforeAll(async () => {
  stage = await setStage({ OPERATOR_SETUP_SECRET: SETUP_SECRET });
  console_ = `${stage.worker.origin(null)}/console`;
  cookies = await makeFirstAccount(stage, 'Ada Lovelace');
  await setTenants();
  await setActivity();
});
afterAll(() => stage.close());

async function visit(options: Parameters<Stage['visit']>[0]) {
  const visitor = await stage.visit(options);
  await visitor.page.context().addCookies(cookies);
  return visitor;
}

async function setTenants(): Promise<void> {
  await stage.worker.putTenant('globex', {
    displayName: 'Globex Corporation',
    hostnames: ['login.globex.example'],
    connections: [
      {
        id: 'staff',
        displayName: 'Globex staff',
        metadataUrl: `${stage.idpOrigin}/globex/metadata`,
        emailDomains: ['globex.example'],
      },
      tenantConnection({
        id: 'legacy',
        displayName: 'Old directory',
        response: { allowSha1: true, unsolicited: 'accept' },
      }),
    ],
  });
  const people = { remember: 'names' } as const;
  await stage.worker.putTenant('acme', {
    displayName: 'Acme Rockets & Roller Skates',
    people,
    connections: [
      { id: 'sso', displayName: 'Acme directory', metadataUrl: `${stage.idpOrigin}/acme/metadata` },
    ],
  } as object);
  await stage.worker.putTenant('umbrella', { displayName: 'Umbrella Health', connections: [] });
  await stage.worker.putTenant('wonka', {
    displayName: 'Wonka Industries, the confectioner with a name that is rather long for any table',
  });
  await stage.worker.putTenant('stark', { displayName: 'Stark Industries' });
}

interface Opened {
  readonly record: RecordPort;
  readonly state: TenantState;
}

async function setActivity(): Promise<void> {
  const { page } = await stage.visit();
  await signIn(page, stage.origin('acme'));
  const { page: other } = await stage.visit();
  await signIn(other, stage.origin('acme'), 'dave');
  const administration = await stage.worker.administration();
  const author = { kind: 'operator', id: 'grace', name: 'Grace Hopper' } as const;
  const now = Date.now();
  const open = async (slug: string) => {
    const record = await administration.findBySlug(slug);
    const state = await record?.read();
    if (record == null || state == null) throw new Error(`there is no tenant ${slug}`);
    return { record, state, tenant: { id: state.tenantId, slug } };
  };
  for (const slug of ['acme', 'stark']) {
    const { record, tenant } = await open(slug);
    for (const [index, code] of (
      ['audience_mismatch', 'assertion_expired', 'signature_invalid'] as const
    ).entries()) {
      const attempt = {
        reference: `K7QX-${index}M4D`,
        at: now - index * 900_000,
        outcome: 'refused',
        code,
      } as const;
      await record.recordSignIn({
        tenant,
        attempt: { ...attempt, connectionId: 'sso', durationMilliseconds: 7 + index },
        session: null,
      });
    }
  }
  const { record, state } = await open('globex');
  const { configuration } = state.live;
  const context = { author, now, expectedRevision: state.revision };
  await record.saveDraft(
    { ...configuration, displayName: 'Globex', hostnames: ['sso.globex.example'] },
    context,
  );
  const events = (await open('acme')).record;
  const made = await events.createWebhook(
    {
      url: `${stage.worker.origin(null)}/nowhere`,
      types: ['person.first_sign_in', 'sign_in.failing'],
      enabled: true,
    },
    { author, now },
  );
  if (made.ok) webhook = made.value.endpoint.id;
  const gone = await open('wonka');
  await gone.record.delete({ author, now, expectedRevision: gone.state.revision });
  await reportHealth(administration.directory);
  await tellHistory(await open('stark'), administration.directory);
  const { page: third } = await stage.visit();
  await signIn(third, stage.origin('acme'), 'carol');
}

/** Tells the list of an eventful day, which the records tell it of by and by. */
async function reportHealth(directory: DirectoryPort): Promise<void> {
  const now = Date.now();
  const health: Readonly<Record<string, Partial<TenantSummary>>> = {
    acme: { lastSignInAt: now - 4 * 60_000, recentFailures: 3, nextExpiryAt: now + 41 * DAY },
    globex: {
      lastSignInAt: now - 3 * 3_600_000,
      metadataFailingSince: now - 9 * 3_600_000,
      nextExpiryAt: now + 6 * DAY,
    },
    poster: { lastSignInAt: now - 2 * DAY },
    stark: { lastSignInAt: now - 30 * DAY, recentFailures: 128, nextExpiryAt: now - 2 * DAY },
  };
  const { items } = await directory.list({ search: '', filter: 'all', now, limit: 100, cursor: null });
  for (const summary of items) await directory.report({ ...summary, ...health[summary.slug] });
}

/** Tells a week of sign-ins, with a bad hour in it: of one tenant, and of all of them. */
async function tellHistory({ record, state }: Opened, directory: DirectoryPort): Promise<void> {
  const now = Date.now();
  reference = makeReference(state.tenantId);
  const hour = Math.floor(now / 3_600_000);
  const counts = Array.from({ length: 168 }, (_, ago) => {
    const at = hour - ago;
    const busy = Math.round(60 + 55 * Math.sin(((at % 24) - 7) * (Math.PI / 12)));
    const refused = ago === 6 ? 48 : ago % 7;
    return [
      { what: 'signed_in', total: busy * 10 },
      { what: 'took:4', total: busy * 6 },
      { what: 'took:5', total: busy * 3 },
      { what: 'took:7', total: busy },
      { what: 'refused:assertion_expired', total: refused * 4 },
      { what: 'refused:audience_mismatch', total: ago === 6 ? 90 : ago % 3 },
      { what: 'refused:signature_invalid', total: ago % 2 },
      { what: 'refused:pending_request_missing', total: ago % 5 },
      { what: 'refused:group_missing', total: 1 },
      { what: 'refused:recipient_mismatch', total: ago % 4 === 0 ? 2 : 0 },
      { what: 'restarted', total: busy },
    ].map((count) => ({ ...count, hour: at }));
  }).flat();
  const { items } = await directory.list({ search: 'acme', filter: 'all', now, limit: 1, cursor: null });
  for (const summary of items) await directory.report(summary, { batch: 1_000_000, counts });
  for (let index = 0; index < 40; index++) {
    const isRefused = index % 5 === 0;
    const stages = { receive: 4, read: 0.6, verify: 1.4, rules: 0.2, ledger: 6.1 };
    const attempt = {
      reference: index === 0 ? reference : `K8QX-${String(index).padStart(4, '0')}`,
      at: now - index * 1_900_000,
      outcome: isRefused ? 'refused' : 'restarted',
      code: isRefused ? 'recipient_mismatch' : 'unsolicited_response',
      connectionId: 'sso',
      durationMilliseconds: 9,
      details: { stages, colo: 'AMS' },
    } as const;
    await record.recordSignIn({ tenant: { id: state.tenantId, slug: state.slug }, attempt, session: null });
  }
}

/** Every page, and what is to be done there before it is looked at. */
const pages = (): Readonly<
  Record<string, readonly [path: string, act?: (page: Page) => Promise<unknown>]>
> => ({
  list: ['/tenants'],
  'list-nothing': ['/tenants?q=initrode'],
  new: ['/new-tenant'],
  'new-wrong': [
    '/new-tenant',
    async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Acme');
      await page.getByLabel('Subdomain').fill('acme');
      await page.getByLabel('By hand').check();
      await page.getByLabel('Sign-in URL', { exact: true }).fill('http://idp.example.com/sso');
      await page.getByRole('button', { name: 'Make the tenant' }).click();
      await page.getByRole('alert').waitFor();
    },
  ],
  overview: ['/tenants/globex'],
  'overview-busy': ['/tenants/acme'],
  'overview-new': ['/tenants/umbrella'],
  deleted: ['/tenants/wonka'],
  connections: ['/tenants/globex/connections'],
  'new-connection': ['/tenants/acme/new-connection'],
  policies: ['/tenants/globex/connections/legacy/policies'],
  'identity-provider': ['/tenants/globex/connections/legacy/identity-provider'],
  remove: ['/tenants/globex/connections/legacy/remove'],
  settings: ['/tenants/globex/settings'],
  draft: ['/tenants/globex/draft'],
  'draft-none': ['/tenants/acme/draft'],
  conflict: [
    '/tenants/globex/settings',
    async (page) => {
      await page.locator('input[name=revision]').evaluate((input: HTMLInputElement) => {
        input.value = '1';
      });
      await page.locator('input[name=since]').evaluate((input: HTMLInputElement) => {
        input.value = '1';
      });
      await page.getByRole('button', { name: 'Save in the draft' }).click();
      await page.getByRole('alert').waitFor();
    },
  ],
  history: ['/tenants/acme/history'],
  restore: ['/tenants/acme/history/1/restore'],
  'sign-ins': ['/tenants/stark/sign-ins'],
  'sign-ins-none': ['/tenants/umbrella/sign-ins'],
  deployment: ['/overview'],
  'deployment-week': ['/overview?over=week', (page) => page.getByText('The same as a table').last().click()],
  reference: [`/references?q=${reference.toLowerCase()}`],
  'reference-none': ['/references?q=k7qx 1m4d'],
  people: ['/tenants/acme/people'],
  sessions: ['/tenants/acme/people/sessions'],
  'people-none': ['/tenants/globex/people'],
  events: ['/tenants/acme/events'],
  webhook: [`/tenants/acme/webhooks/${webhook}`],
  audit: ['/tenants/acme/audit'],
  delete: ['/tenants/acme/delete'],
  unknown: ['/tenants/nobody'],
  'all-events': ['/events'],
  'list-ends': ['/tenants', (page) => page.getByText('What ends soon').click()],
});

/** In an order in which each needs but one change, and only two need the page laid out anew. */
const LOOKS = [
  ['light', 1280],
  ['dark', 1280],
  ['dark', 390],
  ['light', 390],
] as const;

test('every page about tenants, wide and narrow, light and dark', async () => {
  const { page, complaints } = await visit({});
  for (const [name, [path, act]] of Object.entries(pages())) {
    await page.goto(`${console_}${path}`);
    await act?.(page);
    await page.waitForLoadState();
    for (const [colorScheme, width] of LOOKS) {
      const look = `${name}-${width}-${colorScheme}`;
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
      expect.soft({ look, scroll }).toEqual({ look, scroll: width });
      await takePicture(page, `console-tenants-${look}`);
      if (!isJudged(colorScheme, width)) continue;
      expect.soft({ look, findings: await seriousFindings(page) }).toEqual({ look, findings: [] });
    }
  }
  expect(complaints).toEqual([]);
});
