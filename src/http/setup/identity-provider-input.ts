/**
 * From what a customer's administrator entered to a configuration with it: compiled by the rules of the API, put into the draft
 * where the operator's rules for the connection stay as they are. I/O: the network, for the address of metadata.
 */
import type { TenantConfiguration } from '../../administration/tenant-record.ts';
import { nodeCrypto } from '../../node-crypto.ts';
import { type Result, success } from '../../result.ts';
import { logoutEndpointsOf } from '../../saml/identity-provider.ts';
import { readIdpMetadata } from '../../saml/idp-metadata.ts';
import { parseInstant } from '../../saml/instant.ts';
import type { Settings } from '../../settings.ts';
import { resolveMetadataUrls } from '../../stores/metadata-resolve.ts';
import type { FetchedMetadata } from '../../tenants/connection-input.ts';
import type { Connection } from '../../tenants/tenant.ts';
import { readMetadataWarnings, signingKeyWarnings, type TenantWarning } from '../../tenants/warnings.ts';
import { isRefusal } from '../api/answer.ts';
import { compileConnection, putConnection } from '../api/edit-connections.ts';
import type { FieldErrors } from '../console/fields.tsx';
import { type FieldNames, fieldErrors } from '../console/tenants/field-errors.ts';
import type { FieldValues } from '../console/tenants/field-values.ts';
import {
  IDENTITY_PROVIDER_FIELDS,
  identityProviderBody,
  readSource,
} from '../console/tenants/identity-provider-form.ts';
import type { Entered } from './entered.ts';
import { chooseConnection } from './progress.ts';
import { explainWrongInputs, type WrongInput, type WrongInputs } from './wrong-input.ts';

export const SETUP_FIELDS: FieldNames = {
  ...IDENTITY_PROVIDER_FIELDS,
  connection: { name: 'connection', label: 'Which one' },
  source: { name: 'source', label: 'The identity provider' },
  'request.binding': { name: 'source', label: 'The kind of request that is chosen for it' },
};

/** What was entered, read, and what it makes of the configuration. */
export interface ReadInput {
  readonly connection: Connection;
  readonly configuration: TenantConfiguration;
  readonly warnings: readonly TenantWarning[];
}

/** Reads what was entered, or says of each field what is wrong with it. */
export async function readInput(
  { values, wrong }: Entered,
  configuration: TenantConfiguration,
  { settings, now }: { readonly settings: Settings; readonly now: number },
): Promise<Result<ReadInput, FieldErrors>> {
  const chosen = chooseConnection(configuration, values('connection'));
  if (chosen === null) return refuse({ connection: 'Which one is not chosen yet.' });
  const { id, connection } = chosen;
  if ((connection?.metadataSource?.signingCertificates.length ?? 0) > 0) {
    return refuse({
      source: 'It is bound to metadata with a certain signature: ask for help to replace it.',
    });
  }
  if (wrong.size > 0) return refuseInputs(Object.fromEntries(wrong));
  const body = { ...rulesOf(connection, configuration), id, ...identityProviderBody(values) };
  const { isLocal, blockedAlgorithms } = settings;
  const context = { now, isLocal, blockedAlgorithms };
  const fetchedMetadata = await resolveMetadataUrls([body], configuration.connections, context);
  const { field, failure } = judgeMetadata(values, fetchedMetadata.get(id), context);
  if (failure !== null) return refuseInputs({ [field]: failure });
  const compiled = compileConnection(body, id, { deployment: settings, now, fetchedMetadata });
  if (isRefusal(compiled)) return refuse(fieldErrors(compiled, SETUP_FIELDS));
  const { keys } = compiled.connection.identityProvider;
  const isExpired = keys.length > 0 && keys.every(({ notAfter }) => (parseInstant(notAfter) ?? 0) <= now);
  if (isExpired && values('takeExpired') === '') {
    return refuseInputs({ [field]: { code: 'certificates_expired' } });
  }
  const changed = putConnection(configuration, compiled.connection);
  if (isRefusal(changed)) return refuse(fieldErrors(changed, SETUP_FIELDS));
  const warnings = [
    ...readMetadataWarnings(compiled.metadataWarnings, 'metadata'),
    ...(settings.spKeys.signing === null ? signingKeyWarnings({ connections: [compiled.connection] }) : []),
  ];
  return success({ connection: compiled.connection, configuration: changed, warnings });
}

/** The field that the keys come from, and why its metadata is refused, where it has any and is. */
function judgeMetadata(
  values: FieldValues,
  fetched: FetchedMetadata | undefined,
  { now, isLocal }: { readonly now: number; readonly isLocal: boolean },
): { readonly field: string; readonly failure: WrongInput | null } {
  switch (readSource(values)) {
    case 'url':
      return { field: 'metadataUrl', failure: fetched === undefined || fetched.ok ? null : fetched.failure };
    case 'hand':
      return { field: 'certificates', failure: null };
    default: {
      const octets = new TextEncoder().encode(values('metadata'));
      const read = readIdpMetadata(octets, { now, allowLocalhost: isLocal });
      return { field: 'metadata', failure: read.ok ? null : read.failure };
    }
  }
}

/**
 * Stands for what was shown and agreed to: whom to trust and with which scopes, where to send people to sign in and out, by which keys. A fetched document may say
 * a new end of its validity each time, which is not asked about.
 */
export function digestOf({ connection: { identityProvider, metadataSource } }: ReadInput): string {
  const { entityId, signInEndpoints, keys, wantAuthnRequestsSigned, scopes } = identityProvider;
  const fingerprints = keys.map(({ key }) => key.fingerprint);
  const logoutEndpoints = logoutEndpointsOf(identityProvider);
  const agreed = [
    entityId,
    signInEndpoints,
    logoutEndpoints,
    fingerprints,
    wantAuthnRequestsSigned,
    scopes,
    metadataSource,
  ];
  return nodeCrypto().createHash('sha256').update(JSON.stringify(agreed)).digest('base64url');
}

/** All that a connection is besides its identity provider, which stays whoever takes its place. */
function rulesOf(connection: Connection | null, { displayName: tenantName }: TenantConfiguration): object {
  if (connection === null) return { displayName: tenantName };
  const { identityProvider: _before, metadataSource: _source, ...rules } = connection;
  return rules;
}

function refuse(errors: FieldErrors): Result<never, FieldErrors> {
  return { ok: false, failure: errors };
}

function refuseInputs(wrong: WrongInputs): Result<never, FieldErrors> {
  return refuse(explainWrongInputs(wrong));
}
