/** How long a page of a list can be, for all lists of a record. Pure. */

const MAX_PAGE_SIZE = 1_000;

/** Keeps the size of a page within what one answer may cost, whoever asks. */
export function clampLimit(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), MAX_PAGE_SIZE);
}
