/** Metadata that comes from an address: how it is doing, and how to fetch it at once. */
import * as v from 'valibot';
import type { MetadataStatus } from '../../../administration/metadata.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { isRefusal } from '../answer.ts';
import { list } from '../answers/common.ts';
import { type MetadataStatusAnswer, metadataStatusAnswer } from '../answers/metadata.ts';
import { connectionAnswer } from '../answers/tenant.ts';
import { operation } from '../operation.ts';
import { presentConnection } from '../present-tenant.ts';
import { refuse } from '../problem-codes.ts';
import { findTenant } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const listMetadata = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/metadata',
  operationId: 'listMetadata',
  tag: 'Connections',
  summary: 'List how metadata is doing',
  description: 'Of the connections whose metadata comes from an address, which is fetched on schedule.',
  scope: 'tenants:read',
  answers: { 200: ['All of them.', v.object({ items: list(metadataStatusAnswer) })] },
  async handle(_call, found) {
    const statuses = await found.record.metadataStatuses();
    return { status: 200, body: { items: statuses.map(presentStatus) } };
  },
});

const refreshMetadata = operation({
  method: 'POST',
  path: '/tenants/{slug}/connections/{connectionId}/refresh',
  operationId: 'refreshMetadata',
  tag: 'Connections',
  summary: 'Fetch the metadata of a connection now',
  description:
    'Unless that was done a moment ago. What came of it is in the list of metadata; a change is in the audit trail.',
  scope: 'tenants:write',
  answers: { 200: ['The connection as it is after that.', connectionAnswer] },
  problems: ['tenant_unknown', 'tenant_deleted', 'connection_unknown', 'metadata_url_missing'],
  async handle(call) {
    const { slug, connectionId } = call.path;
    const found = await findTenant(call, slug);
    if (isRefusal(found)) return found;
    const { record, state } = found;
    if (state.deleted !== null) return refuse('tenant_deleted');
    const isThere = state.live.configuration.connections.some(({ id }) => id === connectionId);
    if (!isThere) return refuse('connection_unknown');
    const connection = await record.refreshMetadata(connectionId, 'administration', call.now);
    return connection === null
      ? refuse('metadata_url_missing')
      : { status: 200, body: presentConnection(connection) };
  },
});

function presentStatus(status: MetadataStatus): MetadataStatusAnswer {
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    connectionId: status.connectionId,
    url: status.url,
    attemptedAt: at(status.attemptedAt),
    succeededAt: at(status.succeededAt),
    failingSince: at(status.failingSince),
    failure: status.failure,
    nextAt: at(status.nextAt),
  };
}

export const METADATA_OPERATIONS = [listMetadata, refreshMetadata];
