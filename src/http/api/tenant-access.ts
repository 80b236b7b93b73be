/**
 * How operations read and change a tenant: found by slug, held against the request's conditions, changed on the revision that
 * was read. What a record refuses becomes a problem here. I/O: the directory and the tenant's record.
 */
import type {
  ChangeContext,
  RecordFailure,
  TenantConfiguration,
  TenantState,
} from '../../administration/tenant-record.ts';
import type { Result } from '../../result.ts';
import { administrationOf, type RecordPort } from '../../stores/administration.ts';
import { isSlug } from '../../tenants/slug.ts';
import { isRefusal } from './answer.ts';
import type { ApiCall } from './operation.ts';
import { entityTag, meetsConditions } from './preconditions.ts';
import { type Refusal, refuse, refuseFields } from './problem-codes.ts';

// biome-ignore lint/suspicious/noExplicitAny: any call will do.
type Call = Pick<ApiCall<any, any, any>, 'author' | 'conditions' | 'env' | 'now'>;

export interface FoundTenant {
  readonly record: RecordPort;
  readonly state: TenantState;
}

/** Which configuration of a tenant an operation works on. */
export type Target = 'live' | 'draft';

/** An edit on top of what others may change at the same time is tried again so often, where the client has set no condition. */
const MAX_TRIES = 5;

/** Finds a tenant, a deleted one too. Only a slug is asked for; whatever else stands in its place names no tenant. */
export async function findTenant({ env }: Pick<Call, 'env'>, slug: string): Promise<FoundTenant | Refusal> {
  const record = isSlug(slug) ? await administrationOf(env).findBySlug(slug) : null;
  const state = (await record?.read()) ?? null;
  return record === null || state === null ? refuse('tenant_unknown') : { record, state };
}

/** Finds a tenant for a change, and holds it against the conditions of the request. */
export async function findForChange(call: Call, slug: string): Promise<FoundTenant | Refusal> {
  const found = await findTenant(call, slug);
  if (isRefusal(found)) return found;
  return meetsConditions(call.conditions, found.state) ? found : refuse('tenant_changed');
}

/** What a change of a state says: it counts only for the very revision that was read. */
export function changeOf(
  { author, now }: Pick<Call, 'author' | 'now'>,
  state: TenantState | null,
): ChangeContext {
  return { author, now, expectedRevision: state?.revision ?? null };
}

/** The configuration to work on: the draft begins as a copy of what is live. */
export function configurationFor(target: Target, { live, draft }: TenantState): TenantConfiguration {
  return target === 'live' ? live.configuration : (draft ?? live).configuration;
}

/** Saves a configuration as what it is to be. */
export function save(
  { record, state }: FoundTenant,
  target: Target,
  configuration: TenantConfiguration,
  call: Call,
): Promise<Result<TenantState, RecordFailure>> {
  const context = changeOf(call, state);
  return target === 'live'
    ? record.publish(configuration, context)
    : record.saveDraft(configuration, context);
}

/** Changes a part of a configuration, whatever else changes at the same time. */
export async function editTenant(
  call: Call,
  slug: string,
  target: Target,
  edit: (configuration: TenantConfiguration) => TenantConfiguration | Refusal,
): Promise<TenantState | Refusal> {
  const isConditional = call.conditions.ifMatch !== null || call.conditions.ifNoneMatch !== null;
  for (let tries = 1; ; tries++) {
    const found = await findForChange(call, slug);
    if (isRefusal(found)) return found;
    if (found.state.deleted !== null) return refuse('tenant_deleted');
    const edited = edit(configurationFor(target, found.state));
    if (isRefusal(edited)) return edited;
    const saved = await save(found, target, edited, call);
    if (saved.ok) return saved.value;
    const mayRepeat =
      saved.failure.code === 'tenant_changed_meanwhile' && !isConditional && tries < MAX_TRIES;
    if (!mayRepeat) return refuseChange(saved.failure, edited);
  }
}

/** Says why a record did not change. `configuration` is the one that it was given, to name the field. */
export function refuseChange(failure: RecordFailure, configuration: TenantConfiguration | null): Refusal {
  const { code, received } = failure;
  switch (code) {
    case 'tenant_changed_meanwhile':
      return refuse('tenant_changed');
    case 'hostname_taken': {
      const index = configuration?.hostnames.indexOf(received) ?? -1;
      return refuseTaken(code, index < 0 ? 'hostnames' : `hostnames[${index}]`);
    }
    case 'email_domain_taken':
      return refuseTaken(code, findDomain(configuration, received));
    case 'slug_taken':
      return refuseTaken(code, 'slug');
    default:
      return refuse(code);
  }
}

function refuseTaken(code: 'slug_taken' | 'hostname_taken' | 'email_domain_taken', path: string): Refusal {
  return refuseFields(code, [{ path, message: 'belongs to another tenant' }]);
}

function findDomain(configuration: TenantConfiguration | null, domain: string): string {
  for (const [index, { emailDomains }] of (configuration?.connections ?? []).entries()) {
    const at = emailDomains.indexOf(domain);
    if (at >= 0) return `connections[${index}].emailDomains[${at}]`;
  }
  return 'connections';
}

/** The entity tag header of an answer about a tenant. */
export function taggedBy(state: TenantState): { readonly etag: string } {
  return { etag: entityTag(state) };
}
