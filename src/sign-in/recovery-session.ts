/**
 * The application's session of somebody who came in by recovery, where the operator allows that: marked as such, of no identity
 * provider, short, and for an account of its own, whose key no identity provider's person has by chance. Pure.
 */
import type { Session } from '../session/session.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** It is for what cannot wait, and nobody vouches for the person: it is over soon, by itself too. */
const LONGEST = 3_600_000;

/** What stands where sessions have their connection. */
export const RECOVERY = 'recovery';

/** What the application knows the person of an account by. */
export function recoveryAccountKey({ name }: { readonly name: string }): string {
  return `recovery:${name}`;
}

/** Makes the session of a recovery account; `id` is new. */
export function makeRecoverySession(
  { id: tenantId, session: { lifetimeSeconds } }: Pick<Tenant, 'id' | 'session'>,
  account: { readonly name: string },
  id: string,
  now: number,
): Session {
  return {
    id,
    tenantId,
    connectionId: RECOVERY,
    recovery: true,
    identity: {
      accountKey: recoveryAccountKey(account),
      displayName: account.name,
      email: null,
      nameId: null,
      attributes: [],
      idpEntityId: RECOVERY,
      sessionIndex: null,
      authnInstant: now,
      authnContextClassRef: null,
    },
    signedInAt: now,
    expiresAt: now + Math.min(lifetimeSeconds * 1000, LONGEST),
    renewedAt: now,
  };
}
