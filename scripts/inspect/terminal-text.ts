/**
 * Text on a terminal: colours, columns, and other people's text made harmless. What a message says may hold control
 * characters that move the cursor, or bidirectional overrides that make one name look like another. Pure.
 */

export interface Style {
  readonly plain: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const plain = (text: string) => text;

/** Colours for a terminal, none for a file or a pipe. */
export function styleFor(isTerminal: boolean): Style {
  if (!isTerminal) return { plain, bold: plain, dim: plain, good: plain, bad: plain };
  const sgr = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;
  return { plain, bold: sgr(1, 22), dim: sgr(2, 22), good: sgr(32, 39), bad: sgr(31, 39) };
}

/** Writes each character that acts without being seen as its code point. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(
      /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
      (c) => `‹U+${c.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}›`,
    );
}

/** Breaks text into lines of at most `width`, at spaces where there are any, anywhere in a word that is longer. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line];
}

/** Between two columns. */
export const GAP = '  ';

/** Lays cells out in columns of these widths, each cell over as many lines as it takes. */
export function columns(cells: readonly string[], widths: readonly number[]): string[] {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? cell.length));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, column) => (lines[line] ?? '').padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}
