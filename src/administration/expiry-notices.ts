/**
 * When what a tenant's sign-ins stand on lapses, and how long before somebody is told: certificates and metadata, sixty days
 * ahead for the first time. Pure; the time is an argument.
 */
import { parseInstant } from '../saml/instant.ts';
import type { Tenant } from '../tenants/tenant.ts';

export interface Expiry {
  /** One and the same for as long as it is the same thing with the same end. */
  readonly subject: string;
  readonly type: 'certificate.expiring' | 'metadata.expiring';
  readonly connectionId: string;
  /** SHA-256 of the certificate's key; null for metadata. */
  readonly fingerprint: string | null;
  readonly expiresAt: number;
}

const DAY = 86_400_000;
/** Days ahead. At 0 it has expired. */
const THRESHOLDS = [0, 1, 3, 7, 14, 30, 60] as const;

/** Lists all that lapses one day. A date that cannot be read is past, as it is when signing in. */
export function listExpiries({ connections }: Pick<Tenant, 'connections'>): readonly Expiry[] {
  return connections.flatMap(({ id: connectionId, identityProvider: { keys, notAfter } }) => [
    ...keys.map(
      ({ key: { fingerprint }, notAfter: end }): Expiry => ({
        subject: `certificate ${connectionId} ${fingerprint} ${end}`,
        type: 'certificate.expiring',
        connectionId,
        fingerprint,
        expiresAt: parseInstant(end) ?? 0,
      }),
    ),
    ...(notAfter === null
      ? []
      : [
          {
            subject: `metadata ${connectionId} ${notAfter}`,
            type: 'metadata.expiring' as const,
            connectionId,
            fingerprint: null,
            expiresAt: parseInstant(notAfter) ?? 0,
          },
        ]),
  ]);
}

/** The threshold that something has reached, in days ahead; null while there is more time than the longest. */
export function reachedThreshold({ expiresAt }: Pick<Expiry, 'expiresAt'>, now: number): number | null {
  return THRESHOLDS.find((days) => expiresAt - now <= days * DAY) ?? null;
}
