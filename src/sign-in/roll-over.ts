/**
 * Identity providers whose metadata looks after itself may begin to sign with a new key without a word. Whoever comes with
 * such a signature first has the metadata fetched, and is judged once more by what is trusted then: the signature itself
 * never makes a key trusted. Pure but for its port.
 */
import type { Connection } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';
import type { RefreshMetadata } from './ports.ts';

/** Gives the connection with keys that were not tried yet; null where the failure stands. */
export async function findRolledOver(
  connection: Connection,
  { code }: SignInFailure,
  refreshMetadata: RefreshMetadata | undefined,
): Promise<Connection | null> {
  // Old records have no such field.
  if (refreshMetadata === undefined || connection.metadataSource == null) return null;
  if (code !== 'signature_invalid' && code !== 'signature_key_unusable') return null;
  const fresh = await refreshMetadata(connection.id);
  return fresh !== null && isSameIdentityProvider(fresh, connection) && hasOtherKey(fresh, connection)
    ? fresh
    : null;
}

function isSameIdentityProvider(one: Connection, other: Connection): boolean {
  return one.id === other.id && one.identityProvider.entityId === other.identityProvider.entityId;
}

function hasOtherKey(fresh: Connection, tried: Connection): boolean {
  const known = new Set(tried.identityProvider.keys.map(({ key }) => key.spki));
  return fresh.identityProvider.keys.some(({ key }) => !known.has(key.spki));
}
