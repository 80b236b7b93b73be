/**
 * The name of a tenant, which is also a DNS label under the base domain: RFC 1123, section 2.1. It becomes part of
 * storage keys and URLs, so nothing but these letters ever passes. Pure; its input is untrusted.
 */

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `xn--` and its kin: RFC 5891, section 4.2.3.1. Such a label shows as other letters than it is written with. */
const ENCODED_LABEL = /^..--/;

/** Names that operators, mail and browsers give a meaning of their own; a customer there could pass for the operator. */
const RESERVED: ReadonlySet<string> = new Set(
  `abuse account accounts admin api app assets auth autoconfig autodiscover billing blog cdn
   console dns docs email ftp help hostmaster id idp imap isatap localhost login mail mta-sts mx
   ns ns1 ns2 operator pop postmaster root saml security smtp sso static status support webmail
   webmaster wpad www`.split(/\s+/),
);

/** Says why a text cannot be a tenant's slug, or null if it can. */
export function findSlugProblem(text: string): string | null {
  if (!SLUG.test(text) || ENCODED_LABEL.test(text)) {
    return 'must be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end and none as 3rd and 4th letter';
  }
  return RESERVED.has(text) ? 'is reserved; choose another name' : null;
}

/** Tells whether a text can be a tenant's slug. */
export function isSlug(text: string): boolean {
  return findSlugProblem(text) === null;
}
