/**
 * The domain of an email address, RFC 5321, section 4.1.2, in the form in which connections list their domains. Only
 * the domain matters here: whether the mailbox exists is the identity provider's affair. Pure; its input is untrusted.
 */
import { readHostname } from '../hostname.ts';
import type { Connection, Tenant } from './tenant.ts';

/** Reads the domain after the last `@`, canonical; null for what is no address. */
export function readEmailDomain(address: string): string | null {
  const at = address.lastIndexOf('@');
  return at > 0 ? readHostname(address.slice(at + 1)) : null;
}

/** Tells whether a connection may speak for an address. One without domains may speak for any. */
export function coversEmail(connection: Pick<Connection, 'emailDomains'>, address: string): boolean {
  const domain = readEmailDomain(address);
  return (
    connection.emailDomains.length === 0 || (domain !== null && connection.emailDomains.includes(domain))
  );
}

/** Tells whether a tenant's sign-ins may state an address: any, unless it refuses those of domains that it has not proven. */
export function mayStateEmail(
  { unprovenEmails, provenDomains = [] }: Pick<Tenant, 'unprovenEmails' | 'provenDomains'>,
  address: string,
): boolean {
  if (unprovenEmails !== 'refuse') return true;
  const domain = readEmailDomain(address);
  return domain !== null && provenDomains.includes(domain);
}
