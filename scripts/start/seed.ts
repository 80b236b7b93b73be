/**
 * The tenants that a developer finds at once, made through the operator API like any other. A tenant that somebody else
 * made or changed is left alone; one that is still as it was seeded follows its identity provider to another port or
 * to new keys. I/O: loopback, and one file that remembers what was seeded.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type ApiClient, ApiProblem, createApiClient } from '../../src/api-client/api-client.ts';
import { fetchOverLoopback } from './loopback.ts';
import { StartProblem } from './start-problem.ts';

export interface Seed {
  readonly slug: string;
  readonly idpName: string;
  readonly idpMetadata: string;
}

export interface SeedContext {
  /** The operator's host, such as `http://localhost:8787`. */
  readonly operatorOrigin: string;
  readonly operatorToken: string;
  /** Remembers which tenants are as they were seeded. */
  readonly memoryPath: string;
}

/** Whether the tenant is as a developer made it, not as it would be seeded. */
export type Seeded = { readonly slug: string; readonly kept: boolean };

/** What was sent for a slug, and the version of the tenant that came of it. */
interface Memory {
  readonly [slug: string]: { readonly etag: string; readonly body: string };
}

/** Makes what is missing, refreshes what nobody has touched, keeps everything else. */
export async function seedTenants(seeds: readonly Seed[], context: SeedContext): Promise<readonly Seeded[]> {
  const memory = readMemory(context.memoryPath);
  const { operatorOrigin: origin, operatorToken: token } = context;
  const api = createApiClient({ origin, token, fetch: fetchOverLoopback });
  const remembered: Record<string, Memory[string]> = { ...memory };
  const seeded: Seeded[] = [];
  for (const seed of seeds) {
    const entry = await seedTenant(seed, memory[seed.slug], api, context.operatorOrigin);
    if (entry !== null) remembered[seed.slug] = entry;
    seeded.push({ slug: seed.slug, kept: entry === null });
  }
  writeFileSync(context.memoryPath, `${JSON.stringify(remembered, null, 2)}\n`);
  return seeded;
}

/** Gives what to remember, or null for a tenant that is somebody's own. */
async function seedTenant(
  { slug, idpName, idpMetadata }: Seed,
  memory: Memory[string] | undefined,
  api: ApiClient,
  operatorOrigin: string,
): Promise<Memory[string] | null> {
  const body = {
    displayName: slug.replace(/^./, (letter) => letter.toUpperCase()),
    connections: [{ id: 'development', displayName: idpName, metadata: idpMetadata }],
  };
  const hash = createHash('sha256')
    .update(`${operatorOrigin}\n${JSON.stringify(body)}`)
    .digest('base64url');
  const etag = await findTag(api, slug);
  const isUntouched = etag !== null && memory !== undefined && etag === memory.etag;
  if (isUntouched && memory.body === hash) return memory;
  if (etag !== null && !isUntouched) return null;
  const condition = etag === null ? { ifNoneMatch: '*' as const } : { ifMatch: etag };
  try {
    const saved = await api.tenant(slug).put(body, condition);
    return { etag: saved.etag ?? '', body: hash };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const wrong = error.errors.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new StartProblem(`The tenant ${slug} was not taken: ${[error.message, wrong].join(' ').trim()}`);
  }
}

/** The entity tag of a tenant; null where there is none. */
async function findTag(api: ApiClient, slug: string): Promise<string | null> {
  try {
    return (await api.tenant(slug).read()).etag;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'tenant_unknown') return null;
    throw error;
  }
}

function readMemory(path: string): Memory {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Without it, existing tenants count as somebody's own.
    return {};
  }
}
