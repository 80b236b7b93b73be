/** A sign-in waits for its tenant's record a while, and is refused as it was where that does not answer. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AdministrationBindings } from '../../src/stores/administration.ts';
import { refreshMetadataOf } from '../../src/stores/metadata-refresh.ts';
import { connection, tenant } from '../support/tenants.ts';

beforeEach(() => {
  vi.useFakeTimers();
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test.each([
  [11_999, connection()],
  [12_000, null],
  [600_000, null],
])('an answer after %d ms', async (milliseconds, expected) => {
  const refreshMetadata = () =>
    new Promise((resolve) => setTimeout(() => resolve(connection()), milliseconds));
  const TENANT_RECORD = { getByName: () => ({ refreshMetadata }) };
  const env = { TENANT_RECORD } as unknown as Pick<AdministrationBindings, 'TENANT_RECORD'>;
  const asked = refreshMetadataOf(env, tenant(), 0)('idp');
  await vi.advanceTimersByTimeAsync(600_000);
  expect(await asked).toEqual(expected);
});

test('a flood of unknown signatures does not reach the record, and comes to an end with its minute', async () => {
  const refreshMetadata = vi.fn(async () => connection());
  const TENANT_RECORD = { getByName: () => ({ refreshMetadata }) };
  const env = { TENANT_RECORD } as unknown as Pick<AdministrationBindings, 'TENANT_RECORD'>;
  const ask = (now: number, id = 'flooded') => refreshMetadataOf(env, tenant({ id }), now)('idp');
  for (let count = 0; count < 120; count++) expect(await ask(0)).not.toBeNull();
  expect(await ask(59_999)).toBeNull();
  expect(refreshMetadata).toHaveBeenCalledTimes(120);
  expect(await ask(59_999, 'another')).not.toBeNull();
  expect(await ask(60_000)).not.toBeNull();
});
