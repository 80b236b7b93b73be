/** Where an application has somebody sent once he is signed out: nowhere but to an address that it has. */
import { expect, test } from 'vitest';
import { findOnward, readPostLogout } from '../../src/oidc/post-logout.ts';
import type { OidcClient } from '../../src/tenants/oidc-client.ts';

const BYE = 'https://wiki.example/bye';
const WIKI: OidcClient = {
  id: 'wiki',
  displayName: 'Wiki',
  redirectUris: ['https://wiki.example/callback'],
  postLogoutRedirectUris: [BYE, `${BYE}?from=here`, 'com.example.wiki:/bye'],
  secretHash: null,
};
const OTHER: OidcClient = { ...WIKI, id: 'other', postLogoutRedirectUris: ['https://other.example/'] };

const read = (query: Record<string, string>) => readPostLogout(new URLSearchParams(query), WIKI);

test.each([
  ['as it is', BYE, null, BYE],
  ['with the state', BYE, 'a b&c=ü', `${BYE}?state=a+b%26c%3D%C3%BC`],
  ['with an empty state', BYE, '', `${BYE}?state=`],
  ['with the state behind a query', `${BYE}?from=here`, 'x', `${BYE}?from=here&state=x`],
  ['of an app', 'com.example.wiki:/bye', 'x', 'com.example.wiki:/bye?state=x'],
])('an address of the client’s is gone to %s', (_, uri, state, url) => {
  const wanted = read({ post_logout_redirect_uri: uri, ...(state !== null && { state }) });
  expect(wanted && findOnward(wanted, [OTHER, WIKI])).toEqual({ displayName: 'Wiki', url });
});

test.each([
  ['none', {}],
  ['an empty one', { post_logout_redirect_uri: '' }],
  ['one with a letter more', { post_logout_redirect_uri: `${BYE}/` }],
  ['one for signing in', { post_logout_redirect_uri: 'https://wiki.example/callback' }],
  ['one of another client', { post_logout_redirect_uri: 'https://other.example/' }],
])('%s is nothing to go to', (_, query) => {
  expect(read({ ...query, state: 'x' })).toBeNull();
});

test.each<[string, readonly OidcClient[]]>([
  ['the client was removed', [OTHER]],
  ['the address was taken from it', [{ ...WIKI, postLogoutRedirectUris: [`${BYE}/`] }]],
  ['another client got it', [{ ...OTHER, postLogoutRedirectUris: [BYE] }]],
])('nobody is sent on where meanwhile %s', (_, clients) => {
  const wanted = read({ post_logout_redirect_uri: BYE });
  expect(wanted && findOnward(wanted, clients)).toBeNull();
});
