/** What all lists of the API have in common: how long a page is, where it begins, and how it is answered. */
import * as v from 'valibot';
import type { Page, PageRequest } from '../../administration/page.ts';
import type { Settings } from '../../settings.ts';
import { isRefusal } from './answer.ts';
import { type List, unwrapCursor, wrapCursor } from './cursors.ts';
import type { Answer } from './operation.ts';
import type { Refusal } from './problem-codes.ts';

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 200;
const LIMITS = `must be a whole number from 1 to ${MAX_PAGE_SIZE}`;

/** The parameters that any list has. */
export const LIST_QUERY = {
  limit: v.optional(
    v.config(
      v.pipe(
        v.number(LIMITS),
        v.integer(LIMITS),
        v.minValue(1, LIMITS),
        v.maxValue(MAX_PAGE_SIZE, LIMITS),
        v.description('How many entries a page has at most.'),
      ),
      { abortPipeEarly: true },
    ),
    DEFAULT_PAGE_SIZE,
  ),
  cursor: v.optional(
    v.pipe(v.string(), v.description('Where the page begins: the cursor of the page before.')),
  ),
};

interface ListCall {
  readonly query: { readonly limit: number; readonly cursor: string | undefined };
  readonly settings: Settings;
}

/** Answers with one page. `of` names the list with whatever filters it. */
export async function answerPage<Item>(
  { query, settings }: ListCall,
  of: readonly string[],
  read: (request: PageRequest) => Promise<Page<Item>>,
  present: (item: Item) => unknown,
): Promise<Answer | Refusal> {
  const list: List = { secret: settings.operatorToken, of };
  const from = unwrapCursor(query.cursor, list);
  if (isRefusal(from)) return from;
  const page = await read({ limit: query.limit, cursor: from.cursor });
  const cursor = wrapCursor(page.cursor, list);
  return { status: 200, body: { items: page.items.map(present), cursor } };
}
