/**
 * Holds entries against the very rules of the API before anything is sent, so that wrong ones are named all at once. I/O: the
 * network, for entries that name a metadata URL.
 */
import { configurationOf } from '../../src/administration/configuration.ts';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import type { TenantInput } from '../../src/api-client/api-client.ts';
import { isLocalhost } from '../../src/hostname.ts';
import { resolveMetadataUrls } from '../../src/stores/metadata-resolve.ts';
import { compileTenant } from '../../src/tenants/compile.ts';
import type { Deployment } from '../../src/tenants/deployment.ts';
import type { ImportEntry } from './entries.ts';
import { ImportProblem } from './import-problem.ts';

export interface CheckedEntry {
  readonly where: string;
  readonly slug: string;
  readonly input: TenantInput;
  /** What the API will make of it. */
  readonly configuration: TenantConfiguration;
}

/** Checks all entries, or throws with everything that is wrong with any. `now`: milliseconds since 1970. */
export async function checkEntries(
  entries: readonly ImportEntry[],
  origin: string,
  now: number,
): Promise<readonly CheckedEntry[]> {
  const deployment = deploymentOf(origin);
  const problems = findRepeated(entries);
  const checked: CheckedEntry[] = [];
  for (const { where, slug, input } of entries) {
    const { isLocal } = deployment;
    const connections =
      typeof input === 'object' && input !== null && 'connections' in input ? input.connections : [];
    const reading = { now, isLocal, blockedAlgorithms: new Set<string>() };
    const fetchedMetadata = await resolveMetadataUrls(connections, [], reading);
    const context = { slug, previous: null, newId: '', now, deployment, fetchedMetadata };
    const compiled = compileTenant(input, context);
    if (compiled.ok) {
      const configuration = configurationOf(compiled.value.tenant);
      // What compiles is input of the API.
      checked.push({ where, slug, input: input as TenantInput, configuration });
    } else {
      problems.push(
        ...compiled.failure.map(({ path, message }) => `${where}: ${path === '' ? 'it' : path} ${message}`),
      );
    }
  }
  if (problems.length > 0) throw new ImportProblem(...problems, '', 'Nothing was imported.');
  return checked;
}

function findRepeated(entries: readonly ImportEntry[]): string[] {
  const first = new Map<string, string>();
  return entries.flatMap(({ where, slug }) => {
    const before = first.get(slug);
    if (before === undefined) first.set(slug, where);
    return before === undefined || slug === '' ? [] : [`${where}: slug is that of ${before}, too`];
  });
}

function deploymentOf(origin: string): Deployment {
  const { host, hostname, protocol } = new URL(origin);
  return {
    baseDomain: host,
    scheme: protocol === 'https:' ? 'https' : 'http',
    isLocal: isLocalhost(hostname),
  };
}
