import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { InterstitialPage } from '../../../src/http/pages/interstitial-page.tsx';
import { SAMPLES, SITE } from './samples.tsx';

const DEEP_LINK = `/docs/42?tab=notes&q=a"b'c d;é`;
const html = String(<InterstitialPage site={SITE} signInPath="/sso/login" returnTo={DEEP_LINK} />);

function plain(attribute: string | undefined): string {
  return (attribute ?? '').replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}

function goOn(hash: string): URL {
  const href = plain(/id="continue" href="([^"]*)"/u.exec(html)?.[1]);
  const visited: string[] = [];
  runInNewContext(/<script nonce="[^"]*">(.*?)<\/script>/su.exec(html)?.[1] ?? '', {
    document: { getElementById: () => ({ href: new URL(href, 'https://acme.example/').href }) },
    location: { hash, replace: (url: string) => visited.push(url) },
  });
  expect(visited).toHaveLength(1);
  return new URL(visited[0] ?? '');
}

test.each(['', '#top', '#a=1&b=2', '#%C3%A9 "<'])(
  'the link goes to the sign-in with its fragment: "%s"',
  (hash) => {
    const url = goOn(hash);
    expect(url.origin + url.pathname).toBe('https://acme.example/sso/login');
    expect([...url.searchParams]).toEqual([['returnTo', DEEP_LINK + hash]]);
  },
);

test('without script the same link is followed, less the fragment', () => {
  const refresh = plain(/<noscript><meta http-equiv="refresh" content="0; url=([^"]*)"\/>/u.exec(html)?.[1]);
  expect(refresh).not.toMatch(/["' ;]/u);
  expect(new URL(refresh, 'https://acme.example/').searchParams.get('returnTo')).toBe(DEEP_LINK);
});

test('a message for the identity provider goes by itself, or by a button, with every field', () => {
  const page = String(SAMPLES['post-form']);
  expect(page).toContain('<form method="post" action="https://idp.example/sso">');
  expect(page).toContain('<input type="hidden" name="SAMLRequest" value="PHNhbWxwOkF1dGhuUmVxdWVzdC8+"/>');
  expect(page).toContain('<input type="hidden" name="RelayState" value="/docs/42"/>');
  expect(page).toContain('<button type="submit">Continue</button>');
  const submitted: number[] = [];
  runInNewContext(/<script nonce="[^"]*">(.*?)<\/script>/su.exec(page)?.[1] ?? '', {
    document: { forms: [{ submit: () => submitted.push(1) }] },
  });
  expect(submitted).toEqual([1]);
});
