/**
 * Conditional requests, RFC 9110, sections 13.1.1 and 13.1.2: so that of two people who edit one tenant the second does not
 * undo what the first did. Records compare and set: between the check and the change nobody comes.
 */
import { type OidcClientInput, oidcClientRevision } from '../../administration/oidc-client.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import { type WebhookEndpoint, webhookRevision } from '../../administration/webhook.ts';
import { hashSecret } from '../../operators/secret-text.ts';
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

/**
 * The entity tag of an endpoint that is told of events. It says something about the address, which may hold a secret: only who
 * may read that is given it.
 */
export function webhookTag(endpoint: WebhookEndpoint): string {
  return `"${endpoint.id}.${hashSecret(webhookRevision(endpoint))}"`;
}

/** The entity tag of an OpenID Connect client: of what may be changed of it. */
export function oidcClientTag(client: OidcClientInput & { readonly id: string }): string {
  return `"${client.id}.${hashSecret(oidcClientRevision(client))}"`;
}

/** Tells whether the tenant, null for none, is as the client wants it. */
export function meetsConditions(
  conditions: Conditions,
  state: Pick<TenantState, 'tenantId' | 'revision'> | null,
): boolean {
  return meetsTag(conditions, state === null ? null : entityTag(state));
}

/** Tells whether what has this entity tag, or null where there is nothing, is as the client wants it. */
export function meetsTag({ ifMatch, ifNoneMatch }: Conditions, tag: string | null): boolean {
  return (
    (ifMatch === null || isListed(ifMatch, tag)) && (ifNoneMatch === null || !isListed(ifNoneMatch, tag))
  );
}

function isListed(tags: readonly string[] | '*', tag: string | null): boolean {
  return tag !== null && (tags === '*' || tags.includes(tag));
}
