/**
 * What of the deployment itself lapses one day, the next first: the certificates of the service provider's own keys, which
 * identity providers may look at, and the operators' API keys. Pure.
 */
import type { SpKeys } from '../saml/sp-keys.ts';
import { readCertificate } from '../x509/certificate.ts';
import type { ExpiryNotice } from './expiry-notices.ts';

export interface DeploymentExpiry {
  readonly what: 'service-provider-certificate' | 'api-key';
  /** SHA-256 of the certificate; the id of the API key. */
  readonly id: string;
  /** The subject of the certificate; what the API key is called. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What of an API key matters here. */
export interface LapsingKey {
  readonly id: string;
  readonly name: string;
  /** Null for one that does not expire. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** Lists it. Keys that were revoked, and those that never expire, are not in it. */
export function listDeploymentExpiries(
  { published }: Pick<SpKeys, 'published'>,
  apiKeys: readonly LapsingKey[],
): readonly DeploymentExpiry[] {
  return [...published.signing.flatMap(ofCertificate), ...apiKeys.flatMap(ofApiKey)].sort(
    (one, other) => one.expiresAt - other.expiresAt,
  );
}

/** The notices of these, for the webhooks that are told of all tenants. */
export function deploymentNotices(expiries: readonly DeploymentExpiry[]): readonly ExpiryNotice[] {
  return expiries.map(({ what, id, name, expiresAt }) => ({
    key: [what, id, expiresAt].join(' '),
    type: what === 'api-key' ? 'secret.expiring' : 'certificate.expiring',
    about: what === 'api-key' ? { what, keyId: id, name } : { what, sha256: id, subject: name },
    expiresAt,
  }));
}

function ofCertificate(encoded: string): readonly DeploymentExpiry[] {
  const certificate = readCertificate(encoded);
  // Settings have read it before, beside its private key.
  if (!certificate.ok) return [];
  const { key, subject, notAfter: expiresAt } = certificate.value;
  return [{ what: 'service-provider-certificate', id: key.fingerprint, name: subject, expiresAt }];
}

function ofApiKey({ id, name, expiresAt, revokedAt }: LapsingKey): readonly DeploymentExpiry[] {
  return expiresAt === null || revokedAt !== null ? [] : [{ what: 'api-key', id, name, expiresAt }];
}
