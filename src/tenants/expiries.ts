/**
 * What of a tenant lapses one day, the next first: the metadata, the certificates that sign people in, and those that metadata
 * is signed by. Pinned keys outlive their certificates, metadata does not. Pure; the time is an argument.
 */
import { formatInstant, parseInstant } from '../saml/instant.ts';
import type { Connection, Tenant } from './tenant.ts';

export interface Expiry {
  readonly what: 'metadata' | 'signing-certificate' | 'metadata-signing-certificate';
  readonly connectionId: string;
  /** Of the certificate; null for metadata. */
  readonly subject: string | null;
  /** SHA-256 of the certificate; null for metadata. */
  readonly fingerprint: string | null;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  /** Whole days that are left, 0 on the last one; less once it has lapsed. */
  readonly daysLeft: number;
}

const DAY = 86_400_000;

/** Lists it as of a time, in milliseconds since 1970. A date that cannot be read is past, as it is when signing in. */
export function expiries({ connections }: Pick<Tenant, 'connections'>, now: number): readonly Expiry[] {
  return connections
    .flatMap(endsOf)
    .map(({ end, ...expiry }): Expiry => {
      const at = parseInstant(end) ?? 0;
      return { ...expiry, expiresAt: formatInstant(at), daysLeft: Math.floor((at - now) / DAY) };
    })
    .sort((one, other) => (one.expiresAt < other.expiresAt ? -1 : one.expiresAt > other.expiresAt ? 1 : 0));
}

type End = Omit<Expiry, 'expiresAt' | 'daysLeft'> & { readonly end: string };

function endsOf({ id: connectionId, identityProvider, metadataSource }: Connection): readonly End[] {
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
    ...(notAfter === null ? [] : [{ ...metadata, end: notAfter }]),
    ...certificates.map(({ what, summary: { key, subject, notAfter: end } }) => ({
      what,
      connectionId,
      subject,
      fingerprint: key.fingerprint,
      end,
    })),
  ];
}
