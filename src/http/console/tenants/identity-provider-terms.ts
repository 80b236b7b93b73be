/** The URIs of an identity provider as facts: what each is for, and the URI. Pure. */
import { type Endpoint, type IdentityProvider, logoutEndpointsOf } from '../../../saml/identity-provider.ts';

/** Lists where people are sent to sign in and out, with a term for each. */
export function listEndpointTerms(identityProvider: IdentityProvider): (readonly [string, string])[] {
  const by = ({ binding }: Endpoint) => (binding === 'post' ? 'POST' : 'Redirect');
  return [
    ...identityProvider.signInEndpoints.map((each) => [`Sign-in by ${by(each)}`, each.location] as const),
    ...logoutEndpointsOf(identityProvider).flatMap((each) => [
      [`Logout by ${by(each)}`, each.location] as const,
      ...(each.responseLocation === null
        ? []
        : [[`Answers to logouts by ${by(each)}`, each.responseLocation] as const]),
    ]),
  ];
}

/** Lists what others say of it: entity categories and certifications. */
export function listEntityAttributeTerms({
  entityAttributes,
}: Pick<IdentityProvider, 'entityAttributes'>): (readonly [string, string])[] {
  const { categories = [], supportedCategories = [], certifications = [] } = entityAttributes ?? {};
  return [
    ...categories.map((uri) => ['Entity category', uri] as const),
    ...supportedCategories.map((uri) => ['Releases attributes to', uri] as const),
    ...certifications.map((uri) => ['Certified for', uri] as const),
  ];
}
