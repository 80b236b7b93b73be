/**
 * What about a tenant deserves its operator's attention although it is served: dangerous options, keys and metadata
 * that lapse. Pure; the time is an argument, since what was fine when it was saved may not be any more.
 */
import { logoutEndpointsOf } from '../saml/identity-provider.ts';
import type { MetadataWarning } from '../saml/metadata-failure.ts';
import { isScopedAttribute } from '../saml/scope.ts';
import { applicationOf, type DeploymentApplication } from './application.ts';
import { endOfNotice } from './expiries.ts';
import { samlRequiredOf } from './saml-required.ts';
import {
  type Connection,
  keptEvidenceHours,
  namesPeopleInEvents,
  scopesOf,
  signsRequests,
  type Tenant,
} from './tenant.ts';

export type WarningCode =
  | 'no_connection'
  | 'fallback_missing'
  | 'recovery_opens_application'
  | 'proven_domain_missing'
  | 'proven_domain_failing'
  | 'sha1_allowed'
  | 'unauthenticated_cbc_allowed'
  | 'unsolicited_accepted'
  | 'certificate_expired'
  | 'certificate_expires_soon'
  | 'certificate_not_yet_valid'
  | 'certificate_unusable'
  | 'logout_endpoint_unusable'
  | 'scope_unusable'
  | 'scopes_unbound'
  | 'signed_requests_wanted'
  | 'signing_key_missing'
  | 'token_key_missing'
  | 'logout_key_missing'
  | 'evidence_kept'
  | 'people_named_in_events'
  | 'metadata_replayable'
  | 'metadata_expired'
  | 'metadata_expires_soon';

export interface TenantWarning {
  readonly code: WarningCode;
  /** Which field it is about, such as `connections[0].response.allowSha1`. */
  readonly path: string;
  readonly message: string;
}

/** Lists the warnings about a tenant at a time, in milliseconds since 1970. */
export function tenantWarnings(tenant: Tenant, now: number): readonly TenantWarning[] {
  if (tenant.connections.length === 0) {
    return [
      { code: 'no_connection', path: 'connections', message: 'Nobody can sign in: there is no connection.' },
    ];
  }
  const ofConnections = tenant.connections.flatMap((connection, index) => {
    const path = `connections[${index}]`;
    return [
      ...requestWarnings(connection, `${path}.request.sign`),
      ...policyWarnings(connection, `${path}.response`),
      ...scopeWarnings(connection, `${path}.scopes`),
      ...evidenceWarnings(connection, `${path}.keepEvidenceHours`),
      ...sourceWarnings(connection, `${path}.metadataMaxValidityDays`),
      ...metadataWarnings(connection, `${path}.identityProvider.notAfter`, now),
      ...certificateWarnings(connection, `${path}.identityProvider.certificates`, now),
    ];
  });
  return [
    ...pilotWarnings(tenant),
    ...recoveryWarnings(tenant),
    ...eventWarnings(tenant),
    ...domainWarnings(tenant),
    ...ofConnections,
  ];
}

function domainWarnings({ unprovenEmails, provenDomains = [] }: Tenant): readonly TenantWarning[] {
  if (unprovenEmails !== 'refuse' || provenDomains.length > 0) return [];
  const message =
    'Nobody with an email address can sign in: those of other domains are refused, and no domain is proven.';
  return [{ code: 'proven_domain_missing', path: 'unprovenEmails', message }];
}

function eventWarnings(tenant: Tenant): readonly TenantWarning[] {
  if (!namesPeopleInEvents(tenant)) return [];
  const message =
    'The log says who signs in and out, by account key and email address: to everybody who reads it, and wherever it is sent on to.';
  return [{ code: 'people_named_in_events', path: 'dangerouslyNamePeopleInEvents', message }];
}

function recoveryWarnings({ recoveryOpens }: Tenant): readonly TenantWarning[] {
  if (recoveryOpens !== 'application') return [];
  const message =
    'While recovery is armed, whoever comes in by it is signed in to the application for an hour as well, past the identity provider.';
  return [{ code: 'recovery_opens_application', path: 'recoveryOpens', message }];
}

/** Warns of proven domains whose records were not found when they were last looked for. */
export function failingDomainWarnings(domains: readonly string[]): readonly TenantWarning[] {
  return domains.map((domain) => ({
    code: 'proven_domain_failing',
    path: 'provenDomains',
    message: `The DNS record that proves ${domain} was not found; without it the domain proves nothing after a few days.`,
  }));
}

function pilotWarnings(tenant: Tenant): readonly TenantWarning[] {
  if (samlRequiredOf(tenant).of !== 'pilot' || (tenant.fallbackLoginUrl ?? null) !== null) return [];
  const message =
    'The pilot has no effect: without the address of the application’s own sign-in page everybody goes by SAML.';
  return [{ code: 'fallback_missing', path: 'fallbackLoginUrl', message }];
}

/** Warns of an application that a deployment without token keys tells nobody of; `origin` is that of the deployment's. */
export function tokenKeyWarnings(
  tenant: Pick<Tenant, 'application'>,
  { origin }: Pick<DeploymentApplication, 'origin'>,
): readonly TenantWarning[] {
  if (applicationOf(tenant).origin === null && origin === null) return [];
  const message =
    'The application is not told who is there: this deployment has no keys for identity tokens. `npm run keygen -- --token` makes one.';
  return [{ code: 'token_key_missing', path: 'application', message }];
}

/** Lists the connections that a deployment without a signing key can't serve, or not wholly. */
export function signingKeyWarnings({ connections }: Pick<Tenant, 'connections'>): readonly TenantWarning[] {
  const message =
    'Nobody can sign in: requests are to be signed, and this deployment has no key yet. `npm run keygen` makes one.';
  const logout =
    'Who signs out here stays signed in at the identity provider: logouts are signed, and this deployment has no key yet. `npm run keygen` makes one.';
  return connections.flatMap((connection, index): TenantWarning[] => [
    ...(signsRequests(connection)
      ? [{ code: 'signing_key_missing', path: `connections[${index}].request.sign`, message } as const]
      : []),
    ...(logoutEndpointsOf(connection.identityProvider).length > 0
      ? [
          {
            code: 'logout_key_missing',
            path: `connections[${index}].identityProvider`,
            message: logout,
          } as const,
        ]
      : []),
  ]);
}

/** Takes over what the reader of metadata found odd, but for the dates of certificates, which `tenantWarnings` watches. */
export function readMetadataWarnings(
  warnings: readonly MetadataWarning[],
  path: string,
): readonly TenantWarning[] {
  return warnings.flatMap(({ code, detail }) =>
    code === 'certificate_expired' || code === 'certificate_not_yet_valid'
      ? []
      : [{ code, path, message: detail }],
  );
}

function requestWarnings({ request, identityProvider }: Connection, path: string): readonly TenantWarning[] {
  if (request.sign !== 'never' || !identityProvider.wantAuthnRequestsSigned) return [];
  const message = 'The identity provider asks for signed requests and may refuse these.';
  return [{ code: 'signed_requests_wanted', path, message }];
}

function policyWarnings({ response }: Connection, path: string): readonly TenantWarning[] {
  const warnings: TenantWarning[] = [];
  if (response.allowSha1) {
    const message =
      'SHA-1 signatures can be forged by whoever can afford a collision; have the identity provider sign with SHA-256.';
    warnings.push({ code: 'sha1_allowed', path: `${path}.allowSha1`, message });
  }
  if (response.allowUnauthenticatedCbc) {
    const message =
      'Whoever recorded an assertion encrypted with AES-CBC can try to decrypt it by sending changed ones and timing the refusals; have the identity provider sign the response as well, or encrypt with AES-GCM.';
    const at = `${path}.allowUnauthenticatedCbc`;
    warnings.push({ code: 'unauthenticated_cbc_allowed', path: at, message });
  }
  if (response.unsolicited === 'accept') {
    const message =
      'Anybody can sign a victim in as somebody else (sign-in CSRF); "restart" serves the same people without that.';
    warnings.push({ code: 'unsolicited_accepted', path: `${path}.unsolicited`, message });
  }
  return warnings;
}

/** Only what the account key needs: of other attributes foreign values are dropped, and nobody is kept out. */
function scopeWarnings(connection: Connection, path: string): readonly TenantWarning[] {
  const { key } = connection.account;
  if (key?.from !== 'attribute' || !isScopedAttribute(key.name)) return [];
  const scopes = scopesOf(connection);
  if (scopes === null) {
    const message =
      'The account key is a scoped attribute, and any scope is taken: list the scopes of this identity provider.';
    return [{ code: 'scopes_unbound', path, message }];
  }
  const message =
    'Nobody can sign in: the account key is a scoped attribute, and no scope in the metadata is understood. List the scopes.';
  return scopes.length > 0 ? [] : [{ code: 'scope_unusable', path, message }];
}

function evidenceWarnings(connection: Connection, path: string): readonly TenantWarning[] {
  const hours = keptEvidenceHours(connection);
  const message = `Refused responses are kept for ${hours} hours, encrypted, with the personal data in them; 0 keeps none.`;
  return hours === 0 ? [] : [{ code: 'evidence_kept', path, message }];
}

/** A signature holds for good: what bounds how long an old document can be sent again is validUntil alone. */
function sourceWarnings({ metadataSource }: Connection, path: string): readonly TenantWarning[] {
  if (metadataSource == null || metadataSource.signingCertificates.length === 0) return [];
  if (metadataSource.maxValidityDays !== null) return [];
  const message =
    'Whoever gets between can send old metadata, whose signature still holds, and with it keys that were given up: name the longest validity that is taken.';
  return [{ code: 'metadata_replayable', path, message }];
}

function metadataWarnings(
  { identityProvider, metadataSource }: Connection,
  path: string,
  now: number,
): readonly TenantWarning[] {
  const { notAfter } = identityProvider;
  if (notAfter === null) return [];
  const remedy = metadataSource == null ? 'it is saved anew' : 'its address has it anew, or it is saved anew';
  const left = Date.parse(notAfter) - now;
  // A date that cannot be read counts as past, as it does when signing in.
  if (!(left > 0)) {
    const message = `The metadata was valid until ${notAfter}: nobody can sign in until ${remedy}.`;
    return [{ code: 'metadata_expired', path, message }];
  }
  const message = `The metadata is valid until ${notAfter}; after that nobody can sign in until ${remedy}.`;
  return Date.parse(notAfter) <= endOfNotice(now) ? [{ code: 'metadata_expires_soon', path, message }] : [];
}

function certificateWarnings(
  { identityProvider }: Connection,
  path: string,
  now: number,
): readonly TenantWarning[] {
  return identityProvider.keys.flatMap(({ notBefore, notAfter }, index): readonly TenantWarning[] => {
    const at = `${path}[${index}]`;
    const stillTrusted = 'Its key is trusted all the same, since it is pinned';
    if (!(Date.parse(notAfter) > now)) {
      const message = `The certificate expired on ${notAfter}. ${stillTrusted}; the identity provider may change it any day.`;
      return [{ code: 'certificate_expired', path: at, message }];
    }
    if (Date.parse(notAfter) <= endOfNotice(now)) {
      const message = `The certificate expires on ${notAfter}: ask for the next one and list both until the change is over.`;
      return [{ code: 'certificate_expires_soon', path: at, message }];
    }
    if (Date.parse(notBefore) > now) {
      const message = `The certificate is valid from ${notBefore} on. ${stillTrusted} already.`;
      return [{ code: 'certificate_not_yet_valid', path: at, message }];
    }
    return [];
  });
}
