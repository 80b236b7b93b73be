/**
 * A tenant's colour, made usable: WCAG 2.2, 1.4.3 (text, 4.5:1) and 1.4.11 (edges of controls, 3:1), on the sheets of
 * `styles.ts`. The colour itself fills buttons as it is; what it cannot be read or seen as, a darker or lighter shade of it is.
 * Pure; colours are `#rrggbb`.
 */
import { DARK, declare, LIGHT } from './styles.ts';

/** Named as in the stylesheet. */
export interface Shades {
  /** Text, and the outline of what has the focus. */
  readonly accent: string;
  readonly onAccent: string;
  /** The tenant's very colour. */
  readonly fill: string;
  readonly onFill: string;
  /** The edges of what is filled. */
  readonly mark: string;
}

const BLACK = '#000000';
const WHITE = '#ffffff';
const TEXT_CONTRAST = 4.5;
const EDGE_CONTRAST = 3;

/** Makes the shades for light and dark pages. */
export function brandShades(colour: string): { readonly light: Shades; readonly dark: Shades } {
  return { light: shadesOn(LIGHT, colour, BLACK, WHITE), dark: shadesOn(DARK, colour, WHITE, BLACK) };
}

/** Writes them as CSS, to stand behind the stylesheet. */
export function writeBrandStyles({ light, dark }: ReturnType<typeof brandShades>): string {
  return `:root{${declare(light)}}@media (prefers-color-scheme:dark){:root{${declare(dark)}}}`;
}

/** The contrast ratio of two colours, from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function shadesOn(
  { ground, sheet }: Readonly<Record<'ground' | 'sheet', string>>,
  colour: string,
  away: string,
  onAccent: string,
): Shades {
  const shade = (contrast: number) => {
    for (let percent = 0; percent < 100; percent++) {
      const mixed = mix(colour, away, percent);
      if (contrastOf(mixed, ground) >= contrast && contrastOf(mixed, sheet) >= contrast) return mixed;
    }
    return away;
  };
  const fill = mix(colour, away, 0);
  // What white cannot be read on at 4.5:1, black can.
  const onFill = contrastOf(fill, WHITE) >= TEXT_CONTRAST ? WHITE : BLACK;
  return { accent: shade(TEXT_CONTRAST), onAccent, fill, onFill, mark: shade(EDGE_CONTRAST) };
}

function mix(one: string, other: string, percent: number): string {
  const more = channels(other);
  const mixed = channels(one).map((channel, index) =>
    Math.round(channel + (((more[index] ?? 0) - channel) * percent) / 100),
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
