/**
 * Brings KV to what is live: the record at every key of the tenant, and nothing at the keys that it gave up or that a deletion
 * took from it. Each key holds one version whole. Repeated, it ends where it would have ended. I/O: KV, its storage.
 */
import { compileLive } from '../../administration/configuration.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import type { RecoveryGate } from '../../tenants/recovery-gate.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { forgetCached, listKeys } from '../tenant-store.ts';
import type { PublicationTable } from './publication.ts';

/** KV may go on reading what was there before, at the place where it was read last. */
const READ_BACK_AGAIN_MILLISECONDS = 15_000;

/** Writes what is to be published; gives when to try again, or null where KV holds it. An outage throws. */
export async function publishToKv(
  namespace: KVNamespace,
  publication: PublicationTable,
  state: TenantState,
  recovery: RecoveryGate | null,
): Promise<number | null> {
  const pending = publication.read();
  if (pending === null || pending.writtenAt !== null) return null;
  const tenant = state.deleted === null ? { ...compileLive(state), ...(recovery && { recovery }) } : null;
  const keys = tenant === null ? [] : listKeys(tenant);
  publication.noteKeys(keys);
  const givenUp = publication.listKeys().filter((key) => !keys.includes(key));
  try {
    await Promise.all(givenUp.map((key) => namespace.delete(key)));
    if (tenant !== null) await putAll(namespace, keys, tenant);
    const writtenAt = Date.now();
    forgetCached([...keys, ...givenUp]);
    const isHeld = await holds(namespace, keys, givenUp, tenant);
    if (!isHeld) return Date.now() + READ_BACK_AGAIN_MILLISECONDS;
    if (publication.markWritten(pending.generation, writtenAt)) publication.strikeKeys(givenUp);
    // Else something newer is to be published, which is on the agenda.
    return null;
  } catch (error) {
    publication.countFailure(pending.generation);
    throw error;
  }
}

/** The key of the slug comes last: once it is new, all of them are. */
async function putAll(namespace: KVNamespace, keys: readonly string[], tenant: Tenant): Promise<void> {
  const text = JSON.stringify(tenant);
  const put = (key: string) => namespace.put(key, text);
  await Promise.all(keys.slice(0, -1).map(put));
  await Promise.all(keys.slice(-1).map(put));
}

async function holds(
  namespace: KVNamespace,
  keys: readonly string[],
  givenUp: readonly string[],
  tenant: Tenant | null,
): Promise<boolean> {
  const text = tenant && JSON.stringify(tenant);
  const read = (key: string) => namespace.get(key);
  const [written, deleted] = [await Promise.all(keys.map(read)), await Promise.all(givenUp.map(read))];
  return written.every((each) => each === text) && deleted.every((each) => each === null);
}
