/**
 * From what a customer's administrator entered to a configuration with it: compiled by the rules of the API, put into the draft
 * where the operator's rules for the connection stay as they are. I/O: the network, for the address of metadata.
 */
import type { TenantConfiguration } from '../../administration/tenant-record.ts';
import { nodeCrypto } from '../../node-crypto.ts';
import type { Settings } from '../../settings.ts';
import type { Connection } from '../../tenants/tenant.ts';
import { readMetadataWarnings, type TenantWarning } from '../../tenants/warnings.ts';
import { isRefusal } from '../api/answer.ts';
import { compileOneConnection } from '../api/compile-input.ts';
import { putConnection } from '../api/edit-connections.ts';
import { type Refusal, refuseFields } from '../api/problem-codes.ts';
import type { FieldNames } from '../console/tenants/field-errors.ts';
import type { FieldValues } from '../console/tenants/field-values.ts';
import { IDENTITY_PROVIDER_FIELDS, identityProviderBody } from '../console/tenants/identity-provider-form.ts';
import { chooseConnection } from './progress.ts';

/** The fields that go through from the first form to the last. */
export const KEPT_FIELDS = [
  'connection',
  'source',
  'metadataUrl',
  'metadata',
  'metadataSigningCertificates',
  'metadataMaxValidityDays',
  'metadataEntityId',
  'entityId',
  'signInUrl',
  'signInBinding',
  'certificates',
] as const;

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

/** Reads what was entered. */
export async function readInput(
  values: FieldValues,
  configuration: TenantConfiguration,
  context: { readonly settings: Settings; readonly now: number },
): Promise<ReadInput | Refusal> {
  const chosen = chooseConnection(configuration, values('connection'));
  if (chosen === null) return refuseField('connection', 'is not chosen yet');
  const { id, connection } = chosen;
  if ((connection?.metadataSource?.signingCertificates.length ?? 0) > 0) {
    const message = 'is bound to metadata with a certain signature: ask for help to replace it';
    return refuseField('source', message);
  }
  const body = { id, ...rulesOf(connection, configuration), ...identityProviderBody(values) };
  const compiled = await compileOneConnection(body, id, configuration.connections, context);
  if (isRefusal(compiled)) return compiled;
  const changed = putConnection(configuration, compiled.connection);
  if (isRefusal(changed)) return changed;
  const warnings = readMetadataWarnings(compiled.metadataWarnings, 'metadata');
  return { connection: compiled.connection, configuration: changed, warnings };
}

/**
 * Stands for what was shown and agreed to: whom to trust, where to send people, by which keys. A fetched document may say
 * a new end of its validity each time, which is not asked about.
 */
export function digestOf({ connection: { identityProvider, metadataSource } }: ReadInput): string {
  const { entityId, signInEndpoints, keys } = identityProvider;
  const agreed = [entityId, signInEndpoints, keys.map(({ key }) => key.fingerprint), metadataSource];
  return nodeCrypto().createHash('sha256').update(JSON.stringify(agreed)).digest('base64url');
}

function rulesOf(connection: Connection | null, { displayName: tenantName }: TenantConfiguration): object {
  if (connection === null) return { displayName: tenantName };
  const { displayName, emailDomains, request, response, account } = connection;
  return { displayName, emailDomains, request, response, account };
}

function refuseField(path: string, message: string): Refusal {
  return refuseFields('body_invalid', [{ path, message }]);
}
