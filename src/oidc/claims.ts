/** Which of what is known of a person a client is told, by its scopes: OpenID Connect Core 1.0, section 5.4. Pure. */
import type { PersonClaims } from '../session/person-claims.ts';
import type { Scope } from './authorization-request.ts';

/** What takes a scope; the rest is told with openid alone. */
const CLAIMS_OF_SCOPES: Readonly<Partial<Record<string, Scope>>> = {
  name: 'profile',
  email: 'email',
  email_verified: 'email',
  groups: 'groups',
  groups_omitted: 'groups',
  roles: 'groups',
};

/** What is told of people at all, for the discovery document. */
export const CLAIMS_SUPPORTED: readonly string[] = [
  ...['sub', 'sid', 'auth_time', 'acr', 'tenant', 'connection', 'account_key', 'transient', 'recovery'],
  ...Object.keys(CLAIMS_OF_SCOPES),
];

/** Keeps the claims that the scopes allow. */
export function releaseClaims(claims: PersonClaims, scopes: readonly Scope[]): PersonClaims {
  const isReleased = ([name]: [string, unknown]) => {
    const scope = CLAIMS_OF_SCOPES[name];
    return scope === undefined || scopes.includes(scope);
  };
  return Object.fromEntries(Object.entries(claims).filter(isReleased)) as PersonClaims;
}
