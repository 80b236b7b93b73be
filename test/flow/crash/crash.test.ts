import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWorker } from '../../../scripts/workerd/build-worker.ts';
import { compileLive } from '../../../src/administration/configuration.ts';
import type { Claims, TenantSummary } from '../../../src/administration/directory.ts';
import type { Page } from '../../../src/administration/page.ts';
import type { AuditEntry, TenantState } from '../../../src/administration/tenant-record.ts';
import { GRACE_MILLISECONDS } from '../../../src/stores/tenant-record/write-change.ts';
import type { Tenant } from '../../../src/tenants/tenant.ts';
import { type Process, startProcess } from './process.ts';
import type { Step } from './worker.ts';

/**
 * Kills the process at every single step of every kind of change that goes to KV, and starts it again over the same storage.
 * There is a tenant for each step, which stalls there; once all of them do, one power cut hits each at another step. Here is
 * what is changed; the tenant is there before, but for the first.
 */
const SCENARIOS = {
  create: () => [],
  publish: (tenantId: string) => [configuration(tenantId, 2), context()],
  delete: () => [context()],
  restore: () => [context()],
} as const;
type Method = keyof typeof SCENARIOS;

/** A slow machine is no reason to fail. */
const PATIENT = { timeout: 60_000, interval: 100 };
const TEST_TIMEOUT = 240_000;

const hostnameOf = (tenantId: string, version: number) => `${tenantId}-${version}.example`;
const keysOf = (tenantId: string) => [
  `tenant/${tenantId}`,
  ...[1, 2].map((version) => `host/${hostnameOf(tenantId, version)}`),
];

/** The second version gives up a hostname and takes another. */
function configuration(tenantId: string, version: number) {
  return {
    displayName: `Version ${version}`,
    hostnames: [hostnameOf(tenantId, version)],
    logoUrl: null,
    privacyStatementUrl: null,
    connections: [],
    session: { lifetimeSeconds: 3_600, idleTimeoutSeconds: 600 },
  };
}

function context() {
  const author = { kind: 'operator', id: 'op-1', name: 'Alice' } as const;
  return { author, now: Date.now(), expectedRevision: null };
}

/** A tenant that is to stall at one of its steps, counted from 1, and at all that come after. */
interface Plan {
  readonly tenantId: string;
  /** Those that it came to, the last of which it does not make where it stalls. */
  readonly steps: string[];
  readonly stallAt: number;
  readonly stalled: Promise<void>;
  readonly noteStalled: () => void;
}

let script: string;
let folder: string;
let running: Process;
const plans = new Map<string, Plan>();

function plan(tenantId: string, stallAt: number): Plan {
  const { promise, resolve } = Promise.withResolvers<void>();
  const made = { tenantId, steps: [], stallAt, stalled: promise, noteStalled: resolve };
  plans.set(tenantId, made);
  return made;
}

async function watch({ tenantId, step }: Step): Promise<void> {
  const found = plans.get(tenantId);
  if (found === undefined || found.steps.length >= found.stallAt) return found && new Promise(() => {});
  found.steps.push(step);
  if (found.steps.length < found.stallAt) return;
  found.noteStalled();
  await new Promise(() => {});
}

async function start(aheadMilliseconds = 0): Promise<void> {
  running = await startProcess(script, folder, watch, aheadMilliseconds);
}

/** Pulls the plug, and starts again; nothing stalls any more. */
async function cutPower(aheadMilliseconds = 0): Promise<void> {
  await running.kill();
  plans.clear();
  await start(aheadMilliseconds);
}

/** Runs what a plan is for until it ends, or stalls. */
async function runToStep({ stalled }: Plan, work: () => Promise<unknown>): Promise<void> {
  await Promise.race([stalled, work().catch(() => {})]);
}

const record = <Value>(tenantId: string, method: string, ...args: unknown[]) =>
  running.call<Value>('record', tenantId, method, ...args);
const create = (tenantId: string) =>
  record(
    tenantId,
    'create',
    { tenantId, slug: tenantId, configuration: configuration(tenantId, 1) },
    context(),
  );

/** Brings a tenant to where the scenario begins. */
async function prepare(method: Method, tenantId: string): Promise<void> {
  if (method === 'create') return;
  await create(tenantId);
  if (method === 'restore') await record(tenantId, 'delete', context());
}

const change = (method: Method, tenantId: string) =>
  method === 'create' ? create(tenantId) : record(tenantId, method, ...SCENARIOS[method](tenantId));

/** The steps of a change that nothing comes in between of. */
async function listSteps(method: Method): Promise<readonly string[]> {
  const tenantId = `${method}-whole`;
  await prepare(method, tenantId);
  const { steps } = plan(tenantId, Infinity);
  await change(method, tenantId);
  return [...steps];
}

/** Brings a tenant to each step of a change, and cuts the power. */
async function crashAtEachStep(method: Method, count: number): Promise<readonly Plan[]> {
  const made = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const tenantId = `${method}-${index + 1}`;
      await prepare(method, tenantId);
      const planned = plan(tenantId, index + 1);
      await runToStep(planned, () => change(method, tenantId));
      return planned;
    }),
  );
  await cutPower();
  return made;
}

const readKeys = (tenantId: string) =>
  Promise.all(keysOf(tenantId).map((key) => running.call<string | null>('kv', '', 'get', key)));

const crashes: (Plan & { readonly method: Method })[] = [];

beforeAll(async () => {
  script = buildWorker('test/flow/crash/wrangler.toml');
  folder = mkdtempSync(join(tmpdir(), 'edge-saml-crash-'));
  await start();
});

afterAll(async () => {
  await running?.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('a process that is killed at each step of a change', () => {
  test.each(Object.keys(SCENARIOS) as Method[])(
    'of %s leaves whole records in KV',
    async (method) => {
      const whole = await listSteps(method);
      // Nothing that leaves the object was missed: at the least one call before and after it.
      expect(whole.length).toBeGreaterThan(4);
      const made = await crashAtEachStep(method, whole.length);
      const cutOffAt = new Set(made.map(({ steps }) => steps.at(-1)));
      expect([...cutOffAt].sort()).toEqual([...new Set(whole)].sort());
      for (const { tenantId, ...rest } of made) {
        crashes.push({ tenantId, ...rest, method });
        for (const text of await readKeys(tenantId)) {
          if (text === null) continue;
          const { version, hostnames, displayName } = JSON.parse(text) as Tenant;
          expect({ hostnames, displayName }).toMatchObject({
            hostnames: [hostnameOf(tenantId, version)],
            displayName: `Version ${version}`,
          });
        }
      }
    },
    TEST_TIMEOUT,
  );

  test(
    'has the change made or not made, and KV and the list say the same, once it runs again',
    async () => {
      for (const { tenantId, method, steps } of crashes) {
        await expect
          .poll(() => isSettled(tenantId), { ...PATIENT, message: `${tenantId} comes to an end` })
          .toBe(true);
        const state = await record<TenantState | null>(tenantId, 'read');
        const audit = await record<Page<AuditEntry>>(tenantId, 'audit', { limit: 100, cursor: null });
        expect(audit.items).toHaveLength(state?.revision ?? 0);
        // Nothing goes to KV before the change is kept.
        if (steps.some((step) => /put|delete/.test(step)))
          expect(audit.items[0]?.action, `${tenantId} after ${steps}`).toBe(ACTIONS[method]);
        const live = state === null || state.deleted !== null ? null : compileLive(state);
        const expected = keysOf(tenantId).map((key) =>
          live !== null && (key.startsWith('tenant/') || live.hostnames.includes(key.slice('host/'.length)))
            ? live
            : null,
        );
        const stored = (await readKeys(tenantId)).map((text) => text && JSON.parse(text));
        expect(stored, `${tenantId} after ${steps}`).toEqual(expected);
        const { items } = await running.call<Page<TenantSummary>>('directory', '', 'list', {
          search: tenantId,
          filter: state?.deleted ? 'deleted' : 'all',
          now: Date.now(),
          limit: 100,
          cursor: null,
        });
        expect(items.find(({ slug }) => slug === tenantId)?.version).toBe(state?.live.number);
      }
    },
    TEST_TIMEOUT,
  );

  test(
    'holds no name for nothing, and every name that is used',
    async () => {
      await cutPower(10 * 60_000);
      for (const { tenantId, steps } of crashes) {
        await record(tenantId, 'runAlarm');
        const state = await record<TenantState | null>(tenantId, 'read');
        for (const version of [1, 2]) {
          const hostname = hostnameOf(tenantId, version);
          const isUsed = state?.live.configuration.hostnames.includes(hostname) ?? false;
          const claims: Claims = {
            slug: `probe-${tenantId}-${version}`,
            hostnames: [hostname],
            emailDomains: [],
          };
          const isFree = async () =>
            (await running.call<{ ok: boolean }>('directory', '', 'claim', 'probe', claims)).ok;
          // The alarm may be at it already, by itself.
          await expect.poll(isFree, { ...PATIENT, message: `${hostname} after ${steps}` }).toBe(!isUsed);
        }
        const holder = () => running.call('directory', '', 'findBySlug', tenantId);
        await expect.poll(holder, PATIENT).toBe(state === null ? null : tenantId);
      }
    },
    TEST_TIMEOUT,
  );

  test(
    'purges a deleted tenant whole, and only then frees its slug',
    async () => {
      const tenantIds = Array.from({ length: 10 }, (_, index) => `purge-${index + 1}`);
      await cutPower();
      await Promise.all(
        tenantIds.map(async (tenantId) => {
          await create(tenantId);
          await record(tenantId, 'delete', context());
        }),
      );
      await running.kill();
      // Before it starts: what is overdue then is done at once.
      const made = tenantIds.map((tenantId, index) => plan(tenantId, index + 1));
      await start(GRACE_MILLISECONDS + 60_000);
      await Promise.all(made.map((each) => runToStep(each, () => record(each.tenantId, 'runAlarm'))));
      const cutOffAt = made.flatMap(({ steps, stallAt }) =>
        steps.length < stallAt ? [] : (steps.at(-1) ?? []),
      );
      expect(cutOffAt).toEqual(expect.arrayContaining(['before keepOnly', 'after keepOnly']));
      expect(made.some(({ steps, stallAt }) => steps.length < stallAt)).toBe(true);
      await cutPower(GRACE_MILLISECONDS + 60 * 60_000);
      for (const { tenantId, steps } of made) {
        await record(tenantId, 'runAlarm');
        // The alarm may be at it already, by itself.
        await expect
          .poll(() => record(tenantId, 'read'), { ...PATIENT, message: `${tenantId} after ${steps}` })
          .toBeNull();
        expect(await running.call('directory', '', 'findBySlug', tenantId)).toBeNull();
        expect(await readKeys(tenantId)).toEqual([null, null, null]);
      }
    },
    TEST_TIMEOUT,
  );
});

const ACTIONS: Readonly<Record<Method, AuditEntry['action']>> = {
  create: 'tenant_created',
  publish: 'version_published',
  delete: 'tenant_deleted',
  restore: 'tenant_restored',
};

/** Whether what was committed is in KV and in the list; nothing is where nothing was. */
async function isSettled(tenantId: string): Promise<boolean> {
  const state = await record<TenantState | null>(tenantId, 'read');
  if (state === null) return true;
  const { items } = await running.call<Page<TenantSummary>>('directory', '', 'list', {
    search: tenantId,
    filter: state.deleted === null ? 'all' : 'deleted',
    now: Date.now(),
    limit: 100,
    cursor: null,
  });
  const listed = items.find(({ slug }) => slug === tenantId);
  return state.publication.writtenAt !== null && listed?.version === state.live.number;
}
