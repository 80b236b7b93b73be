/** What is told of each outcome, by the whole application over real objects: to the log, to the dataset, to the tenant's record. */
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from 'vitest';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import { createApp } from '../../src/app.ts';
import type { OutcomeEvent } from '../../src/events/outcome-event.ts';
import type { Env } from '../../src/settings.ts';
import { openBrowser, requestIn } from '../support/app-browser.ts';
import { createTenant } from '../support/records.ts';
import { buildResponse, formBody, signXml } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';
import { testKey } from '../support/test-keys.ts';

const REFERENCE = expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
const PERSONAL = /alice|andersen|engineering|secret-plan/i;

let log: MockInstance<typeof console.log>;
let error: MockInstance<typeof console.error>;
beforeEach(() => {
  log = vi.spyOn(console, 'log').mockReturnValue();
  error = vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

/** What was told since the last look, of what happened to people. */
function takeEvents(): readonly OutcomeEvent[] {
  const lines = [...log.mock.calls, ...error.mock.calls].map(([line]) => String(line));
  log.mockClear();
  error.mockClear();
  for (const line of lines) expect(line).not.toMatch(PERSONAL);
  return lines.map((line) => JSON.parse(line)).filter(({ event }) => event !== 'change');
}

interface Deployed {
  readonly tenant?: Partial<TenantConfiguration>;
  readonly environment?: Partial<Env>;
}

async function deploy({ tenant: changes = {}, environment = {} }: Deployed = {}) {
  const tenant = await createTenant({ connections: [connection()], ...changes });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const points: AnalyticsEngineDataPoint[] = [];
  const EVENTS = { writeDataPoint: (point?: AnalyticsEngineDataPoint) => point && points.push(point) };
  const deployed = { ...env, EVENTS, ...environment } as unknown as Env;
  const app = createApp();
  const fetch: typeof app.fetch = (request, _env, context) => app.fetch(request, deployed, context);
  const { visit } = openBrowser({ fetch }, origin);
  const answer = async (requestId: string | null, key: 'rsaA' | 'rogue' = 'rsaA') => {
    const urls = { spEntityId: `${origin}/sso/metadata`, acsUrl: `${origin}/sso/acs` };
    const facts = { ...urls, requestId, now: Date.now(), assertionId: `_${crypto.randomUUID()}` };
    return visit(
      '/sso/acs',
      formBody(await signXml(buildResponse({}, facts), 'Assertion', { key: testKey(key) })),
    );
  };
  const signIn = async (key?: 'rogue') =>
    answer(await requestIn(await visit('/sso/login?returnTo=/docs/secret-plan')), key);
  takeEvents();
  return { ...tenant, visit, answer, signIn, points };
}

type Told = Awaited<ReturnType<typeof deploy>>;

async function attemptsOf({ record }: Told) {
  const query = { limit: 10, cursor: null, outcome: null, code: null, reference: null };
  return (await record.attempts(query)).items;
}

test('a sign-in is told with all of its stages, and the same to all three', async () => {
  const told = await deploy();
  expect((await told.signIn()).status).toBe(303);
  const [event, ...more] = takeEvents();
  expect(more).toEqual([]);
  const number = expect.any(Number);
  const stages = { receive: number, read: number, verify: number, rules: number, ledger: number };
  expect(event).toEqual({
    event: 'sign_in',
    code: 'signed_in',
    reference: REFERENCE,
    tenant: told.slug,
    connectionId: 'idp',
    durationMilliseconds: number,
    stages,
    colo: null,
  });
  const [attempt] = await attemptsOf(told);
  const { reference = '', durationMilliseconds } = event ?? {};
  expect(attempt).toMatchObject({ reference, durationMilliseconds, details: { stages: event?.stages } });
  expect(told.points).toHaveLength(1);
  expect(told.points[0]?.blobs).toEqual(['sign_in', 'signed_in', told.slug, 'idp', '', reference]);
});

test('a refusal is told by its code, and where it was refused the later stages are missing', async () => {
  const told = await deploy();
  expect((await told.signIn('rogue')).status).toBe(403);
  const [event] = takeEvents();
  expect(event).toMatchObject({ event: 'sign_in', code: 'signature_invalid', connectionId: 'idp' });
  expect(Object.keys(event?.stages ?? {})).not.toContain('ledger');
  expect((await attemptsOf(told))[0]).toMatchObject({ reference: event?.reference, outcome: 'refused' });
});

test('a restart is told with its cause', async () => {
  const told = await deploy();
  await told.answer(null);
  expect(takeEvents()).toMatchObject([{ event: 'sign_in', code: 'restarted_after_unsolicited_response' }]);
  expect((await attemptsOf(told))[0]).toMatchObject({ outcome: 'restarted', code: 'unsolicited_response' });
});

test('a sign-out is told with a number of its own, that finds it', async () => {
  const told = await deploy();
  await told.signIn();
  takeEvents();
  await told.visit('/sso/logout', {});
  const [event] = takeEvents();
  expect(event).toMatchObject({
    event: 'sign_out',
    code: 'signed_out',
    reference: REFERENCE,
    tenant: told.slug,
    durationMilliseconds: expect.any(Number),
  });
  expect(await told.record.findReference(event?.reference ?? '')).toMatchObject([
    { kind: 'happening', happening: { kind: 'sign_out', connectionId: 'idp' } },
  ]);
});

test('a message about signing out that is refused is told, too, by the number on its page', async () => {
  const told = await deploy();
  const page = await (await told.visit('/sso/slo?SAMLRequest=alice')).text();
  const [event, ...more] = takeEvents();
  expect([event?.event, event?.tenant, more]).toEqual(['sign_out', told.slug, []]);
  expect(page).toContain(event?.code);
  expect(page).toContain(event?.reference);
  expect(await told.record.findReference(event?.reference ?? '')).toMatchObject([
    { kind: 'happening', happening: { kind: 'sign_out', code: event?.code } },
  ]);
});

test('an error is told with where it was, and its number finds it at the tenant', async () => {
  const told = await deploy();
  vi.spyOn(crypto, 'getRandomValues').mockImplementationOnce(() => {
    throw new TypeError('alice');
  });
  expect((await told.visit('/sso/login?returnTo=/docs')).status).toBe(500);
  const [event] = takeEvents();
  expect(event).toMatchObject({
    event: 'error',
    code: 'internal_error',
    name: 'TypeError',
    tenant: told.slug,
  });
  expect(await told.record.findReference(event?.reference ?? '')).toMatchObject([
    { happening: { kind: 'error', code: 'internal_error' } },
  ]);
});

test('people are named where their tenant says so, in the log, and never in the dataset', async () => {
  const told = await deploy({ tenant: { dangerouslyNamePeopleInEvents: true } });
  await told.signIn();
  await told.visit('/sso/logout', {});
  await told.signIn('rogue');
  const events = log.mock.calls.map(([line]) => JSON.parse(line) as OutcomeEvent);
  log.mockClear();
  const person = { accountKey: 'alice@acme.example', email: expect.stringContaining('alice') };
  expect(events.filter(({ event }) => event !== 'change').map((each) => each.person)).toEqual([
    person,
    person,
    undefined,
  ]);
  expect(JSON.stringify(told.points)).not.toMatch(PERSONAL);
});

test('a dataset and a record that fail, fail no sign-in', async () => {
  const broken = () => {
    throw new Error('alice');
  };
  const EVENTS = { writeDataPoint: broken };
  const TENANT_RECORD = { getByName: broken } as unknown as Env['TENANT_RECORD'];
  const told = await deploy({ environment: { EVENTS, TENANT_RECORD } });
  expect((await told.signIn()).status).toBe(303);
  expect((await told.visit('/sso/session', undefined, 'application/json')).status).toBe(200);
  const codes = takeEvents().map(({ event }) => event as string);
  expect(codes.toSorted()).toEqual(['dataset_failed', 'journal_failed', 'sign_in']);
});

test('Server-Timing is told where the operator asks for it, to those who are let in', async () => {
  const timed = await deploy({ environment: { SERVER_TIMING: 'on' } });
  expect((await timed.signIn()).headers.get('server-timing')).toMatch(
    /^receive;dur=[\d.]+, read;dur=[\d.]+, verify;dur=[\d.]+, rules;dur=[\d.]+, ledger;dur=[\d.]+$/,
  );
  await timed.visit('/sso/logout', {});
  const refused = await timed.signIn('rogue');
  expect([refused.status, refused.headers.get('server-timing')]).toEqual([403, null]);
  expect((await timed.answer(null)).headers.get('server-timing')).toBeNull();
  expect((await (await deploy()).signIn()).headers.get('server-timing')).toBeNull();
});
