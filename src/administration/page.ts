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
