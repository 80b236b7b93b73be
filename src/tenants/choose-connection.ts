/**
 * Which identity provider a person is sent to. A hint comes from the URL or a form: it can pick among the tenant's own
 * connections and never adds one. Pure.
 */
import { readEmailDomain } from './email-domain.ts';
import type { Connection, Tenant } from './tenant.ts';

export interface ConnectionHint {
  readonly connectionId: string | null;
  readonly email: string | null;
}

export type ConnectionChoice =
  | { readonly choice: 'chosen'; readonly connection: Connection }
  /** The person chooses among these, of which there are at least two. */
  | { readonly choice: 'ask'; readonly connections: readonly Connection[] }
  /** The tenant has none. */
  | { readonly choice: 'none' };

/** Chooses the connection to sign in with, in order: the only one; the one named; those of the email domain; all. */
export function chooseConnection(
  tenant: Pick<Tenant, 'connections'>,
  hint: ConnectionHint,
): ConnectionChoice {
  const { connections } = tenant;
  const named = connections.filter(({ id }) => id === hint.connectionId);
  const domain = hint.email === null ? null : readEmailDomain(hint.email);
  const ofDomain = connections.filter(({ emailDomains }) => domain !== null && emailDomains.includes(domain));
  const candidates = [named, ofDomain].find((found) => found.length > 0) ?? connections;
  const [first, second] = candidates;
  if (first === undefined) return { choice: 'none' };
  return second === undefined
    ? { choice: 'chosen', connection: first }
    : { choice: 'ask', connections: candidates };
}
