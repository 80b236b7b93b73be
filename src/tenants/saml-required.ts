/**
 * Who of a tenant's people has to sign in by SAML, and where the others go: to the application's own sign-in page, with their
 * address. Addresses and domains are judged before the sign-in, from what somebody typed; groups only after it, from what the
 * identity provider says. Pure.
 */
import { readEmailAddress } from '../email-address.ts';
import type { SignedInPerson } from './administrators.ts';
import { readEmailDomain } from './email-domain.ts';
import type { Tenant } from './tenant.ts';

export interface SamlRequired {
  readonly of: 'nobody' | 'pilot' | 'everybody';
  /** Of the pilot; in the form of `readEmailAddress`. */
  readonly addresses: readonly string[];
  /** As the identity provider writes them, letter by letter. */
  readonly groups: readonly string[];
  /** Canonical, as connections have them. */
  readonly domains: readonly string[];
}

type Policy = Pick<Tenant, 'samlRequired' | 'fallbackLoginUrl'>;

const NOBODY: SamlRequired = { of: 'nobody', addresses: [], groups: [], domains: [] };

/** Whom a tenant requires it of; nobody in records that were written before there was a choice. */
export function samlRequiredOf({ samlRequired }: Pick<Tenant, 'samlRequired'>): SamlRequired {
  return samlRequired ?? NOBODY;
}

/** Where a sign-in goes: to the identity provider, to the application's own page, or first to the question for an address. */
export type Way = 'identity-provider' | 'ask' | { readonly fallbackUrl: string };

/** Chooses the way of somebody who wants to sign in. Where the application has no page of its own there is one way for all. */
export function chooseWay(tenant: Policy, email: string | null): Way {
  const { of, groups, ...rest } = samlRequiredOf(tenant);
  const { fallbackLoginUrl = null } = tenant;
  if (fallbackLoginUrl === null || of === 'everybody') return 'identity-provider';
  const fallbackUrl = writeFallbackUrl(fallbackLoginUrl, email);
  if (of === 'nobody') return { fallbackUrl };
  const address = email === null ? null : readEmailAddress(email);
  if (address === null) return 'ask';
  // Whoever may be in one of the groups is asked of the identity provider.
  return isListed(rest, address) || groups.length > 0 ? 'identity-provider' : { fallbackUrl };
}

/** Gives where somebody goes on whom the identity provider knows, and the pilot does not; null for everybody else. */
export function fallbackAfterSignIn(tenant: Policy, person: SignedInPerson): string | null {
  const { fallbackLoginUrl = null } = tenant;
  return fallbackLoginUrl === null || isInSaml(samlRequiredOf(tenant), person)
    ? null
    : writeFallbackUrl(fallbackLoginUrl, person.email);
}

/** Whether somebody can be signed in by SAML: as long as nobody has to, and once everybody has to, everybody can. */
export function isInSaml(
  { of, groups, ...rest }: SamlRequired,
  { email, groups: theirs }: SignedInPerson,
): boolean {
  if (of !== 'pilot') return true;
  const address = email === null ? null : readEmailAddress(email);
  return (address !== null && isListed(rest, address)) || theirs.some((group) => groups.includes(group));
}

/**
 * Writes the address of the application's own page for a person. `{email}` in its query is where it expects the address;
 * without one it is `email`.
 */
export function writeFallbackUrl(fallbackLoginUrl: string, email: string | null): string {
  const url = new URL(fallbackLoginUrl);
  const named = [...url.searchParams].find(([, value]) => value === EMAIL_PLACE)?.[0];
  const name = named ?? 'email';
  if (email === null) url.searchParams.delete(name);
  else url.searchParams.set(name, email);
  return url.href;
}

const EMAIL_PLACE = '{email}';

function isListed(
  { addresses, domains }: Pick<SamlRequired, 'addresses' | 'domains'>,
  address: string,
): boolean {
  const domain = readEmailDomain(address);
  return addresses.includes(address) || (domain !== null && domains.includes(domain));
}
