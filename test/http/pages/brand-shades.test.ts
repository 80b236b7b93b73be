import { describe, expect, test } from 'vitest';
import { brandShades, contrastOf, writeBrandStyles } from '../../../src/http/pages/brand-shades.ts';
import { DARK, LIGHT } from '../../../src/http/pages/styles.ts';

const hex = (...channels: number[]) =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;

/** Every hue in steps of 3 degrees at several saturations and lightnesses, every grey, and the corners of the cube. */
function* colours(): Generator<string> {
  for (let grey = 0; grey < 256; grey++) yield hex(grey, grey, grey);
  for (let corner = 0; corner < 8; corner++) yield hex(...[4, 2, 1].map((bit) => (corner & bit ? 255 : 0)));
  for (let hue = 0; hue < 360; hue += 3) {
    for (const saturation of [0.15, 0.5, 1]) {
      for (const lightness of [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95]) {
        const reach = saturation * Math.min(lightness, 1 - lightness);
        const channel = (offset: number) => {
          const at = (offset + hue / 30) % 12;
          return 255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
        };
        yield hex(channel(0), channel(8), channel(4));
      }
    }
  }
}

test.each([
  ['#000000', '#ffffff', 21],
  ['#ffffff', '#ffffff', 1],
  ['#777777', '#ffffff', 4.48],
  ['#ff0000', '#ffffff', 4],
])('the contrast of %s and %s is %d', (one, other, ratio) => {
  expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
  expect(contrastOf(other, one)).toBe(contrastOf(one, other));
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('on a %s page, of every hue and grey', (name, palette) => {
  const all = [...colours()].map((colour) => [colour, brandShades(colour)[name]] as const);

  test('text can be read on the page, on the sheet and on what is filled', () => {
    for (const [colour, { accent, onAccent, fill, onFill }] of all) {
      for (const [text, under] of [
        [accent, palette.ground],
        [accent, palette.sheet],
        [onAccent, accent],
        [onFill, fill],
      ] as const) {
        expect([colour, text, under, contrastOf(text, under) >= 4.5]).toEqual([colour, text, under, true]);
      }
    }
  });

  test('edges of controls can be seen', () => {
    for (const [colour, { mark }] of all) {
      for (const under of [palette.ground, palette.sheet]) {
        expect([colour, mark, contrastOf(mark, under) >= 3]).toEqual([colour, mark, true]);
      }
    }
  });

  test('buttons have the very colour, and nothing is changed that was good', () => {
    for (const [colour, { accent, fill, mark }] of all) {
      const isGood = (ratio: number) =>
        contrastOf(colour, palette.ground) >= ratio && contrastOf(colour, palette.sheet) >= ratio;
      expect(fill).toBe(colour);
      if (isGood(4.5)) expect(accent).toBe(colour);
      if (isGood(3)) expect(mark).toBe(colour);
    }
  });

  test('a shade keeps its hue: the channels stay in their order', () => {
    for (const [colour, { accent, mark }] of all) {
      for (const shade of [accent, mark]) {
        const [of, shaded] = [colour, shade].map((each) =>
          [1, 3, 5].map((at) => Number.parseInt(each.slice(at, at + 2), 16)),
        );
        for (const [one, other] of [
          [0, 1],
          [1, 2],
          [0, 2],
        ] as const) {
          if ((of?.[one] ?? 0) <= (of?.[other] ?? 0))
            expect(shaded?.[one]).toBeLessThanOrEqual(shaded?.[other] ?? -1);
        }
      }
    }
  });
});

test('the styles are colours and nothing else, whatever the record says', () => {
  const style =
    /^:root\{(?:--\w+:#[0-9a-f]{6};?){5}\}@media \(prefers-color-scheme:dark\)\{:root\{(?:--\w+:#[0-9a-f]{6};?){5}\}\}$/;
  expect(writeBrandStyles(brandShades('#0e5a54'))).toMatch(style);
  const hostile = writeBrandStyles(brandShades('#0e5a54}</style><script>alert(1)</script>'));
  expect(hostile).toMatch(style);
  expect(writeBrandStyles(brandShades('javascript:'))).not.toMatch(/[<(]script|javascript/);
});
