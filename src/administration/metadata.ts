/** How the metadata of a tenant's connections looks after itself, as administration and sign-ins see it. */
import type { Connection } from '../tenants/tenant.ts';

/** Of one connection whose metadata comes from an address. Instants are milliseconds since 1970. */
export interface MetadataStatus {
  readonly connectionId: string;
  readonly url: string;
  /** When it was last asked for, however that went. */
  readonly attemptedAt: number | null;
  readonly succeededAt: number | null;
  /** Why the last attempt failed; null where it did not. For administrators: it may quote what was received. */
  readonly failure: { readonly code: string; readonly expected: string; readonly received: string } | null;
  /** Since when every attempt has failed; null where the last one did not. */
  readonly failingSince: number | null;
  readonly nextAt: number | null;
}

/** Who wants metadata to be fetched out of turn. */
export type RefreshCause = 'sign-in' | 'administration';

export interface MetadataPort {
  /**
   * Fetches the metadata of a connection now, unless that was done a moment ago; gives the connection as it is live after that,
   * fresher than any edge may have it. Null where there is none that its metadata looks after.
   */
  refreshMetadata(connectionId: string, cause: RefreshCause, now: number): Promise<Connection | null>;
  metadataStatuses(): Promise<readonly MetadataStatus[]>;
}
