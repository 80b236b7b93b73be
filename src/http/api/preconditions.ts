/**
 * Conditional requests, RFC 9110, sections 13.1.1 and 13.1.2: so that of two people who edit one tenant the second does not
 * undo what the first did. A tenant's record compares and sets: between the check and the change nobody comes.
 */
import type { TenantState } from '../../administration/tenant-record.ts';
import { type Refusal, refuse } from './problem-codes.ts';

/** As the client sent them: null where it did not, `*`, or a list of entity tags. */
export interface Conditions {
  readonly ifMatch: readonly string[] | '*' | null;
  readonly ifNoneMatch: readonly string[] | '*' | null;
}

/** An entity tag, strong or weak; ours are strong. */
const TAGS = /^(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*$/;

/** Reads the conditions of a request. */
export function readConditions(headers: Headers): Conditions | Refusal {
  const ifMatch = readTags(headers.get('If-Match'));
  const ifNoneMatch = readTags(headers.get('If-None-Match'));
  if (ifMatch === undefined || ifNoneMatch === undefined) return refuse('condition_malformed');
  return { ifMatch, ifNoneMatch };
}

function readTags(header: string | null): readonly string[] | '*' | null | undefined {
  const text = header?.trim() ?? null;
  if (text === null || text === '*') return text;
  return TAGS.test(text) ? (text.match(/(?:W\/)?"[^"]*"/g) ?? []) : undefined;
}

/** The entity tag of a tenant. The id is part of it, since revisions start anew for a tenant made anew. */
export function entityTag({ tenantId, revision }: Pick<TenantState, 'tenantId' | 'revision'>): string {
  return `"${tenantId}.${revision}"`;
}

/** Tells whether the tenant, null for none, is as the client wants it. */
export function meetsConditions(
  { ifMatch, ifNoneMatch }: Conditions,
  state: Pick<TenantState, 'tenantId' | 'revision'> | null,
): boolean {
  return (
    (ifMatch === null || isListed(ifMatch, state)) && (ifNoneMatch === null || !isListed(ifNoneMatch, state))
  );
}

function isListed(
  tags: readonly string[] | '*',
  state: Pick<TenantState, 'tenantId' | 'revision'> | null,
): boolean {
  return state !== null && (tags === '*' || tags.includes(entityTag(state)));
}
