/**
 * From the body of a request to a configuration: the metadata that it names is fetched, then all of it is held against its
 * schema. Its input is any JSON value from the operator. I/O: the network, for metadata URLs.
 */
import { configurationOf } from '../../administration/configuration.ts';
import type { TenantConfiguration } from '../../administration/tenant-record.ts';
import type { Settings } from '../../settings.ts';
import { resolveMetadataUrls } from '../../stores/metadata-resolve.ts';
import { compileTenant } from '../../tenants/compile.ts';
import type { ConnectionWithWarnings } from '../../tenants/connection-input.ts';
import type { Connection } from '../../tenants/tenant.ts';
import type { TenantWarning } from '../../tenants/warnings.ts';
import { compileConnection } from './edit-connections.ts';
import { type Refusal, refuseFields } from './problem-codes.ts';

interface CallContext {
  readonly settings: Settings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface CompiledConfiguration {
  readonly configuration: TenantConfiguration;
  readonly metadataWarnings: readonly TenantWarning[];
}

/** Compiles a whole tenant. What connections are `held` already keep their keys where their metadata cannot be fetched. */
export async function compileConfiguration(
  body: unknown,
  slug: string,
  held: readonly Connection[],
  { settings, now }: CallContext,
): Promise<CompiledConfiguration | Refusal> {
  const connections = isObject(body) && 'connections' in body ? body.connections : [];
  const fetchedMetadata = await fetchNamed(connections, held, { settings, now });
  // Id and version are the record's to give.
  const context = { slug, previous: null, newId: '', now, deployment: settings, fetchedMetadata };
  const compiled = compileTenant(body, context);
  if (!compiled.ok) return refuseFields('tenant_invalid', compiled.failure);
  const { tenant, metadataWarnings } = compiled.value;
  return { configuration: configurationOf(tenant), metadataWarnings };
}

/** Compiles one connection for the id in its address. */
export async function compileOneConnection(
  body: unknown,
  id: string,
  held: readonly Connection[],
  { settings, now }: CallContext,
): Promise<ConnectionWithWarnings | Refusal> {
  const fetchedMetadata = await fetchNamed([body], held, { settings, now });
  return compileConnection(body, id, { deployment: settings, now, fetchedMetadata });
}

function fetchNamed(connections: unknown, held: readonly Connection[], { settings, now }: CallContext) {
  const { isLocal, blockedAlgorithms } = settings;
  return resolveMetadataUrls(connections, held, { now, isLocal, blockedAlgorithms });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
