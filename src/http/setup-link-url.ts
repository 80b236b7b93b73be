/** Where a set-up link leads. Its secret is the fragment: browsers send that to nobody, so that it reaches no log. Pure. */
import type { Deployment } from '../tenants/deployment.ts';

/** The pages of a customer's administrator, on the tenant's host. */
export const SETUP_PATH = '/sso/setup';

/** Writes the address of a link. */
export function setupLinkUrl(
  slug: string,
  secret: string,
  { scheme, baseDomain }: Pick<Deployment, 'scheme' | 'baseDomain'>,
): string {
  return `${scheme}://${slug}.${baseDomain}${SETUP_PATH}#${secret}`;
}
