/** All vendors that the guided set-up knows, the most common first, and how one is recognised. Pure. */
import type { IdentityProvider } from '../../../saml/identity-provider.ts';
import { AD_FS } from './ad-fs.ts';
import { ANY_OTHER } from './any-other.ts';
import { ENTRA } from './entra.ts';
import { GOOGLE } from './google.ts';
import { JUMPCLOUD } from './jumpcloud.ts';
import { KEYCLOAK } from './keycloak.ts';
import { OKTA } from './okta.ts';
import { ONELOGIN } from './onelogin.ts';
import { PING } from './ping.ts';
import { SHIBBOLETH } from './shibboleth.ts';
import type { Vendor } from './vendor.ts';

export const VENDORS: readonly Vendor[] = [
  OKTA,
  ENTRA,
  GOOGLE,
  AD_FS,
  ONELOGIN,
  PING,
  JUMPCLOUD,
  KEYCLOAK,
  SHIBBOLETH,
  ANY_OTHER,
];

/** Finds the vendor of an id; null for one that is none. */
export function findVendor(id: string): Vendor | null {
  return VENDORS.find((vendor) => vendor.id === id) ?? null;
}

/** Recognises an identity provider by its entity ID and where it signs people in; `ANY_OTHER` where nobody is known. */
export function vendorOf({
  entityId,
  signInEndpoints,
}: Pick<IdentityProvider, 'entityId' | 'signInEndpoints'>): Vendor {
  const known = [entityId, ...signInEndpoints.map(({ location }) => location)];
  return VENDORS.find(({ addresses }) => known.some((address) => addresses.test(address))) ?? ANY_OTHER;
}
