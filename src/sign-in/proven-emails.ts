/**
 * Whether what an assertion states of a person lies within the email domains that the tenant has proven to be its own, for
 * tenants that ask for it. Pure; the assertion was verified, but is the word of one customer's identity provider.
 */
import { failure, type Result, success } from '../result.ts';
import type { Assertion } from '../saml/assertion.ts';
import type { Identity } from '../session/session.ts';
import { mayStateEmail } from '../tenants/email-domain.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import type { SignInFailure } from './failure.ts';
import { statedAddresses } from './identity.ts';

/** Refuses an address outside of the proven domains, by the tenant's rule. Who has no address states none. */
export function checkProvenEmails(
  assertion: Assertion,
  { accountKey }: Pick<Identity, 'accountKey'>,
  tenant: Pick<Tenant, 'unprovenEmails' | 'provenDomains'>,
  connection: Connection,
): Result<null, SignInFailure> {
  const stated = statedAddresses(assertion, accountKey, connection);
  const unproven = stated.find((address) => !mayStateEmail(tenant, address));
  if (unproven === undefined) return success(null);
  const proven = tenant.provenDomains?.join(' or ') || 'a proven domain, of which there is none';
  return failure('email_domain_unproven', proven, unproven);
}
