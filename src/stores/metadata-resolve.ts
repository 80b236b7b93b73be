/**
 * What the metadata URLs in somebody's input lead to, fetched before the input is compiled: a connection that comes with a
 * metadataUrl and without metadata or values of its own gets them from there. The input is untrusted, and not checked yet:
 * whatever is wrong with it is left to its schema. I/O: the network.
 */
import { type ReadingContext, readVouchedMetadata } from '../metadata-refresh/judge-refresh.ts';
import {
  isSameSource,
  listWantedMetadata,
  type WantedMetadata,
} from '../metadata-refresh/wanted-metadata.ts';
import { failure } from '../result.ts';
import type { FetchedMetadata } from '../tenants/connection-input.ts';
import type { Connection } from '../tenants/tenant.ts';
import { fetchMetadata, NO_VALIDATORS } from './metadata-fetch.ts';

/**
 * Fetches what `connections`, any JSON value, asks for; gives it by the ids of the connections. Where a source cannot be
 * reached that one of the connections `held` has already, that one's keys stay: nothing new is trusted by that.
 */
export async function resolveMetadataUrls(
  connections: unknown,
  held: readonly Connection[],
  context: ReadingContext,
): Promise<ReadonlyMap<string, FetchedMetadata>> {
  const resolved = listWantedMetadata(connections).map(
    async (each): Promise<[string, FetchedMetadata]> => [each.id, await resolve(each, held, context)],
  );
  return new Map(await Promise.all(resolved));
}

async function resolve(
  { id, source, entityId }: WantedMetadata,
  held: readonly Connection[],
  context: ReadingContext,
): Promise<FetchedMetadata> {
  const fetched = await fetchMetadata(source.url, { isLocal: context.isLocal, validators: NO_VALIDATORS });
  if (fetched.ok) {
    return fetched.value.isModified
      ? readVouchedMetadata(fetched.value.octets, source, entityId, context)
      : failure('metadata_status_unexpected', 'status 200', '304');
  }
  const known = held.find((connection) => connection.id === id);
  const isKnown = known?.metadataSource != null && isSameSource(known.metadataSource, source);
  const isMeant = entityId === null || entityId === known?.identityProvider.entityId;
  if (known === undefined || !isKnown || !isMeant) return fetched;
  return { ok: true, value: { identityProvider: known.identityProvider, warnings: [] } };
}
