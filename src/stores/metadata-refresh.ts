/** What a sign-in may ask of its tenant's record: metadata, out of turn. I/O: a Durable Object. */
import type { RefreshMetadata } from '../sign-in/ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { type AdministrationBindings, recordOf } from './administration.ts';
import { MinuteLimit } from './minute-limit.ts';
import { reach } from './outage.ts';

/** A little more than the record itself waits for whoever publishes the metadata. */
const WAIT_MILLISECONDS = 12_000;

/** A signature that nobody made costs nothing, and the record would have to be asked about each. */
const asked = new MinuteLimit(120);

/** Makes the port of one sign-in or logout. A record that cannot be reached has nothing to say, and that is refused as it was. */
export function refreshMetadataOf(
  env: Pick<AdministrationBindings, 'TENANT_RECORD'>,
  { id, slug }: Tenant,
  now: number,
): RefreshMetadata {
  return async (connectionId) => {
    if (asked.isOver(id, now)) return null;
    try {
      const connection = await reach('record_unavailable', WAIT_MILLISECONDS, () =>
        recordOf(env, id).refreshMetadata(connectionId, 'sign-in', now),
      );
      console.log(JSON.stringify({ event: 'metadata_refresh_wanted', tenant: slug, connectionId }));
      return connection;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown';
      console.error(JSON.stringify({ event: 'metadata_refresh_failed', tenant: slug, connectionId, name }));
      return null;
    }
  };
}
