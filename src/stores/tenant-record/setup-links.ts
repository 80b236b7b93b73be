/**
 * A tenant's set-up links, in its record: made, opened, ended, each step with its entry in the audit trail and its event in
 * one transaction. Calls come one after the other and wait for nothing in between, so that none can overtake an end.
 * Randomness: the secret. I/O: the record's storage.
 */
import type { Author } from '../../administration/author.ts';
import {
  MAX_USABLE_SETUP_LINKS,
  type NewSetupLink,
  type SetupLink,
  type SetupLinkRefusal,
  type SetupLinkStep,
  setupLinkAuthor,
  setupLinkState,
} from '../../administration/setup-link.ts';
import { encodeBase64Url, hashSecret, SECRET_OCTETS } from '../../operators/secret-text.ts';
import { type Result, success } from '../../result.ts';
import { FailedAttempts } from '../operator-accounts/failed-attempts.ts';
import type { AuditTrail } from './audit-trail.ts';
import { writeAuthor } from './header.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS setup_links (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    secret_hash TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    first_opened_at INTEGER,
    last_used_at INTEGER,
    finished_at INTEGER,
    revoked_at INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS failures (
    source TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Ended links are kept, so that they can say so: the newest of them. */
const MAX_ENDED = 80;
const ID_OCTETS = 12;
/** Use is noted no finer than this, so that each request need not be written. */
const USE_MILLISECONDS = 60_000;

type Row = {
  id: string;
  note: string;
  author: string;
  created_at: number;
  expires_at: number;
  first_opened_at: number | null;
  last_used_at: number | null;
  finished_at: number | null;
  revoked_at: number | null;
};

type Checked = Result<SetupLink, SetupLinkRefusal>;
interface Context {
  readonly author: Author;
  readonly now: number;
}

export class SetupLinks {
  readonly #storage: DurableObjectStorage;
  readonly #audit: AuditTrail;
  readonly #attempts: FailedAttempts;
  readonly #tellStep: (step: SetupLinkStep) => void;

  /** `tellStep` is called inside of the step's transaction. */
  constructor(storage: DurableObjectStorage, audit: AuditTrail, tellStep: (step: SetupLinkStep) => void) {
    this.#storage = storage;
    this.#audit = audit;
    this.#tellStep = tellStep;
    storage.sql.exec(SCHEMA);
    this.#attempts = new FailedAttempts(storage.sql);
  }

  list(): readonly SetupLink[] {
    return this.#select('ORDER BY sequence DESC');
  }

  /** Makes a link; null where too many can still be used. */
  create({ note, expiresAt }: Pick<SetupLink, 'note' | 'expiresAt'>, context: Context): NewSetupLink | null {
    const { author, now } = context;
    const links = this.list();
    const isUsable = (link: SetupLink) => setupLinkState(link, now) === 'usable';
    if (links.filter(isUsable).length >= MAX_USABLE_SETUP_LINKS) return null;
    const secret = randomText(SECRET_OCTETS);
    const id = randomText(ID_OCTETS);
    this.#storage.transactionSync(() => {
      const surplus = links.filter((link) => !isUsable(link)).slice(MAX_ENDED);
      for (const old of surplus) this.#storage.sql.exec('DELETE FROM setup_links WHERE id = ?', old.id);
      this.#storage.sql.exec(
        'INSERT INTO setup_links (id, secret_hash, note, author, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        hashSecret(secret),
        note,
        writeAuthor(author),
        now,
        expiresAt,
      );
      this.#tell(
        'created',
        { id, expiresAt },
        context,
        `It is for “${note}”, until ${formatDay(expiresAt)}.`,
      );
    });
    const [link] = this.#select('WHERE id = ?', id);
    if (link === undefined) throw new Error('the link was not kept');
    return { link, secret };
  }

  revoke(id: string, context: Context): SetupLink | null {
    const [link] = this.#select('WHERE id = ?', id);
    if (link === undefined) return null;
    if (link.revokedAt !== null || link.finishedAt !== null) return link;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec('UPDATE setup_links SET revoked_at = ? WHERE id = ?', context.now, id);
      this.#tell('revoked', link, context, `It was for “${link.note}”.`);
    });
    return { ...link, revokedAt: context.now };
  }

  /** Who guesses has to wait longer and longer, and so has who opens one link again and again. */
  open(secretHash: string, source: string, now: number): Checked {
    this.#attempts.purge(now);
    const retryAt = this.#attempts.nextAt('opening', source, now);
    if (retryAt > now) return refuse({ code: 'too_many_attempts', retryAt });
    const [link] = this.#select('WHERE secret_hash = ?', secretHash);
    if (link === undefined) {
      this.#attempts.count([['opening', source]], now);
      return refuse({ code: 'setup_link_unknown' });
    }
    const checked = judge(link, now);
    if (!checked.ok) return checked;
    const counted = this.#attempts.count([['opening', `link ${link.id}`]], now);
    if (!counted.ok) return counted;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        'UPDATE setup_links SET first_opened_at = coalesce(first_opened_at, ?), last_used_at = ? WHERE id = ?',
        now,
        now,
        link.id,
      );
      const context = { author: setupLinkAuthor(link), now };
      this.#tell('opened', link, context, link.firstOpenedAt === null ? 'For the first time.' : 'Again.');
    });
    return success({ ...link, firstOpenedAt: link.firstOpenedAt ?? now, lastUsedAt: now });
  }

  check(id: string, now: number): Checked {
    const checked = this.#find(id, now);
    if (!checked.ok || now - (checked.value.lastUsedAt ?? 0) < USE_MILLISECONDS) return checked;
    this.#storage.sql.exec('UPDATE setup_links SET last_used_at = ? WHERE id = ?', now, id);
    return success({ ...checked.value, lastUsedAt: now });
  }

  finish(id: string, now: number): Checked {
    const checked = this.#find(id, now);
    if (!checked.ok) return checked;
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec('UPDATE setup_links SET finished_at = ? WHERE id = ?', now, id);
      this.#tell('finished', checked.value, { author: setupLinkAuthor(checked.value), now }, null);
    });
    return success({ ...checked.value, finishedAt: now });
  }

  #find(id: string, now: number): Checked {
    const [link] = this.#select('WHERE id = ?', id);
    return link === undefined ? refuse({ code: 'setup_link_unknown' }) : judge(link, now);
  }

  #select(where: string, ...values: readonly string[]): SetupLink[] {
    const query = `SELECT id, note, author, created_at, expires_at, first_opened_at, last_used_at, finished_at, revoked_at FROM setup_links ${where}`;
    return this.#storage.sql
      .exec<Row>(query, ...values)
      .toArray()
      .map(readRow);
  }

  #tell(
    step: 'created' | 'opened' | 'finished' | 'revoked',
    link: SetupLinkStep['link'],
    { author, now }: Context,
    sentence: string | null,
  ): void {
    const changes = sentence === null ? [] : [sentence];
    this.#audit.add({ at: now, author, action: `setup_link_${step}`, version: null, changes });
    this.#tellStep({ type: `setup_link.${step}`, link, now });
  }
}

function judge(link: SetupLink, now: number): Checked {
  const state = setupLinkState(link, now);
  return state === 'usable' ? success(link) : refuse({ code: `setup_link_${state}` });
}

function refuse(failure: SetupLinkRefusal): Checked {
  return { ok: false, failure };
}

function readRow(row: Row): SetupLink {
  return {
    id: row.id,
    note: row.note,
    author: JSON.parse(row.author),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    firstOpenedAt: row.first_opened_at,
    lastUsedAt: row.last_used_at,
    finishedAt: row.finished_at,
    revokedAt: row.revoked_at,
  };
}

function randomText(octets: number): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(octets)));
}

function formatDay(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
