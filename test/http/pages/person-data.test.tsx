import { expect, test } from 'vitest';
import { PersonData, showControls, Uri } from '../../../src/http/pages/person-data.tsx';

test('characters that act unseen are written out', () => {
  for (const [character, shown] of [
    ['\u202E', '‹U+202E›'],
    ['\u2066', '‹U+2066›'],
    ['\u200B', '‹U+200B›'],
    ['\u0000', '‹U+0000›'],
    ['\u009F', '‹U+009F›'],
    ['\uFEFF', '‹U+FEFF›'],
  ] as const) {
    expect(showControls(`a${character}b`)).toBe(`a${shown}b`);
  }
});

test('honest names stay as they are: line breaks, joiners, marks, emoji', () => {
  for (const name of ['a\tb\nc', 'می‌خواهم', '👩🏽‍💻', 'Zoë', '山田', '\u200Fשלום'])
    expect(showControls(name)).toBe(name);
});

test('half a character does not spoil the page', () => {
  expect(showControls('a\uD83D')).toBe('a\uFFFD');
});

test('text is isolated in its own direction and of no language in particular', () => {
  expect(String(<PersonData text="<b>" />)).toBe('<bdi dir="auto" lang="">&lt;b&gt;</bdi>');
});

test('an identifier may break behind its separators, and copies as it was', () => {
  const html = String(<Uri text="https://idp.example/a" />);
  expect(html).toContain('https://<wbr/>idp.<wbr/>example/<wbr/>a');
  expect(html.replaceAll(/<[^>]*>/gu, '')).toBe('https://idp.example/a');
});
