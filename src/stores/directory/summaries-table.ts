/**
 * What the operator's list shows of each tenant, a row each, as the tenants' records report it. Lists go by slug and from key
 * to key, so that a page costs the same wherever it is; a search reads all rows, which takes a few milliseconds for ten
 * thousand. I/O: the directory's storage.
 */
import { readCursor, writeCursor } from '../../administration/cursor.ts';
import type { TenantFilter, TenantPage, TenantQuery, TenantSummary } from '../../administration/directory.ts';
import { endOfNotice } from '../../tenants/expiries.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS summaries (
    tenant_id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    haystack TEXT NOT NULL,
    has_draft INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    signed_in INTEGER NOT NULL,
    failing INTEGER NOT NULL,
    next_expiry_at INTEGER,
    summary TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Marks cursors that lead back. No slug begins with it. */
const BACKWARD = '<';
const MAX_PAGE_SIZE = 1_000;
const MAX_SEARCH_CHARACTERS = 253;

/** The first argument is the instant until which a lapse is soon. */
const CONDITIONS: Readonly<Record<TenantFilter, string>> = {
  all: 'deleted = 0',
  draft: 'deleted = 0 AND has_draft = 1',
  failing: 'deleted = 0 AND failing = 1',
  expiring: 'deleted = 0 AND next_expiry_at <= ?1',
  'never-signed-in': 'deleted = 0 AND signed_in = 0',
  deleted: 'deleted = 1',
};

export class SummariesTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  /** Puts a summary in the place of the one before. */
  put(summary: TenantSummary): void {
    const { tenantId, slug, hasDraft, deletedAt, lastSignInAt, nextExpiryAt } = summary;
    this.#sql.exec(
      'INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      tenantId,
      slug,
      haystackOf(summary),
      hasDraft ? 1 : 0,
      deletedAt === null ? 0 : 1,
      lastSignInAt === null ? 0 : 1,
      summary.recentFailures > 0 || summary.metadataFailingSince !== null ? 1 : 0,
      nextExpiryAt,
      JSON.stringify(summary),
    );
  }

  remove(tenantId: string): void {
    this.#sql.exec('DELETE FROM summaries WHERE tenant_id = ?', tenantId);
  }

  /** One page by slug, behind its cursor or before it. A cursor that is none of ours has nothing behind it. */
  list({ search, filter, now, limit, cursor }: TenantQuery): TenantPage {
    const key = cursor === null ? '' : readCursor(cursor);
    if (key === null) return { items: [], cursor: null, previousCursor: null };
    const isBackward = key.startsWith(BACKWARD);
    const size = Math.min(Math.max(Math.trunc(limit), 1), MAX_PAGE_SIZE);
    // Not LIKE: its patterns are short here, and its wildcards would have to be escaped.
    const query = `SELECT slug, summary FROM summaries
      WHERE ${CONDITIONS[filter]} AND slug ${isBackward ? '<' : '>'} ?2 AND (?3 = '' OR instr(haystack, ?3) > 0)
      ORDER BY slug ${isBackward ? 'DESC' : 'ASC'} LIMIT ?4`;
    const rows = this.#sql
      .exec<{ slug: string; summary: string }>(
        query,
        endOfNotice(now),
        isBackward ? key.slice(BACKWARD.length) : key,
        foldCase(search.trim()).slice(0, MAX_SEARCH_CHARACTERS),
        size + 1,
      )
      .toArray();
    const hasMore = rows.length > size;
    const page = rows.slice(0, size);
    if (isBackward) page.reverse();
    const [first, last] = [page.at(0), page.at(-1)];
    const [hasNext, hasPrevious] = isBackward ? [true, hasMore] : [hasMore, key !== ''];
    return {
      items: page.map(({ summary }) => JSON.parse(summary) as TenantSummary),
      cursor: last === undefined || !hasNext ? null : writeCursor(last.slug),
      previousCursor: first === undefined || !hasPrevious ? null : writeCursor(BACKWARD + first.slug),
    };
  }

  /** Those with something that lapses soon, or did, the next first. */
  listExpiring(now: number, limit: number): readonly TenantSummary[] {
    const query = `SELECT summary FROM summaries WHERE ${CONDITIONS.expiring} ORDER BY next_expiry_at, slug LIMIT ?2`;
    const rows = this.#sql.exec<{ summary: string }>(query, endOfNotice(now), Math.min(limit, MAX_PAGE_SIZE));
    return [...rows].map(({ summary }) => JSON.parse(summary) as TenantSummary);
  }

  /** Those where something is wrong of late, the most refused first. */
  listFailing(limit: number): readonly TenantSummary[] {
    const query = `SELECT summary FROM summaries WHERE ${CONDITIONS.failing}
      ORDER BY json_extract(summary, '$.recentFailures') DESC, slug LIMIT ?`;
    const rows = this.#sql.exec<{ summary: string }>(query, Math.min(limit, MAX_PAGE_SIZE));
    return [...rows].map(({ summary }) => JSON.parse(summary) as TenantSummary);
  }

  /** The ids of all tenants, deleted ones too; a few milliseconds for ten thousand. */
  ids(): readonly string[] {
    const query = 'SELECT tenant_id FROM summaries';
    return [...this.#sql.exec<{ tenant_id: string }>(query)].map(({ tenant_id }) => tenant_id);
  }

  /** How many tenants each filter finds, in one pass. */
  count(now: number): Readonly<Record<TenantFilter, number>> {
    const filters = Object.entries(CONDITIONS);
    const sums = filters.map(([filter, condition]) => `count(*) FILTER (WHERE ${condition}) AS "${filter}"`);
    const query = `SELECT ${sums.join(', ')} FROM summaries`;
    return this.#sql.exec<Record<TenantFilter, number>>(query, endOfNotice(now)).one();
  }
}

/** All that a tenant is found by, with a letter between that nobody can search for. */
function haystackOf({ displayName, slug, hostnames, emailDomains }: TenantSummary): string {
  return [displayName, slug, ...hostnames, ...emailDomains].map(foldCase).join('\n');
}

function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
