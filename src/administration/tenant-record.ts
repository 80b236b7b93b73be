/**
 * The system of record of one tenant, as the rest of the product sees it: versions of the configuration, the draft, what
 * is live, deletion and its undoing, and the audit trail. Every call is atomic; every change names its author. Instants are
 * milliseconds since 1970, UTC.
 */
import type { Facts, Result } from '../result.ts';
import type { OidcClient } from '../tenants/oidc-client.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Author } from './author.ts';
import type { Page, PageRequest } from './page.ts';

/** What people decide about a tenant; the rest of a `Tenant` is bookkeeping. */
export type TenantConfiguration = Omit<
  Tenant,
  'schema' | 'id' | 'slug' | 'version' | 'updatedAt' | 'provenDomains' | 'oidcClients' | 'recovery'
>;

/** A configuration that was live once, or is. */
export interface TenantVersion {
  /** From 1 on. */
  readonly number: number;
  readonly configuration: TenantConfiguration;
  readonly author: Author;
  readonly at: number;
  /** What is different from the version before, one sentence each. */
  readonly changes: readonly string[];
  /** The version that it brought back. */
  readonly restoredFrom: number | null;
  /** Set where an operator made a later one: not all since is a customer's administrator's own work. */
  readonly isOvertaken?: true;
}

/** A version without its configuration, as lists show it. */
export type VersionSummary = Omit<TenantVersion, 'configuration'>;

/** A configuration that is being worked on; nobody signs in by it. */
export interface Draft {
  readonly configuration: TenantConfiguration;
  /** The live version when the draft was begun, or a later one that both were brought to. */
  readonly basedOn: number;
  /** Who saved it last. */
  readonly author: Author;
  readonly at: number;
  /** Whether a customer's administrator saved any of it, whoever saved it after that. */
  readonly isOfAdministrator: boolean;
}

/** How far the live version, or the deletion, has come on its way to the edges. */
export interface Publication {
  readonly version: number;
  /** Null while KV does not hold the version yet; of a deleted tenant, while KV still holds it. */
  readonly writtenAt: number | null;
  /** From when on every edge serves it, or nothing, whatever it had cached; null while it is not written. */
  readonly everywhereAt: number | null;
  /** Attempts that failed since the version was made. */
  readonly failures: number;
}

export interface TenantState {
  readonly tenantId: string;
  readonly slug: string;
  readonly createdAt: number;
  /** Grows with every change of draft, live version or deletion: what an ETag is made of. */
  readonly revision: number;
  readonly live: TenantVersion;
  readonly draft: Draft | null;
  readonly publication: Publication;
  /** Until when recovery is open, or was; null while it is not armed. */
  readonly recoveryArmedUntil?: number | null;
  /** Email domains that are proven to be the tenant's own. */
  readonly provenDomains?: readonly string[];
  readonly oidcClients?: readonly OidcClient[];
  /** Those among the proven domains whose records were missing when they were last looked for. */
  readonly failingDomains?: readonly string[];
  /** Set from its deletion until it is brought back, or purged. */
  readonly deleted: { readonly at: number; readonly author: Author; readonly purgeAt: number } | null;
}

export interface AuditEntry {
  readonly sequence: number;
  /** Null where it was written before there were any. */
  readonly reference: string | null;
  readonly at: number;
  readonly author: Author;
  readonly action:
    | 'tenant_created'
    | 'tenant_adopted'
    | 'draft_saved'
    | 'draft_discarded'
    | 'version_published'
    | 'version_restored'
    | 'tenant_deleted'
    | 'tenant_restored'
    | 'metadata_changed'
    | 'metadata_refresh_failed'
    | 'webhook_saved'
    | 'webhook_removed'
    | 'setup_link_created'
    | 'setup_link_opened'
    | 'setup_link_revoked'
    | 'setup_link_finished'
    | 'administrator_entered'
    | 'sessions_ended'
    | 'shadow_switched'
    | 'sign_in_retried'
    | 'recovery_address_renewed'
    | 'recovery_armed'
    | 'recovery_disarmed'
    | 'recovery_account_added'
    | 'recovery_account_removed'
    | 'recovery_codes_renewed'
    | 'recovery_signed_in'
    | 'recovery_code_used'
    | 'recovery_refused'
    | 'oidc_client_added'
    | 'oidc_client_saved'
    | 'oidc_client_secret_renewed'
    | 'oidc_client_secret_ended'
    | 'oidc_client_removed'
    | 'domain_added'
    | 'domain_removed'
    | 'domain_proven'
    | 'domain_check_failed'
    | 'domain_lapsed';
  /** Of the version that came of it. */
  readonly version: number | null;
  /** What changed, one sentence each; no secret, no address of a person. */
  readonly changes: readonly string[];
}

export type RecordFailureCode =
  | 'tenant_unknown'
  /** Somebody else changed the tenant since; `received` is the revision now. */
  | 'tenant_changed_meanwhile'
  | 'tenant_deleted'
  | 'tenant_not_deleted'
  | 'draft_missing'
  /** Another version went live since it was begun, which publishing it would undo; `received` is what it is founded on. */
  | 'draft_outdated'
  /** A customer's administrator saved it last; `received` is his link's id. */
  | 'draft_unseen'
  /** It was not to go live without its tests; `received` are the connections that none has shown to work. */
  | 'draft_untested'
  | 'version_unknown'
  /** SAML was to be required of everybody, and no live connection is known to work. */
  | 'connection_untested'
  /** SAML was to be required of everybody, and there is no way in without it. */
  | 'recovery_missing'
  /** `received` is the name that another tenant has. */
  | 'slug_taken'
  | 'hostname_taken'
  | 'email_domain_taken';

export type RecordFailure = Facts<RecordFailureCode>;

/** What every change says: by whom, when, and on what it was founded. */
export interface ChangeContext {
  readonly author: Author;
  readonly now: number;
  /** The revision that the author saw; null does not ask. */
  readonly expectedRevision: number | null;
}

type Changed = Promise<Result<TenantState, RecordFailure>>;

export interface TenantRecordPort {
  /** Makes the tenant, with its first version live. Refuses a slug, hostname or email domain that is taken. */
  create(
    tenant: {
      readonly tenantId: string;
      readonly slug: string;
      readonly configuration: TenantConfiguration;
    },
    context: ChangeContext,
  ): Changed;
  /** Null for a tenant that never was, or was purged. */
  read(): Promise<TenantState | null>;
  saveDraft(configuration: TenantConfiguration, context: ChangeContext): Changed;
  discardDraft(context: ChangeContext): Changed;
  /**
   * Makes the draft the live version. A draft that another version overtook undoes that, and one that a customer's administrator
   * saved says whom to trust: both are published for those alone who name the revision, and so have seen them as they are.
   * `untested`: what becomes of one with connections that are new or changed, and that no test has shown to work.
   */
  publishDraft(context: ChangeContext, untested?: 'take' | 'refuse'): Changed;
  /** Makes a configuration the live version at once, past the draft, which stays. */
  publish(configuration: TenantConfiguration, context: ChangeContext): Changed;
  /** Makes an earlier version the live one again, as a version of its own. */
  rollBack(to: number, context: ChangeContext): Changed;
  /** Ends all sign-ins; the data stays until the grace period is over. */
  delete(context: ChangeContext): Changed;
  /** Undoes the deletion. */
  restore(context: ChangeContext): Changed;
  version(number: number): Promise<TenantVersion | null>;
  /** Newest first. */
  versions(page: PageRequest): Promise<Page<VersionSummary>>;
  /** Newest first. */
  audit(page: PageRequest): Promise<Page<AuditEntry>>;
}
