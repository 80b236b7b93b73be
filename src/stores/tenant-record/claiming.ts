/**
 * The names of a tenant at the directory: claimed before a change that needs them, given up once nothing serves them any more.
 * On the agenda before the first call, so that a crash leaves no name claimed for nothing. I/O: the directory, KV, storage.
 */
import { claimsOf } from '../../administration/configuration.ts';
import type { ClaimFailure } from '../../administration/directory.ts';
import type { TenantConfiguration } from '../../administration/tenant-record.ts';
import type { Result } from '../../result.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { type AdministrationBindings, directoryOf, recordOf } from '../administration.ts';
import { EVERYWHERE_AFTER_MILLISECONDS, listKeys, parseStoredTenant } from '../tenant-store.ts';
import { readState, type Tables } from './tables.ts';

/** A little after nothing can serve the former version any more. */
const GIVE_UP_AFTER_MILLISECONDS = EVERYWHERE_AFTER_MILLISECONDS + 5_000;
const PUBLICATION_RETRY_MILLISECONDS = 60_000;

/** Claims what a configuration needs besides what the live one, null for none, has. */
export async function claimNames(
  env: AdministrationBindings,
  tables: Tables,
  { tenantId, slug }: { readonly tenantId: string; readonly slug: string },
  configuration: TenantConfiguration,
  live: TenantConfiguration | null,
): Promise<Result<null, ClaimFailure>> {
  await enterClaims(tables, tenantId);
  const hostnames = configuration.hostnames.filter((hostname) => !live?.hostnames.includes(hostname));
  for (const key of listKeys({ slug, hostnames })) await adoptHolder(env, key, tenantId);
  return directoryOf(env).claim(tenantId, claimsOf(slug, configuration));
}

/** Claims an email domain that is proven; false where another tenant has it. */
export async function claimDomain(
  env: AdministrationBindings,
  tables: Tables,
  domain: string,
): Promise<boolean> {
  const state = readState(tables);
  if (state === null || state.deleted !== null) return false;
  const { tenantId, slug, live } = state;
  await enterClaims(tables, tenantId);
  const claims = claimsOf(slug, live.configuration, [domain]);
  return (await directoryOf(env).claim(tenantId, claims)).ok;
}

/** Enters that names may be given up, once nothing serves them any more. */
export function enterGivingUp({ agenda }: Pick<Tables, 'agenda'>): void {
  agenda.scheduleBy('claims', Date.now() + GIVE_UP_AFTER_MILLISECONDS);
}

/** Claims for a tenant that was served before there were claims; gives the names that others have. */
export async function claimForAdopted(
  env: AdministrationBindings,
  tables: Tables,
  tenant: Tenant,
): Promise<readonly ClaimFailure[]> {
  await enterClaims(tables, tenant.id);
  const taken = await directoryOf(env).claimFree(tenant.id, claimsOf(tenant.slug, tenant));
  for (const { code } of taken) {
    console.error(JSON.stringify({ event: 'name_taken', tenantId: tenant.id, code }));
  }
  return taken;
}

/** Gives up the names that neither the live version needs nor anything that may still be served; gives when to look again. */
export async function giveUpNames(
  env: AdministrationBindings,
  tables: Tables,
  now: number,
): Promise<number | null> {
  const [tenantId, state] = [tables.header.claimant(), readState(tables)];
  if (tenantId === null) return null;
  if (state !== null) {
    const { everywhereAt } = state.publication;
    if (everywhereAt === null) return now + PUBLICATION_RETRY_MILLISECONDS;
    if (now < everywhereAt) return everywhereAt;
  }
  const kept = state && claimsOf(state.slug, state.live.configuration, state.provenDomains);
  await directoryOf(env).keepOnly(tenantId, kept);
  return null;
}

async function enterClaims({ header, agenda }: Tables, tenantId: string): Promise<void> {
  header.setClaimant(tenantId);
  enterGivingUp({ agenda });
  await agenda.arm();
}

/** A tenant that was in KV before there was a directory has its names, too. */
async function adoptHolder(env: AdministrationBindings, key: string, tenantId: string): Promise<void> {
  const text = await env.TENANTS.get(key);
  const holder = text === null ? null : parseStoredTenant(key, text);
  if (holder !== null && holder.id !== tenantId) await recordOf(env, holder.id).adopt(holder, Date.now());
}
