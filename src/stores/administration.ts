/**
 * What administration works on, behind its ports: the directory of all tenants, and the record of each. Only administration
 * comes here, never a sign-in. I/O: Durable Objects; KV, for records that were written before there was a directory.
 */
import type { AdministratorsPort } from '../administration/administrator.ts';
import type { DirectoryPort } from '../administration/directory.ts';
import type { DomainsPort } from '../administration/domain-proof.ts';
import type { DraftTrialsPort } from '../administration/draft-trial.ts';
import type { JournalPort } from '../administration/journal.ts';
import type { MetadataPort } from '../administration/metadata.ts';
import type { OidcClientsPort } from '../administration/oidc-client.ts';
import type { SessionsPort } from '../administration/open-session.ts';
import type { RecoveryPort } from '../administration/recovery.ts';
import type { ReferencesPort } from '../administration/reference.ts';
import type { RefusalsPort } from '../administration/refusal.ts';
import type { SetupLinksPort } from '../administration/setup-link.ts';
import type { TenantRecordPort } from '../administration/tenant-record.ts';
import type { WebhookDeliveriesPort, WebhookEndpointsPort } from '../administration/webhook.ts';
import type { Directory } from './directory/directory.ts';
import { limitCalls, RECORD_WAIT_MILLISECONDS } from './outage.ts';
import type { TenantRecord } from './tenant-record/tenant-record.ts';
import { TenantStore } from './tenant-store.ts';

/** The bindings that it needs. */
export interface AdministrationBindings {
  readonly TENANTS: KVNamespace;
  readonly TENANT_RECORD: DurableObjectNamespace<TenantRecord>;
  readonly DIRECTORY: DurableObjectNamespace<Directory>;
}

/** The variable by which an object knows whether it is on a developer's machine. */
export interface WithBaseDomain {
  readonly BASE_DOMAIN?: string;
}

/** The variable that names the algorithms which the deployment refuses. */
export interface WithBlockedAlgorithms {
  readonly BLOCKED_ALGORITHMS?: string;
}

/** All that is known of a tenant, and all that can be done to it. */
export type RecordPort = TenantRecordPort &
  MetadataPort &
  JournalPort &
  WebhookEndpointsPort &
  WebhookDeliveriesPort &
  SetupLinksPort &
  AdministratorsPort &
  DraftTrialsPort &
  RefusalsPort &
  ReferencesPort &
  RecoveryPort &
  DomainsPort &
  OidcClientsPort &
  SessionsPort;

export interface Administration {
  readonly directory: DirectoryPort & WebhookEndpointsPort & WebhookDeliveriesPort & ReferencesPort;
  /** The record of a tenant, by its id; of one that is new, too. */
  record(tenantId: string): RecordPort;
  /**
   * The record of the tenant that has a slug, deleted ones too; null for none. One that only KV knows is taken over first.
   */
  findBySlug(slug: string): Promise<RecordPort | null>;
}

/** There is one directory. */
const DIRECTORY_NAME = 'directory';

/** Gives the administration of a deployment. A thrown Outage means that a machine could not be reached: nothing is known. */
export function administrationOf(env: AdministrationBindings): Administration {
  const directory = directoryOf(env);
  const record = (tenantId: string) => recordOf(env, tenantId);
  return {
    directory,
    record,
    async findBySlug(slug) {
      const tenantId = await directory.findBySlug(slug);
      if (tenantId !== null) return record(tenantId);
      const tenant = await new TenantStore(env.TENANTS).findBySlug(slug);
      if (tenant === null) return null;
      return (await recordOf(env, tenant.id).adopt(tenant, Date.now())) ? record(tenant.id) : null;
    },
  };
}

/** The one directory. */
export function directoryOf({
  DIRECTORY,
}: Pick<AdministrationBindings, 'DIRECTORY'>): Administration['directory'] &
  Pick<Directory, 'webhookTargets' | 'switchOffGone'> {
  return limitCalls(DIRECTORY.getByName(DIRECTORY_NAME), 'record_unavailable', RECORD_WAIT_MILLISECONDS);
}

/** The record of a tenant, with what only the stores do to each other. */
export function recordOf(
  { TENANT_RECORD }: Pick<AdministrationBindings, 'TENANT_RECORD'>,
  tenantId: string,
): RecordPort & Pick<TenantRecord, 'adopt'> {
  return limitCalls(TENANT_RECORD.getByName(tenantId), 'record_unavailable', RECORD_WAIT_MILLISECONDS);
}
