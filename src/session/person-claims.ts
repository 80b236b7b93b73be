/**
 * What tokens say of a person: the claims of OpenID Connect Core 1.0, section 5.1, as far as SAML gives them, and some of our own.
 * The identity was verified when the session was opened, but is the word of one customer's identity provider. Pure.
 */
import type { JWTPayload } from 'jose';
import { readEmailDomain } from '../tenants/email-domain.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Session } from './session.ts';
import { hashSessionId } from './session-handle.ts';

export interface PersonClaims extends JWTPayload {
  /**
   * Unique within the tenant: connection and account key, so that no identity provider names a person of another one (saml2int,
   * SDP-SP16). Without a key it is made of the session, so that nobody is ever taken for another whose key is missing as well;
   * `transient` says so.
   */
  readonly sub: string;
  readonly transient?: true;
  /** The account key alone, as the identity provider names the person. */
  readonly account_key?: string;
  /** The session, as administration knows it: by this an operator or a logout ends it. */
  readonly sid: string;
  /** When the identity provider authenticated the person, seconds since 1970. */
  readonly auth_time: number;
  /** AuthnContextClassRef. */
  readonly acr?: string;
  readonly name?: string;
  readonly email?: string;
  /** Whether the tenant has proven by DNS that the address's domain is its own. */
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
  /** There are more groups than a header takes; `GET /sso/session` has them. */
  readonly groups_omitted?: true;
  readonly roles: readonly string[];
  /** The tenant's slug. */
  readonly tenant: string;
  /** The id of the connection; a session of recovery has none. */
  readonly connection?: string;
  /** No identity provider vouches for this person: recovery let him in, where the operator allows that. */
  readonly recovery?: true;
}

/** Servers commonly refuse headers of 8 KB in total; base64 makes four letters of three octets. */
const MAX_GROUPS_OCTETS = 3_000;

/**
 * Describes the person of a whole session; `groups` as its connection names them: left out where they do not fit, unless
 * `told` says otherwise.
 */
export async function describePerson(
  { id, connectionId, recovery, identity }: Session,
  groups: readonly string[],
  { slug, provenDomains = [] }: Pick<Tenant, 'slug' | 'provenDomains'>,
  told: 'fitting' | 'all' = 'fitting',
): Promise<PersonClaims> {
  const { accountKey, displayName, email, roles = [], authnInstant, authnContextClassRef } = identity;
  const sid = await hashSessionId(id);
  const fits = told === 'all' || octetsOf(groups) <= MAX_GROUPS_OCTETS;
  return {
    ...(accountKey === null
      ? { sub: `session:${sid}`, transient: true }
      : { sub: recovery ? accountKey : `${connectionId}|${accountKey}`, account_key: accountKey }),
    sid,
    auth_time: Math.floor(authnInstant / 1000),
    ...(authnContextClassRef !== null && { acr: authnContextClassRef }),
    ...(displayName !== null && { name: displayName }),
    ...(email !== null && { email, email_verified: provenDomains.includes(readEmailDomain(email) ?? '') }),
    ...(fits ? { groups } : { groups_omitted: true }),
    roles,
    tenant: slug,
    ...(recovery ? { recovery } : { connection: connectionId }),
  };
}

function octetsOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
