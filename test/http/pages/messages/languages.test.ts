import { expect, test } from 'vitest';
import { findLanguage, preferredLanguage } from '../../../../src/http/pages/messages/languages.ts';

test.each([
  [null, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['DE-ch', 'de'],
  ['de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', 'de'],
  ['en-US,en;q=0.9,de;q=0.8', 'en'],
  ['fr-FR,fr;q=0.9,de;q=0.5,en;q=0.3', 'de'],
  ['en;q=0.2,de;q=0.8', 'de'],
  ['en;q=0.8, de;q=0.8', 'en'],
  ['de;q=0.8, en;q=0.8', 'de'],
  ['fr,ja;q=0.5', 'en'],
  ['de;q=0', 'en'],
  ['de;q=0.0,fr', 'en'],
  ['*', 'en'],
  ['fr,*;q=0.5,de;q=0.4', 'en'],
  ['de;q=0.001', 'de'],
  ['de;q=7', 'en'],
  ['de;q=-1', 'en'],
  ['de;q=0.1234', 'en'],
  ['de;level=1', 'en'],
  ['deu', 'en'],
  ['constructor,__proto__', 'en'],
  [';;;,,,;q=1', 'en'],
  [`${'x,'.repeat(500)}de`, 'en'],
])('who asks for %s reads %s', (header, language) => {
  expect(preferredLanguage(header).language).toBe(language);
});

test('a choice is exactly one of the languages', () => {
  expect(findLanguage('de')?.ownName).toBe('Deutsch');
  for (const other of [null, undefined, '', 'DE', 'de-DE', 'fr', 'language', 'toString']) {
    expect(findLanguage(other)).toBeNull();
  }
});
