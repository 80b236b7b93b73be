/**
 * Email domains that a tenant proves to be its own, by a TXT record that only the domain's owner can publish. Each tenant and
 * domain has a token of its own, so that nobody's record proves anything for somebody else. It is looked up again every day:
 * a record that is gone for days proves nothing any more. Pure; instants are milliseconds since 1970, UTC.
 */
import type { Author } from './author.ts';

export interface DomainProof {
  /** Canonical. */
  readonly domain: string;
  /** The record to be published: its name, and its text. */
  readonly recordName: string;
  readonly recordText: string;
  readonly addedAt: number;
  /** Since when it is proven without a break; null while it is not, or no longer. */
  readonly provenAt: number | null;
  /** Set where it was proven once, and is not any more. */
  readonly lapsedAt: number | null;
  readonly checkedAt: number | null;
  /** What the last check found; null before the first. */
  readonly outcome: CheckOutcome | null;
  /** How many checks in a row did not find the record. */
  readonly failures: number;
}

/**
 * `unanswered`: the DNS was not to be asked, which says nothing of the domain. `taken`: the record is there, but another tenant
 * has the domain.
 */
export type CheckOutcome = 'found' | 'absent' | 'unanswered' | 'taken';

/** What a check changes for others. */
export type DomainEvent = 'domain.proven' | 'domain.check_failed' | 'domain.lapsed';

export type DomainFailure = 'tenant_unknown' | 'tenant_deleted' | 'domain_unknown' | 'too_many_domains';

export interface DomainContext {
  readonly author: Author;
  readonly now: number;
}

export const MAX_DOMAINS = 50;

/** A proof outlives a mistake in somebody's DNS, and a few days of it. */
export const MAX_FAILED_CHECKS = 5;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** For how long a record that is not there is looked for by itself. */
const LOOKED_FOR = 7 * DAY;
/** Whoever presses the button again and again asks the resolver no more often than this. */
const OUT_OF_TURN_MILLISECONDS = 5_000;

/** The name under which a domain's record is published. */
export function proofRecordName(domain: string): string {
  return `_edge-saml.${domain}`;
}

/** The text of a record, from its token. */
export function proofRecordText(token: string): string {
  return `edge-saml-verification=${token}`;
}

/** How a proof stands, in one word. */
export function domainState({
  provenAt,
  lapsedAt,
  failures,
}: DomainProof): 'proven' | 'failing' | 'lapsed' | 'waiting' {
  if (provenAt !== null) return failures === 0 ? 'proven' : 'failing';
  return lapsedAt === null ? 'waiting' : 'lapsed';
}

type Progress = Pick<DomainProof, 'provenAt' | 'lapsedAt' | 'checkedAt' | 'outcome' | 'failures'>;

/** What becomes of a proof by a check. Only what the DNS itself says counts against one. */
export function judgeCheck(
  proof: DomainProof,
  outcome: CheckOutcome,
  now: number,
): { readonly progress: Progress; readonly event: DomainEvent | null } {
  const { provenAt, lapsedAt } = proof;
  const checked = { checkedAt: now, outcome };
  if (outcome === 'found') {
    const progress = { ...checked, provenAt: provenAt ?? now, lapsedAt: null, failures: 0 };
    return { progress, event: provenAt === null ? 'domain.proven' : null };
  }
  const failures = proof.failures + (outcome === 'unanswered' ? 0 : 1);
  const failed = { ...checked, provenAt, lapsedAt, failures };
  if (provenAt === null || outcome === 'unanswered') return { progress: failed, event: null };
  return failures < MAX_FAILED_CHECKS
    ? { progress: failed, event: failures === 1 ? 'domain.check_failed' : null }
    : { progress: { ...failed, provenAt: null, lapsedAt: now }, event: 'domain.lapsed' };
}

/** When the record is looked up again by itself; null where nobody looks any more unless somebody asks. */
export function nextCheckAt(
  { addedAt, provenAt, lapsedAt, outcome }: DomainProof,
  now: number,
): number | null {
  if (outcome === 'unanswered' || provenAt === null) {
    const isStillLookedFor = provenAt !== null || now < (lapsedAt ?? addedAt) + LOOKED_FOR;
    return isStillLookedFor ? now + HOUR : null;
  }
  return now + DAY;
}

/** Says whether the record may be looked up now, out of turn. */
export function mayCheckNow({ checkedAt }: DomainProof, now: number): boolean {
  return checkedAt === null || now >= checkedAt + OUT_OF_TURN_MILLISECONDS;
}

export interface DomainsPort {
  /** By name. */
  domains(): Promise<readonly DomainProof[]>;
  /** Adds a domain, canonical, that is to be proven; one that is there stays as it is. */
  addDomain(domain: string, context: DomainContext): Promise<DomainProof | DomainFailure>;
  /** Looks the record up now, unless that was done a moment ago. */
  checkDomain(domain: string, now: number): Promise<DomainProof | DomainFailure>;
  /** Forgets a domain, proven or not. */
  removeDomain(domain: string, context: DomainContext): Promise<DomainFailure | null>;
}
