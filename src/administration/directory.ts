/**
 * The operator's list of all tenants, and the one place where slugs, hostnames and email domains are claimed: each by one
 * tenant at most. Instants are milliseconds since 1970, UTC.
 */
import type { Facts, Result } from '../result.ts';
import type { Page, PageRequest } from './page.ts';
import type { HourCount } from './sign-in-hours.ts';

/** Names that lead to a tenant, in canonical form. */
export interface Claims {
  readonly slug: string;
  readonly hostnames: readonly string[];
  readonly emailDomains: readonly string[];
}

export type ClaimFailure = Facts<'slug_taken' | 'hostname_taken' | 'email_domain_taken'>;

/** What a list shows of a tenant, and what it can be searched by. */
export interface TenantSummary {
  readonly tenantId: string;
  readonly slug: string;
  readonly displayName: string;
  readonly hostnames: readonly string[];
  readonly emailDomains: readonly string[];
  readonly version: number;
  readonly updatedAt: number;
  readonly hasDraft: boolean;
  readonly deletedAt: number | null;
  readonly connectionCount: number;
  readonly lastSignInAt: number | null;
  /** Refused sign-ins of the last 24 hours. */
  readonly recentFailures: number;
  /** When the first of its certificates or metadata lapses. */
  readonly nextExpiryAt: number | null;
  /** Since when its metadata could not be refreshed. */
  readonly metadataFailingSince: number | null;
  /** As in its publication; missing where it was reported before there was this. */
  readonly everywhereAt?: number | null;
}

export type TenantFilter = 'all' | 'draft' | 'failing' | 'expiring' | 'never-signed-in' | 'deleted';

export interface TenantQuery extends PageRequest {
  /** Part of a name, slug, hostname or email domain; empty for all. */
  readonly search: string;
  /** `all` leaves deleted ones out. */
  readonly filter: TenantFilter;
  readonly now: number;
}

export interface TenantPage extends Page<TenantSummary> {
  /** Where the page before this one begins, of the same kind as the other cursor; null before the first. */
  readonly previousCursor: string | null;
}

export interface DirectoryPort {
  /**
   * Makes these the claims of a tenant, besides what it has: names are given up by `keepOnly`, once nothing serves them any
   * more. All or nothing; claiming again what it has is not an error.
   */
  claim(tenantId: string, claims: Claims): Promise<Result<null, ClaimFailure>>;
  /**
   * Claims for a tenant that is served already, from before there were claims, what nobody has; gives what
   * others have. Claims nothing where that is the slug.
   */
  claimFree(tenantId: string, claims: Claims): Promise<readonly ClaimFailure[]>;
  /** Gives up all but these names; null gives up everything, the listing too. */
  keepOnly(tenantId: string, claims: Claims | null): Promise<void>;
  /** The tenant that holds a slug; null for none. */
  findBySlug(slug: string): Promise<string | null>;
  /** By slug. */
  list(query: TenantQuery): Promise<TenantPage>;
  /** The tenants with something that lapses within the time of notice, or did, the next first. */
  listExpiring(now: number, limit: number): Promise<readonly TenantSummary[]>;
  /** The tenants where most was refused of late, or whose metadata could not be refreshed; the worst first. */
  listFailing(limit: number): Promise<readonly TenantSummary[]>;
  /** Of an hour and those after it, hours since 1970; of all tenants, as of their last reports. */
  signInHours(since: number): Promise<readonly HourCount[]>;
  /** The ids of the tenants whose reference numbers begin with these letters. */
  findByReferenceGroup(group: string): Promise<readonly string[]>;
  /** Notes what the list shows of a tenant, and what was counted there since the batch before. */
  report(
    summary: TenantSummary,
    counted?: { readonly batch: number; readonly counts: readonly HourCount[] } | null,
  ): Promise<void>;
  /** How many tenants each filter finds. */
  count(now: number): Promise<Readonly<Record<TenantFilter, number>>>;
}
