/**
 * How long before something lapses somebody is told of it: sixty days ahead for the first time, and again as the end comes
 * nearer. Pure; the time is an argument.
 */
import { EXPIRY_NOTICE_DAYS, listExpiries } from '../tenants/expiries.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { EventType, TenantEvent } from './event.ts';

/** What is told of one thing that lapses. */
export interface ExpiryNotice {
  /** One and the same for as long as it is the same thing with the same end. */
  readonly key: string;
  readonly type: EventType;
  /** What it is; its end goes with it. */
  readonly about: TenantEvent['data'];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const DAY = 86_400_000;
/** Days ahead. At 0 it has expired. */
const THRESHOLDS = [0, 1, 3, 7, 14, 30, EXPIRY_NOTICE_DAYS] as const;

/** The notices of all that a tenant's sign-ins stand on. */
export function tenantNotices(tenant: Pick<Tenant, 'connections'>): readonly ExpiryNotice[] {
  return listExpiries(tenant).map(({ what, connectionId, subject, fingerprint, expiresAt }) => ({
    key: [what, connectionId, fingerprint, expiresAt].join(' '),
    type: what === 'metadata' ? 'metadata.expiring' : 'certificate.expiring',
    about: { what, connectionId, ...(fingerprint === null ? {} : { subject, sha256: fingerprint }) },
    expiresAt,
  }));
}

/** The threshold that something has reached, in days ahead; null while there is more time than the longest. */
export function reachedThreshold({ expiresAt }: Pick<ExpiryNotice, 'expiresAt'>, now: number): number | null {
  return THRESHOLDS.find((days) => expiresAt - now <= days * DAY) ?? null;
}

/** What the event of a notice says. */
export function describeNotice({ about, expiresAt }: ExpiryNotice, now: number): TenantEvent['data'] {
  return { ...about, expiresAt: new Date(expiresAt).toISOString(), isExpired: expiresAt <= now };
}
