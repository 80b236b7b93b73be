/**
 * The domain of an email address, RFC 5321, section 4.1.2, in the form in which connections list their domains. Only
 * the domain matters here: whether the mailbox exists is the identity provider's affair. Pure; its input is untrusted.
 */
import { readHostname } from '../hostname.ts';
import type { Connection, Tenant } from './tenant.ts';

/** With these it is several addresses, or another one, to whoever reads it from the left. */
const NOT_IN_ONE_ADDRESS = /[\s\p{Cc}@<>,;]/u;

/** Reads the domain after the `@`, canonical; null for what is no address, or not only one. */
export function readEmailDomain(address: string): string | null {
  const at = address.lastIndexOf('@');
  if (at < 1 || NOT_IN_ONE_ADDRESS.test(address.slice(0, at).normalize('NFKC'))) return null;
  return readHostname(address.slice(at + 1));
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
