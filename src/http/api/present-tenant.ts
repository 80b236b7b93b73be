/**
 * A tenant as the API shows it: the record, with keys as people recognise them, the addresses that go into the identity
 * provider, and what deserves attention. There is no secret in a tenant record. Pure.
 */

import { compileLive } from '../../administration/configuration.ts';
import type { TenantSummary } from '../../administration/directory.ts';
import { publicationState } from '../../administration/publication-state.ts';
import type {
  Draft,
  Publication,
  TenantConfiguration,
  TenantState,
  TenantVersion,
  VersionSummary,
} from '../../administration/tenant-record.ts';
import type { CertificateSummary } from '../../saml/identity-provider.ts';
import { formatInstant } from '../../saml/instant.ts';
import type { Settings } from '../../settings.ts';
import { listTenantHosts } from '../../tenants/deployment.ts';
import { announcedServiceProvider, announcedSloUrl } from '../../tenants/service-provider.ts';
import type { Connection, Tenant } from '../../tenants/tenant.ts';
import {
  failingDomainWarnings,
  signingKeyWarnings,
  type TenantWarning,
  tenantWarnings,
  tokenKeyWarnings,
} from '../../tenants/warnings.ts';
import { describeKey } from '../../x509/trusted-key.ts';
import type {
  ConnectionAnswer,
  DraftAnswer,
  TenantAnswer,
  TenantSummaryAnswer,
  VersionAnswer,
  VersionSummaryAnswer,
} from './answers/tenant.ts';

/** Shows a tenant at a time, in milliseconds since 1970. `moreWarnings` are those of the request that saved it. */
export function presentTenant(
  state: TenantState,
  settings: Settings,
  now: number,
  moreWarnings: readonly TenantWarning[] = [],
): TenantAnswer {
  const { schema: _schema, connections, ...shown } = compileLive(state);
  const { draft, deleted } = state;
  return {
    ...shown,
    createdAt: formatInstant(state.createdAt),
    serviceProviders: listTenantHosts(shown, settings).map((host) => ({
      host,
      ...announcedServiceProvider(host, shown, settings),
      sloUrl: announcedSloUrl(host, settings),
    })),
    connections: connections.map(presentConnection),
    warnings: [
      ...moreWarnings,
      ...failingDomainWarnings(state.failingDomains ?? []),
      ...warningsOf(compileLive(state), settings, now),
    ],
    publication: presentPublication(state.publication, now),
    draft:
      draft === null
        ? null
        : { basedOn: draft.basedOn, updatedAt: formatInstant(draft.at), author: draft.author },
    deleted:
      deleted === null
        ? null
        : {
            at: formatInstant(deleted.at),
            author: deleted.author,
            purgeAt: formatInstant(deleted.purgeAt),
          },
  };
}

/** Shows the draft of a tenant. */
export function presentDraft(
  state: TenantState,
  draft: Draft,
  settings: Settings,
  now: number,
  moreWarnings: readonly TenantWarning[] = [],
): DraftAnswer {
  const asLive = compileLive({ ...state, live: { ...state.live, configuration: draft.configuration } });
  return {
    ...presentConfiguration(draft.configuration),
    basedOn: draft.basedOn,
    isOutdated: draft.basedOn !== state.live.number,
    updatedAt: formatInstant(draft.at),
    author: draft.author,
    warnings: [...moreWarnings, ...warningsOf(asLive, settings, now)],
  };
}

/** Shows a version as lists do. */
export function presentVersionSummary(version: VersionSummary): VersionSummaryAnswer {
  const { number, at, author, changes, restoredFrom } = version;
  return { number, at: formatInstant(at), author, changes, restoredFrom };
}

/** Shows a version with its configuration. */
export function presentVersion(version: TenantVersion): VersionAnswer {
  return { ...presentVersionSummary(version), configuration: presentConfiguration(version.configuration) };
}

/** Shows a connection: its keys by fingerprint, not whole. */
export function presentConnection({
  identityProvider,
  metadataSource = null,
  ...connection
}: Connection): ConnectionAnswer {
  const { keys, ...shown } = identityProvider;
  return {
    ...connection,
    identityProvider: { ...shown, certificates: keys.map(presentCertificate) },
    metadataSource: metadataSource && {
      ...metadataSource,
      signingCertificates: metadataSource.signingCertificates.map(presentCertificate),
    },
  };
}

/** Shows a tenant as the list of all does. */
export function presentSummary(
  { tenantId, everywhereAt, ...summary }: TenantSummary,
  now: number,
): TenantSummaryAnswer {
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    id: tenantId,
    ...summary,
    updatedAt: formatInstant(summary.updatedAt),
    deletedAt: at(summary.deletedAt),
    lastSignInAt: at(summary.lastSignInAt),
    nextExpiryAt: at(summary.nextExpiryAt),
    metadataFailingSince: at(summary.metadataFailingSince),
    publication: publicationState({ everywhereAt }, now),
  };
}

function presentConfiguration({ connections, ...configuration }: TenantConfiguration) {
  return { ...configuration, connections: connections.map(presentConnection) };
}

function presentPublication(publication: Publication, now: number): TenantAnswer['publication'] {
  const { version, writtenAt, everywhereAt, failures } = publication;
  return {
    version,
    state: publicationState(publication, now),
    writtenAt: writtenAt === null ? null : formatInstant(writtenAt),
    everywhereAt: everywhereAt === null ? null : formatInstant(everywhereAt),
    failures,
  };
}

function warningsOf(tenant: Tenant, settings: Settings, now: number): readonly TenantWarning[] {
  return [
    ...tenantWarnings(tenant, now),
    ...(settings.spKeys.signing === null ? signingKeyWarnings(tenant) : []),
    ...(settings.tokenKeys.length === 0 ? tokenKeyWarnings(tenant, settings.application) : []),
  ];
}

function presentCertificate({ key, subject, notBefore, notAfter }: CertificateSummary) {
  return { sha256: key.fingerprint, algorithm: describeKey(key), subject, notBefore, notAfter };
}
