import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileLive } from '../../../src/administration/configuration.ts';
import type { Claims, TenantSummary } from '../../../src/administration/directory.ts';
import type { Page } from '../../../src/administration/page.ts';
import type { AuditEntry, TenantState } from '../../../src/administration/tenant-record.ts';
import { GRACE_MILLISECONDS } from '../../../src/stores/tenant-record/write-change.ts';
import type { Tenant } from '../../../src/tenants/tenant.ts';
import { buildWorker, type Process, startProcess } from './process.ts';

/**
 * Kills the process at every single step of every kind of change that goes to KV, and starts it again over the same storage.
 * What it does meanwhile; the tenant is there before, but for the first.
 */
const SCENARIOS = {
  create: () => [],
  publish: (tenantId: string) => [configuration(tenantId, 2), context()],
  delete: () => [context()],
  restore: () => [context()],
} as const;
type Method = keyof typeof SCENARIOS;

/** More than any of them takes. */
const MAX_STEPS = 40;

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

let script: string;
let folder: string;
let running: Process;
/** Kills the process when the tenant makes this step, counted from 1. */
let killAt: { readonly tenantId: string; left: number } | null = null;
let steps: string[] = [];

async function start(aheadMilliseconds = 0): Promise<void> {
  running = await startProcess(
    script,
    folder,
    async ({ tenantId, step }) => {
      if (killAt?.tenantId !== tenantId) return;
      steps.push(step);
      killAt.left--;
      if (killAt.left > 0) return;
      await running.kill();
      await new Promise(() => {});
    },
    aheadMilliseconds,
  );
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

/** Makes the change, killing the process at a step of it; tells whether it came that far. */
async function crash(method: Method, tenantId: string, step: number): Promise<boolean> {
  await prepare(method, tenantId);
  steps = [];
  killAt = { tenantId, left: step };
  const change =
    method === 'create' ? create(tenantId) : record(tenantId, method, ...SCENARIOS[method](tenantId));
  const survived = await change.then(
    () => true,
    () => false,
  );
  killAt = null;
  if (!survived) await start();
  return !survived;
}

const readKeys = (tenantId: string) =>
  Promise.all(keysOf(tenantId).map((key) => running.call<string | null>('kv', '', 'get', key)));

interface Crash {
  readonly tenantId: string;
  readonly method: Method;
  /** The steps until the end, the last of which may not have been made. */
  readonly steps: readonly string[];
}
const crashes: Crash[] = [];

beforeAll(async () => {
  script = buildWorker();
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
      for (let step = 1; step <= MAX_STEPS; step++) {
        const tenantId = `${method.toLowerCase()}-${step}`;
        const killed = await crash(method, tenantId, step);
        crashes.push({ tenantId, method, steps });
        for (const text of await readKeys(tenantId)) {
          if (text === null) continue;
          const { version, hostnames, displayName } = JSON.parse(text) as Tenant;
          expect({ hostnames, displayName }).toMatchObject({
            hostnames: [hostnameOf(tenantId, version)],
            displayName: `Version ${version}`,
          });
        }
        if (!killed) {
          // Nothing that leaves the object was missed: at the least one call before and after it.
          expect(step).toBeGreaterThan(4);
          return;
        }
      }
      throw new Error('the change has no end');
    },
    120_000,
  );

  test('has the change made or not made, and KV and the list say the same, once it runs again', async () => {
    for (const { tenantId, method, steps } of crashes) {
      await expect
        .poll(() => isSettled(tenantId), { timeout: 30_000, message: `${tenantId} comes to an end` })
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
  }, 120_000);

  test('holds no name for nothing, and every name that is used', async () => {
    await running.kill();
    await start(10 * 60_000);
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
        await expect.poll(isFree, { message: `${hostname} after ${steps}` }).toBe(!isUsed);
      }
      const holder = () => running.call('directory', '', 'findBySlug', tenantId);
      await expect.poll(holder).toBe(state === null ? null : tenantId);
    }
  }, 120_000);

  test('purges a deleted tenant whole, and only then frees its slug', async () => {
    const tenantIds = Array.from({ length: 20 }, (_, index) => `purge-${index + 1}`);
    await running.kill();
    await start();
    for (const tenantId of tenantIds) {
      await create(tenantId);
      await record(tenantId, 'delete', context());
    }
    await running.kill();
    await start(GRACE_MILLISECONDS + 60_000);
    for (const [index, tenantId] of tenantIds.entries()) {
      steps = [];
      killAt = { tenantId, left: index + 1 };
      const survived = await record(tenantId, 'runAlarm').then(
        () => true,
        () => false,
      );
      killAt = null;
      if (!survived) {
        await start(GRACE_MILLISECONDS + 60 * 60_000);
        await record(tenantId, 'runAlarm');
      }
      // The alarm may be at it already, by itself.
      await expect
        .poll(() => record(tenantId, 'read'), { timeout: 10_000, message: `${tenantId} after ${steps}` })
        .toBeNull();
      expect(await running.call('directory', '', 'findBySlug', tenantId)).toBeNull();
      expect(await readKeys(tenantId)).toEqual([null, null, null]);
      if (survived) {
        expect(steps).toContain('after keepOnly');
        return;
      }
    }
    throw new Error('the purge has no end');
  }, 120_000);
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
