import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../src/http/pages/messages/languages.ts';
import { type Element, elementsOf } from './elements.ts';
import { HOSTILE, SAMPLES, SITE, samplesIn } from './samples.tsx';

/** Everything between tags, scripts and styles left out. */
function visibleText(html: string): string {
  return html.replaceAll(/<(style|script)\b.*?<\/\1>|<[^>]*>/gsu, '');
}

function named(elements: readonly Element[], name: string): Element[] {
  return elements.filter((element) => element.name === name);
}

const PAGES = LANGUAGES.flatMap((messages) =>
  Object.entries(samplesIn(messages)).map(([name, page]) => [messages.language, name, page] as const),
);

describe.each(PAGES)('in %s, the page %s', (language, name, page) => {
  const html = String(page);
  // Style and script are ours, and hold characters that only they may hold.
  const elements = elementsOf(html.replaceAll(/(<(style|script) nonce="[^"]*">).*?(<\/\2>)/gsu, '$1$3'));

  test('begins with the doctype and says its language, encoding and title', () => {
    expect(html.startsWith(`<!doctype html><html lang="${language}"><head><meta charset="utf-8"/>`)).toBe(
      true,
    );
    expect(named(elements, 'title')).toHaveLength(1);
    expect(named(elements, 'title')[0]?.text).not.toBe('');
  });

  test('runs no script and applies no style but its own, under the nonce', () => {
    expect(named(elements, 'style')).toHaveLength(1);
    for (const element of [...named(elements, 'style'), ...named(elements, 'script')]) {
      expect([...element.attributes]).toEqual([['nonce', SITE.nonce]]);
    }
    expect(named(elements, 'script').length).toBeLessThanOrEqual(1);
  });

  test('has neither style attributes nor event handlers', () => {
    for (const element of elements) {
      for (const attribute of element.attributes.keys()) expect(attribute).not.toMatch(/^(style$|on)/u);
    }
  });

  test('requests nothing but the logo', () => {
    for (const element of elements) {
      if (element.name === 'link') expect(element.attributes.get('href')).toMatch(/^data:image\/svg\+xml,/u);
      else if (element.attributes.has('src')) {
        expect([element.name, element.attributes.get('class')]).toEqual(['img', 'logo']);
        expect(element.attributes.get('referrerpolicy')).toBe('no-referrer');
      }
    }
    expect(html).not.toMatch(/@import|url\((?!.*url=)/u);
  });

  test('keeps text of others from turning the reading order', () => {
    expect(visibleText(html)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u);
  });

  test('has one main landmark and one first heading, and skips no level', () => {
    for (const landmark of ['header', 'main', 'footer', 'h1'])
      expect(named(elements, landmark)).toHaveLength(1);
    const levels = elements.filter(({ name }) => /^h[1-6]$/u.test(name)).map(({ name }) => Number(name[1]));
    expect(levels[0]).toBe(1);
    levels.forEach((level, index) => {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    });
  });

  test('labels every field, and every reference by id leads somewhere', () => {
    const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const labelled = named(elements, 'label').map(({ attributes }) => attributes.get('for'));
    for (const { attributes } of named(elements, 'input')) {
      if (attributes.get('type') !== 'hidden') expect(labelled).toContain(attributes.get('id'));
    }
    for (const { attributes } of elements) {
      for (const reference of ['for', 'aria-labelledby', 'aria-describedby']) {
        for (const id of attributes.get(reference)?.split(' ') ?? []) expect(ids).toContain(id);
      }
    }
  });

  test('offers the other languages, but where it goes on by itself, holds a form, or can keep no choice', () => {
    const offered = named(elements, 'button').filter(
      ({ attributes }) => attributes.get('name') === 'language',
    );
    const others = LANGUAGES.filter((messages) => messages.language !== language);
    const isFixed = /^(interstitial|kept-post|post-form|unconfigured)/u.test(name);
    expect(
      offered.map(({ text, attributes }) => [attributes.get('value'), attributes.get('lang'), text]),
    ).toEqual(isFixed ? [] : others.map(({ language, ownName }) => [language, language, ownName]));
  });

  test('gives every link and button a name', () => {
    for (const element of [...named(elements, 'a'), ...named(elements, 'button')])
      expect(element.text.trim()).not.toBe('');
  });
});

describe.each(Object.entries(SAMPLES).filter(([name]) => name.includes('hostile')))(
  'the page %s',
  (_, page) => {
    test('shows hostile text as the text that it is', () => {
      expect(HOSTILE).toContain('<script>');
      expect(visibleText(String(page))).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(visibleText(String(page))).toContain('‹U+202E›');
    });
  },
);

test('every page fits into one round trip, 14 KB gzipped, but for a list of 400 groups', () => {
  for (const [, name, page] of PAGES) {
    const kilobytes = gzipSync(String(page)).byteLength / 1024;
    expect([name, kilobytes < (name === 'signed-in-400-groups' ? 20 : 14)]).toEqual([name, true]);
  }
});
