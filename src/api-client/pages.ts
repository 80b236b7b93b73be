/** Lists of the API, entry by entry: pages are asked for as they are needed. */
import type { ApiTransport } from './transport.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Reads a list from its beginning, for `for await`. */
export async function* readPages<Item>(
  send: ApiTransport,
  path: string,
  query: Query = {},
): AsyncGenerator<Item, void, undefined> {
  let from: string | undefined;
  do {
    const page: Page<Item> = (await send<Page<Item>>({ path, query: { ...query, cursor: from } })).body;
    yield* page.items;
    from = page.cursor ?? undefined;
  } while (from !== undefined);
}

/** Writes a name as a segment of a path. */
export function segment(name: string): string {
  return encodeURIComponent(name);
}
