import { expect, test } from 'vitest';
import { elementsOf } from './elements.ts';
import { attribute, NOW, SAMPLES, signedIn } from './samples.tsx';

/** The page's text, with spaces between elements and none of the breaks inside identifiers. */
function textOf(page: unknown): string {
  return String(page)
    .replaceAll(/<(style|script)\b.*?<\/\1>|<wbr\/>/gsu, '')
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/ +/gu, ' ');
}

test('says "Logged in", who it is, by which identity provider, and where the link led', () => {
  const text = textOf(signedIn());
  for (const part of [
    'Logged in',
    'Ada Lovelace',
    'ada.lovelace@acme.example',
    'Microsoft Entra',
    'https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/',
    '/docs/42?tab=notes',
  ]) {
    expect(text).toContain(part);
  }
});

test('names the format of the NameID and the authentication context in words beside their URIs', () => {
  const text = textOf(signedIn());
  expect(text).toContain('Email address urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress');
  expect(text).toContain(
    'Password over a protected connection urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  );
});

test('shows an attribute under plain words, its friendly name and its exact name', () => {
  expect(textOf(signedIn())).toContain('Email mail urn:oid:0.9.2342.19200300.100.1.3');
  expect(textOf(signedIn({ attributes: [attribute('a1', ['x'], 'Friendly')] }))).toContain('Friendly a1 x');
  expect(textOf(signedIn({ attributes: [attribute('a1', ['x'], 'a1')] }))).toContain('Attributes 1 a1 x');
});

test('knows no words for names that every object inherits', () => {
  for (const name of ['constructor', '__proto__', 'toString']) {
    expect(textOf(signedIn({ attributes: [attribute(name, ['x'])] }))).toContain(`Attributes 1 ${name} x`);
  }
});

test('tells an empty value from none', () => {
  expect(textOf(signedIn({ attributes: [attribute('a1', [''])] }))).toContain('a1 empty value');
  expect(textOf(signedIn({ attributes: [attribute('a1', [])] }))).toContain('a1 no value sent');
  expect(textOf(signedIn({ attributes: [] }))).toContain('sent no attributes');
});

test('folds a long list behind its first values, and leaves none out', () => {
  const html = String(SAMPLES['signed-in-400-groups']);
  expect(textOf(html)).toContain('395 more of 400');
  const [details] = elementsOf(html.replaceAll(/<(style|script)\b.*?<\/\1>/gsu, '')).filter(
    ({ name }) => name === 'details',
  );
  expect(details?.text).not.toContain('000000000004');
  expect(details?.text).toContain('000000000005');
  expect(details?.text).toContain('000000000399');
  expect(html.match(/<li>/gu)).toHaveLength(400);
});

test('does not fold what is short', () => {
  const values = ['1', '2', '3', '4', '5', '6', '7', '8'];
  expect(String(signedIn({ attributes: [attribute('a1', values)] }))).not.toContain('<details>');
  expect(String(signedIn({ attributes: [attribute('a1', [...values, '9'])] }))).toContain('<details>');
});

test('gives times in a form for machines, in UTC for people, and relative to now', () => {
  expect(String(signedIn())).toContain(
    '<time datetime="2026-03-14T17:30:12.000Z">14 March 2026 at 17:30:12 UTC</time>',
  );
  const text = textOf(signedIn({ authnInstant: NOW - 3 * 86_400_000 }));
  expect(text).toContain('just now');
  expect(text).toContain('in 8 hours');
  expect(text).toContain('3 days ago');
});

test('signs out by POST only', () => {
  const html = String(signedIn());
  expect(html).toContain('<form method="post" action="/sso/logout">');
  expect(html).not.toContain('href="/sso/logout"');
});
