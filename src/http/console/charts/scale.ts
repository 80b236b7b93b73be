/** Where things stand in a chart, in percent of its width and height. Pure. */

/** Where a column stands, in percent, with a gap to the next. */
export function placeOf(index: number, count: number): { readonly left: number; readonly width: number } {
  const step = 100 / count;
  return { left: index * step + step * 0.1, width: step * 0.8 };
}

/** Writes a place. */
export function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}

/** The next number that divides well, so that the lines across have round numbers. */
export function roundUp(value: number): number {
  if (value <= 10) return Math.max(4, Math.ceil(value / 2) * 2);
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value
  );
}
