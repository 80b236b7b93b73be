/** An identity provider in words: what is agreed to in the set-up has to be among them. */
import { expect, test } from 'vitest';
import {
  listEndpointTerms,
  listEntityAttributeTerms,
} from '../../../../src/http/console/tenants/identity-provider-terms.ts';
import { connection } from '../../../support/tenants.ts';

const { identityProvider } = connection();

test('are those of sign-ins alone where no logouts are taken', () => {
  const terms = listEndpointTerms(identityProvider).map(([term]) => term);
  expect(terms.length).toBe(identityProvider.signInEndpoints.length);
  for (const term of terms) expect(term).toMatch(/^Sign-in by (?:Redirect|POST)$/);
});

test('name each logout address, and where answers go if that is another', () => {
  const logoutEndpoints = [
    { binding: 'redirect', location: 'https://idp.example/slo', responseLocation: null },
    { binding: 'post', location: 'https://idp.example/slo', responseLocation: 'https://idp.example/done' },
  ] as const;
  const shown = listEndpointTerms({ ...identityProvider, signInEndpoints: [], logoutEndpoints });
  expect(shown).toEqual([
    ['Logout by Redirect', 'https://idp.example/slo'],
    ['Logout by POST', 'https://idp.example/slo'],
    ['Answers to logouts by POST', 'https://idp.example/done'],
  ]);
});

test('say what it is certified for, and of which categories it is, each by its URI', () => {
  expect(listEntityAttributeTerms({})).toEqual([]);
  const entityAttributes = {
    categories: ['http://refeds.org/category/hide-from-discovery'],
    supportedCategories: ['http://refeds.org/category/research-and-scholarship'],
    certifications: ['https://refeds.org/sirtfi'],
  };
  expect(listEntityAttributeTerms({ entityAttributes })).toEqual([
    ['Entity category', 'http://refeds.org/category/hide-from-discovery'],
    ['Releases attributes to', 'http://refeds.org/category/research-and-scholarship'],
    ['Certified for', 'https://refeds.org/sirtfi'],
  ]);
});
