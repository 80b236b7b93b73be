/**
 * The end of a deleted tenant, once its grace period is over: sessions, names, all data, in this order. Each step bears
 * repeating, so that a crash between two of them leaves nothing behind. I/O: the ledger, the directory, the record's storage.
 */
import type { TenantState } from '../../administration/tenant-record.ts';
import { directoryOf } from '../administration.ts';
import type { Bindings } from './parts.ts';

const RETRY_MILLISECONDS = 60_000;

/** Purges what `state`, null for nothing, is of; gives when to look again, or null. `erase` empties the record's storage. */
export async function purgeTenant(
  env: Bindings,
  state: TenantState | null,
  now: number,
  erase: () => Promise<void>,
): Promise<number | null> {
  if (state === null || state.deleted === null) return null;
  if (now < state.deleted.purgeAt) return state.deleted.purgeAt;
  const { everywhereAt } = state.publication;
  if (everywhereAt === null || now < everywhereAt) return now + RETRY_MILLISECONDS;
  await env.SIGN_IN_LEDGER.getByName(state.tenantId).erase();
  await directoryOf(env).keepOnly(state.tenantId, null);
  await erase();
  return null;
}
