/**
 * Turning the pages of a list by its cursors. They go out with a MAC, as the API's do, so that what reaches a record is a
 * cursor that it made itself.
 */
import { isRefusal } from '../../api/answer.ts';
import { type List, unwrapCursor, wrapCursor } from '../../api/cursors.ts';
import { withQuery } from './addresses.ts';
import type { TenantView } from './visit.tsx';

/** Reads the cursor of the address; null, the beginning, for one that is not of this list. */
export function readPageCursor({ c }: Pick<TenantView, 'c'>, of: readonly string[]): string | null {
  const from = unwrapCursor(c.req.query('cursor'), listOf({ c }, of));
  return isRefusal(from) ? null : from.cursor;
}

interface PagerProps {
  readonly visit: Pick<TenantView, 'c'>;
  /** What the list is of, with whatever it is filtered by. */
  readonly of: readonly string[];
  readonly path: string;
  readonly query: Readonly<Record<string, string | null>>;
  /** Of this page; null for the first. */
  readonly cursor: string | null;
  readonly next: string | null;
  /** Where the page before begins; undefined for a list that only leads forwards, and back to its beginning. */
  readonly previous?: string | null;
}

/** Renders the links. */
export function Pager({ visit, of, path, query, cursor, next, previous }: PagerProps) {
  const hrefOf = (to: string | null) =>
    withQuery(path, { ...query, cursor: wrapCursor(to, listOf(visit, of)) });
  const [back, on] = previous === undefined ? ['Newest', 'Older'] : ['Previous', 'Next'];
  const leadsBack = previous === undefined ? cursor !== null : previous !== null;
  if (!leadsBack && next === null) return null;
  return (
    <nav class="actions pager" aria-label="Pages">
      {leadsBack ? (
        <a class="button second" href={hrefOf(previous ?? null)} rel="prev">
          {back}
        </a>
      ) : null}
      {next === null ? null : (
        <a class="button second" href={hrefOf(next)} rel="next">
          {on}
        </a>
      )}
    </nav>
  );
}

function listOf({ c }: Pick<TenantView, 'c'>, of: readonly string[]): List {
  return { secret: c.var.settings.operatorToken, of: ['console', ...of] };
}
