/**
 * Which paths of an application ask for a session. A pattern is a path, or a path and `/*` for what lies below it as well. The
 * path comes from anybody, and the application may read it otherwise than we do: what opens is read strictly, letter by letter;
 * what protects is read loosely; and a path that two servers could read in two ways is never open. Pure.
 */
import { decodeEscapes } from './lenient-escapes.ts';

export interface PathRules {
  readonly publicPaths: readonly string[];
  readonly protectedPaths: readonly string[];
}

/**
 * Says whether a path, as it goes to the application, asks for a session. In order:
 *   - one that can be read in two ways does;
 *   - one that matches a public pattern does not;
 *   - where there are protected patterns only what they take in does; without any, everything.
 */
export function asksForSession(path: string, { publicPaths, protectedPaths }: PathRules): boolean {
  const plain = readPlainPath(path);
  if (plain === null) return true;
  if (publicPaths.some((pattern) => opens(pattern, plain))) return false;
  const folded = fold(plain);
  return protectedPaths.length === 0 || protectedPaths.some((pattern) => protects(fold(pattern), folded));
}

/** Says whether an application might take the path for one of our own, however it is spelt: it never gets to see those. */
export function mayReadAsOwn(path: string): boolean {
  if (UNSUSPICIOUS.test(path)) return false;
  let reading = path;
  for (let decodings = 0; decodings <= MAX_DECODINGS; decodings++) {
    const segments = fold(reading).replaceAll('\\', '/').split('/');
    const named = segments
      .map((segment) => segment.replace(/;.*/s, ''))
      .filter((name) => name !== '' && name !== '.');
    if (named[0] === 'sso' || (named.includes('..') && named.includes('sso'))) return true;
    const next = decodeEscapes(reading);
    if (next === reading) return false;
    reading = next;
  }
  return true;
}

/** Without escapes, and without the name under which all of ours are. */
const UNSUSPICIOUS = /^(?!.*sso)[!-$&-~]*$/i;

/** Says whether a text is a pattern: a plain path without escapes, and `/*` at its end or not. */
export function isPathPattern(text: string): boolean {
  const path = text.endsWith('/*') ? text.slice(0, -1) : text;
  return !/[%*?]/.test(path) && isPlain(path) && !mayReadAsOwn(path);
}

const MAX_DECODINGS = 3;

/**
 * Reads a path that every server reads alike: percent-decoded once it is at rest, and nothing in it stands for a step up, an
 * end or a parameter of a segment. Null for any other.
 */
function readPlainPath(path: string): string | null {
  if (!path.includes('%')) return isPlain(path) ? path : null;
  // A slash that is written as an escape is no slash to some, and one to others.
  if (/%(?:2f|5c)/i.test(path)) return null;
  try {
    const decoded = decodeURIComponent(path);
    return isPlain(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/** What begins a parameter, a query or a fragment somewhere, is decoded once more, or is a slash on some machine. */
const NEVER_IN_SEGMENT = /[\\%;?#\p{Cc}]/u;

function isPlain(path: string): boolean {
  if (!path.startsWith('/')) return false;
  return ASCII.test(path)
    ? hasPlainSegments(path)
    : hasPlainSegments(path) && hasPlainSegments(compatible(path), path);
}

const ASCII = /^[\0-\x7f]*$/;

/** `written` is the path before look-alikes were folded: they may not have been slashes. */
function hasPlainSegments(path: string, written = path): boolean {
  const segments = path.split('/').slice(1);
  if (segments.length !== written.split('/').length - 1) return false;
  return segments.every(
    (segment, index) =>
      !NEVER_IN_SEGMENT.test(segment) &&
      // Windows drops dots and spaces at the end of a name.
      !/^\s|[\s.]$/.test(segment) &&
      (segment !== '' || index === segments.length - 1),
  );
}

/** Exactly the path, or with `/*` the path and what lies below. */
function opens(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/*')) return path === pattern;
  return path.startsWith(pattern.slice(0, -1)) || path === pattern.slice(0, -2);
}

/**
 * The path, and whatever goes on behind it with anything but a letter, a digit, `-` or `_`: to some frameworks `/admin.json`,
 * `/admin/` and `/admin.php/x` are what `/admin`, and `/admin.php`, are. The front page alone is `/`.
 */
function protects(pattern: string, path: string): boolean {
  if (pattern === '/') return path === '/';
  const start = pattern.replace(/\/\*?$/, '');
  return path.startsWith(start) && !/^[\p{L}\p{N}\p{M}_-]/u.test(path.slice(start.length));
}

/**
 * Letters as the most lenient server compares them: without case, without accents and what else a database's comparison by base
 * letters leaves out (MySQL's default), look-alikes as what they look like.
 */
function fold(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : withoutMarks(withoutMarks(text).toUpperCase().toLowerCase());
}

function withoutMarks(text: string): string {
  const bare = text.normalize('NFKD').replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  return bare.replace(/[\u00f0\u00f8\u0111\u0127\u0142]|l\u00b7/g, (letter) => STROKED[letter] ?? letter);
}

/** Letters that Unicode does not take apart. */
const STROKED: Readonly<Record<string, string>> = {
  '\u00f0': 'd',
  '\u0111': 'd',
  '\u00f8': 'o',
  '\u0127': 'h',
  '\u0142': 'l',
  'l\u00b7': 'l',
};

/** Compatibility forms folded (Unicode, UAX 15), characters that nobody sees left out. */
function compatible(text: string): string {
  return text.normalize('NFKC').replace(/\p{Cf}/gu, '');
}
