/** What metadata that was fetched again makes of a tenant, decided before anything is written. Pure. */
import { failure, success } from '../result.ts';
import type { IdentityProvider } from '../saml/identity-provider.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { Decide } from './change.ts';
import type { TenantConfiguration } from './tenant-record.ts';

/** A connection, what its metadata makes of its identity provider, and what is different then, one sentence each. */
export interface RefreshedConnection {
  /** As it was when its metadata was asked for. */
  readonly connection: Connection;
  readonly identityProvider: IdentityProvider;
  readonly changes: readonly string[];
}

/**
 * Makes the identity provider live, and gives it to the draft as well where that has the former one. Refused where the
 * connection is not what it was: then the metadata has to be judged again.
 */
export function applyMetadata({ connection, identityProvider, changes }: RefreshedConnection): Decide {
  const refresh = (configuration: TenantConfiguration): TenantConfiguration => ({
    ...configuration,
    connections: configuration.connections.map((each) =>
      each.id === connection.id && isSame(each.identityProvider, connection.identityProvider)
        ? { ...each, identityProvider }
        : each,
    ),
  });
  return ({ live, draft, revision }) => {
    if (!live.configuration.connections.some((each) => isSame(each, connection))) {
      return failure('tenant_changed_meanwhile', `connection ${connection.id} as it was`, String(revision));
    }
    const refreshedDraft = draft && refresh(draft.configuration);
    return success({
      action: 'metadata_changed',
      changes: [`The metadata of connection “${connection.id}” has changed.`, ...changes],
      live: { configuration: refresh(live.configuration), restoredFrom: null },
      ...(refreshedDraft === null || isSame(refreshedDraft, draft?.configuration)
        ? {}
        : { draft: refreshedDraft, isInDraft: true }),
    });
  };
}

/** Both come from one storage, so that the order of fields is the same. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
