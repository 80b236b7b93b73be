/** Where the sessions of a tenant may have come from. Who came in by what is not there any more is signed out. Pure. */
import type { Session } from '../session/session.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { RECOVERY } from './recovery-session.ts';

/** What a session came from: a connection, and the identity provider that this led to. */
export interface SessionOrigin {
  readonly connectionId: string;
  readonly idpEntityId: string;
}

/** Lists what sessions may have come from. */
export function sessionOrigins({
  connections,
  recoveryOpens,
}: Pick<Tenant, 'connections' | 'recoveryOpens'>): readonly SessionOrigin[] {
  const origins = connections.map(({ id, identityProvider }) => ({
    connectionId: id,
    idpEntityId: identityProvider.entityId,
  }));
  return recoveryOpens === 'application'
    ? [...origins, { connectionId: RECOVERY, idpEntityId: RECOVERY }]
    : origins;
}

/** Whether a session came from what is still there: the same rule, without making a list at each check. */
export function isStillConnected(
  { connectionId, identity, recovery }: Session,
  { connections, recoveryOpens }: Pick<Tenant, 'connections' | 'recoveryOpens'>,
): boolean {
  if (recovery) return recoveryOpens === 'application';
  return connections.some(
    ({ id, identityProvider }) => id === connectionId && identityProvider.entityId === identity.idpEntityId,
  );
}
