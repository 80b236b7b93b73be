/** A logo for those who have none: the first letters of a name on a colour that stays with the name. */
import type { Shades } from './brand-shades.ts';

/** White letters stand out from each of these by 5:1 or more. */
const COLOURS = [
  '#1f5f5b',
  '#2b5797',
  '#5b4b9a',
  '#8a3a6a',
  '#93412f',
  '#7a5210',
  '#44652a',
  '#3f5a6b',
] as const;

interface MonogramProps {
  readonly name: string;
  /** The colours to wear in place of the name's own. */
  readonly shades?: Shades | undefined;
}

/** Shows the monogram beside a name; the name itself is what is read aloud. */
export function Monogram({ name, shades }: MonogramProps) {
  return (
    <svg class="monogram" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" rx="10" fill={shades?.fill ?? colourOf(name)} />
      <text x="20" y="20.5" text-anchor="middle" dominant-baseline="central" fill={shades?.onFill ?? '#fff'}>
        {initialsOf(name)}
      </text>
    </svg>
  );
}

/** The monogram's colour as an icon for the browser's tab, so that no /favicon.ico is asked for. */
export function monogramIcon(name: string, shades?: Shades): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="10" fill="${shades?.fill ?? colourOf(name)}"/><path d="M12 21l6 6 11-13" fill="none" stroke="${shades?.onFill ?? '#fff'}" stroke-width="4"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function colourOf(name: string): string {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return COLOURS[hash % COLOURS.length] ?? COLOURS[0];
}

/** The first letter or digit of the first two words; of one word in scripts whose letters would join, or make a word. */
function initialsOf(name: string): string {
  const initials = name
    .split(/\s+/u)
    .flatMap((word) => word.match(/[\p{L}\p{N}]\p{M}*/u)?.slice(0, 1) ?? [])
    .filter(
      (initial, index) =>
        index === 0 || (index === 1 && /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]/u.test(initial)),
    );
  return initials.join('').toLocaleUpperCase('en') || '·';
}
