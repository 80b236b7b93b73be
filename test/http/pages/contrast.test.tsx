import { describe, expect, test } from 'vitest';
import { contrastOf as contrast } from '../../../src/http/pages/brand-shades.ts';
import { Monogram } from '../../../src/http/pages/monogram.tsx';
import { DARK, LIGHT } from '../../../src/http/pages/styles.ts';

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('in the %s', (_, colours) => {
  test('text stands out from what it is on', () => {
    for (const ground of [colours.ground, colours.sheet]) {
      for (const text of [colours.ink, colours.quiet, colours.accent]) {
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(colours.error, colours.sheet)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.onAccent, colours.accent)).toBeGreaterThanOrEqual(4.5);
  });

  test('fields, focus and the edges of a sheet can be seen', () => {
    for (const mark of [colours.field, colours.accent, colours.good, colours.attention]) {
      expect(contrast(mark, colours.sheet)).toBeGreaterThanOrEqual(3);
    }
  });
});

test('a monogram can be read on each of its colours, and keeps its colour', () => {
  const fills = new Set<string>();
  for (let index = 0; index < 200; index++) {
    const html = String(<Monogram name={`Name ${index}`} />);
    expect(String(<Monogram name={`Name ${index}`} />)).toBe(html);
    fills.add(/rx="10" fill="(#[0-9a-f]{6})"/u.exec(html)?.[1] ?? '');
  }
  expect(fills.size).toBeGreaterThan(4);
  for (const fill of fills) expect(contrast('#ffffff', fill)).toBeGreaterThanOrEqual(4.5);
});

test.each([
  ['Acme Instruments', 'AI'],
  ['acme', 'A'],
  ['(contractors) of Ærø', 'CO'],
  ['شركة النيل', 'ش'],
  ['札幌 支社', '札'],
  ['é̂lan vital', 'É̂V'],
  ['***', '·'],
  ['', '·'],
])('the monogram of %s is %s', (name, initials) => {
  expect(String(<Monogram name={name} />)).toContain(`>${initials}</text>`);
});
