/** Whether a connection may be used at all. Pure; `now` is milliseconds since 1970. */
import { failure, type Result, success } from '../result.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';

/** Refuses a connection whose identity provider's metadata is past its validUntil: nothing in it is trusted any more. */
export function checkConnectionTrust(connection: Connection, now: number): Result<Connection, SignInFailure> {
  const { notAfter } = connection.identityProvider;
  // Written so that a date that cannot be read refuses as well.
  return notAfter === null || now < Date.parse(notAfter)
    ? success(connection)
    : failure('connection_trust_expired', `a time before ${notAfter}`, new Date(now).toISOString());
}
