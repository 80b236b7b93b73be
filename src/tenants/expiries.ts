/**
 * What of a tenant lapses one day, the next first: the metadata, the certificates that sign people in, and those that metadata
 * is signed by. Pinned keys outlive their certificates, metadata does not. The one list of them: pages, the API and events
 * have it from here. Pure; the time is an argument.
 */
import { parseInstant } from '../saml/instant.ts';
import type { Connection, Tenant } from './tenant.ts';

export interface Expiry {
  readonly what: 'metadata' | 'signing-certificate' | 'metadata-signing-certificate';
  readonly connectionId: string;
  /** Of the certificate; null for metadata. */
  readonly subject: string | null;
  /** SHA-256 of the certificate; null for metadata. */
  readonly fingerprint: string | null;
  /** Milliseconds since 1970. A date that cannot be read is past, as it is when signing in. */
  readonly expiresAt: number;
}

/** How long before it lapses something is worth a look, and is told for the first time. */
export const EXPIRY_NOTICE_DAYS = 60;
const DAY = 86_400_000;

/** Lists all that lapses. */
export function listExpiries({ connections }: Pick<Tenant, 'connections'>): readonly Expiry[] {
  return connections.flatMap(expiriesOf).sort((one, other) => one.expiresAt - other.expiresAt);
}

/** Whole days that are left, 0 on the last one; less once it has lapsed. */
export function daysLeft({ expiresAt }: Pick<Expiry, 'expiresAt'>, now: number): number {
  return Math.floor((expiresAt - now) / DAY);
}

/** Until when something is worth a look now if it lapses by then, in milliseconds since 1970. */
export function endOfNotice(now: number): number {
  return now + EXPIRY_NOTICE_DAYS * DAY;
}

function expiriesOf({ id: connectionId, identityProvider, metadataSource }: Connection): readonly Expiry[] {
  const { keys, notAfter } = identityProvider;
  const metadata = { what: 'metadata', connectionId, subject: null, fingerprint: null } as const;
  const certificates = [
    ...keys.map((summary) => ({ what: 'signing-certificate' as const, summary })),
    ...(metadataSource?.signingCertificates ?? []).map((summary) => ({
      what: 'metadata-signing-certificate' as const,
      summary,
    })),
  ];
  return [
    ...(notAfter === null ? [] : [{ ...metadata, expiresAt: readEnd(notAfter) }]),
    ...certificates.map(({ what, summary: { key, subject, notAfter: end } }) => ({
      what,
      connectionId,
      subject,
      fingerprint: key.fingerprint,
      expiresAt: readEnd(end),
    })),
  ];
}

function readEnd(instant: string): number {
  return parseInstant(instant) ?? 0;
}
