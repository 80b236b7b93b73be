/** One page of a list that is read from a cursor on. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins, opaque to callers; null after the last. */
  readonly cursor: string | null;
}

export interface PageRequest {
  readonly limit: number;
  /** Null for the first page. */
  readonly cursor: string | null;
}

/**
 * Makes a page of what was read for it: one item more than asked for tells that there is another page. `cursorOf` gives
 * the cursor that leads on from the last item shown.
 */
export function cutPage<Item>(
  itemsAndOneMore: readonly Item[],
  limit: number,
  cursorOf: (last: Item) => string,
): Page<Item> {
  const items = itemsAndOneMore.slice(0, limit);
  const last = items.at(-1);
  return { items, cursor: last === undefined || itemsAndOneMore.length <= limit ? null : cursorOf(last) };
}
