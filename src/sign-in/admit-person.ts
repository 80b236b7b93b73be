/** Who a verified assertion makes of a person, and whether that person may come in: the one place where both are asked. Pure. */
import type { Result } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import type { Identity } from '../session/session.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';
import { readIdentity } from './identity.ts';
import { checkProvenEmails } from './proven-emails.ts';

/** Reads the identity, and refuses whom the tenant or the connection does not let in. */
export function admitPerson(
  assertion: Assertion,
  tenant: Tenant,
  connection: Connection,
): Result<Identity, SignInFailure> {
  const identity = readIdentity(assertion, connection);
  if (!identity.ok) return identity;
  const proven = checkProvenEmails(assertion, identity.value, tenant);
  return proven.ok ? identity : proven;
}
