/** A tenant as compiled, to change in one place at a time, and its session keys: for tests that need no storage. */

import { type CertificateSummary, summarizeCertificate } from '../../src/saml/identity-provider.ts';
import { NAME_ID_EMAIL } from '../../src/saml/names.ts';
import type { CookieSecret } from '../../src/session/purpose-keys.ts';
import type { Identity, Session } from '../../src/session/session.ts';
import type { Connection, Tenant } from '../../src/tenants/tenant.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import { POLICIES } from './policies.ts';
import { GENUINE, type TestKeyName, testKey } from './signed-response.ts';

export const ORIGIN = 'http://acme.localhost:8787';

/** A cookie secret whose octets are all the same. */
export function cookieSecret(id: string, octet: number): CookieSecret {
  return { id, secret: new Uint8Array(32).fill(octet) };
}

/** The connection to the identity provider of the genuine Response. */
export function connection(changes: Partial<Connection> = {}): Connection {
  return {
    id: 'idp',
    displayName: 'Acme directory',
    identityProvider: {
      entityId: GENUINE.idpEntityId,
      signInEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }],
      keys: [certificateSummary('rsaA')],
      wantAuthnRequestsSigned: false,
      notAfter: null,
    },
    emailDomains: [],
    ...POLICIES,
    ...changes,
  };
}

export function tenant(changes: Partial<Tenant> = {}): Tenant {
  return {
    schema: 1,
    id: 'tenant-acme',
    slug: 'acme',
    version: 1,
    updatedAt: '2026-11-21T00:00:00Z',
    displayName: 'Acme',
    hostnames: [],
    logoUrl: null,
    privacyStatementUrl: null,
    connections: [connection()],
    session: { lifetimeSeconds: 8 * 3600, idleTimeoutSeconds: 3600 },
    ...changes,
  };
}

export function session(changes: Partial<Session> = {}, identity: Partial<Identity> = {}): Session {
  return {
    id: 'AAAAAAAAAAAAAAAAAAAAAA',
    tenantId: 'tenant-acme',
    connectionId: 'idp',
    identity: {
      accountKey: GENUINE.nameId,
      displayName: 'Alice Andersen',
      email: GENUINE.nameId,
      nameId: { value: GENUINE.nameId, format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null },
      attributes: [
        { name: 'groups', nameFormat: null, friendlyName: null, values: ['engineering', 'on-call'] },
      ],
      idpEntityId: GENUINE.idpEntityId,
      sessionIndex: '_session1',
      authnInstant: GENUINE.now - 30_000,
      authnContextClassRef: null,
      ...identity,
    },
    signedInAt: GENUINE.now,
    expiresAt: GENUINE.now + 8 * 3_600_000,
    renewedAt: GENUINE.now,
    ...changes,
  };
}

function certificateSummary(name: TestKeyName): CertificateSummary {
  const certificate = readCertificate(testKey(name).certificatePem);
  if (!certificate.ok) throw new Error(certificate.failure.code);
  return summarizeCertificate(certificate.value);
}
