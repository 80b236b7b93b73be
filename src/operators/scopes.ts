/** What an API key may be allowed to do: the scopes of RFC 6749, section 3.3, as this API has them. Pure. */

export const SCOPES = [
  'tenants:read',
  'tenants:write',
  'people:read',
  'audit:read',
  'events:read',
  'events:write',
  'keys:read',
  'keys:write',
] as const;

export type Scope = (typeof SCOPES)[number];

/** What each of them allows, for the one who ticks it. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  'tenants:read': 'See tenants, their versions, set-up links and sign-in attempts',
  'tenants:write': 'Make, change, publish, delete and bring back tenants; end sessions',
  'people:read': 'See who has signed in, and their sessions',
  'audit:read': 'Read the audit trails, and what any reference number stands for',
  'events:read': 'See webhooks and what was delivered',
  'events:write': 'Make and change webhooks, and send events again; with people:read, those of sign-ins too',
  'keys:read': 'List API keys',
  'keys:write': 'Make and revoke API keys, with no more than its own scopes',
};

/** Says whether the scopes allow what needs one of them. Whoever may write may read what was written. */
export function grantsScope(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || scopes.some((scope) => scope === needed.replace(':read', ':write'));
}

/** Tells a scope from any other text. */
export function isScope(text: unknown): text is Scope {
  return SCOPES.some((scope) => scope === text);
}
