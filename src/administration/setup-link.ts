/**
 * Set-up links: with one of them a customer's administrator, who has no account, sets his identity provider up. A link is
 * a secret of 256 random bits, kept as its SHA-256 alone; it opens pages of one tenant, saves drafts and publishes nothing.
 * Pure; instants are milliseconds since 1970, UTC.
 */
import type { Result } from '../result.ts';
import type { Author } from './author.ts';
import type { EventType } from './event.ts';

export interface SetupLink {
  readonly id: string;
  /** Whom it is for, in the words of whoever made it. */
  readonly note: string;
  readonly author: Author;
  readonly createdAt: number;
  /** From then on it is refused. */
  readonly expiresAt: number;
  readonly firstOpenedAt: number | null;
  /** To the minute. */
  readonly lastUsedAt: number | null;
  /** When its administrator said that he is done. */
  readonly finishedAt: number | null;
  readonly revokedAt: number | null;
}

export type SetupLinkState = 'usable' | 'finished' | 'revoked' | 'expired';

/** What can still be used at once. */
export const MAX_USABLE_SETUP_LINKS = 20;
export const MAX_SETUP_LINK_NOTE = 80;

export const SETUP_LINK_HOURS = { shortest: 1, longest: 30 * 24, usual: 7 * 24 } as const;

const HOUR = 3_600_000;
/** A browser that opened a link stays in for a working day. */
const LONGEST_SESSION = 8 * HOUR;

/** When a link ends that is good for so many hours. */
export function setupLinkEnd(hours: number, now: number): number {
  return now + hours * HOUR;
}

/** Says what has become of a link. What somebody did to it counts for more than that it would be over by now. */
export function setupLinkState(
  { finishedAt, revokedAt, expiresAt }: Pick<SetupLink, 'finishedAt' | 'revokedAt' | 'expiresAt'>,
  now: number,
): SetupLinkState {
  if (revokedAt !== null) return 'revoked';
  if (finishedAt !== null) return 'finished';
  return now < expiresAt ? 'usable' : 'expired';
}

/** When a session ends that a link was opened for: never later than the link. */
export function setupSessionEnd({ expiresAt }: Pick<SetupLink, 'expiresAt'>, now: number): number {
  return Math.min(now + LONGEST_SESSION, expiresAt);
}

/** Who does what is done behind a link. */
export function setupLinkAuthor({ id, note }: Pick<SetupLink, 'id' | 'note'>): Author {
  return { kind: 'administrator', id, name: note };
}

/** What a step of a link's life is told by. The note is left out: as a rule it names somebody. */
export interface SetupLinkStep {
  readonly type: Extract<EventType, `setup_link.${string}`>;
  readonly link: Pick<SetupLink, 'id' | 'expiresAt'>;
  readonly now: number;
}

export interface NewSetupLink {
  readonly link: SetupLink;
  /** What the fragment of the link's address is; shown once. */
  readonly secret: string;
}

/** Why a link does not let in. Nobody learns of a link that he has no secret of. */
export type SetupLinkRefusal =
  | { readonly code: 'setup_link_unknown' }
  | { readonly code: 'setup_link_expired' }
  | { readonly code: 'setup_link_revoked' }
  | { readonly code: 'setup_link_finished' }
  | { readonly code: 'too_many_attempts'; readonly retryAt: number };

export type SetupLinkFailure = 'tenant_unknown' | 'tenant_deleted' | 'too_many_setup_links';

export interface SetupLinksPort {
  /** The newest first; ended ones for as long as there is room. */
  setupLinks(): Promise<readonly SetupLink[]>;
  createSetupLink(
    input: Pick<SetupLink, 'note' | 'expiresAt'>,
    context: { readonly author: Author; readonly now: number },
  ): Promise<Result<NewSetupLink, { readonly code: SetupLinkFailure }>>;
  /** Ends a link and what it has opened at once; null for an id that is unknown. One that has ended stays as it is. */
  revokeSetupLink(
    id: string,
    context: { readonly author: Author; readonly now: number },
  ): Promise<SetupLink | null>;
  /** Finds the link of a secret. `source` is what attempts are counted by. */
  openSetupLink(
    secretHash: string,
    source: string,
    now: number,
  ): Promise<Result<SetupLink, SetupLinkRefusal>>;
  /** Says whether what a link opened is still open. */
  checkSetupLink(id: string, now: number): Promise<Result<SetupLink, SetupLinkRefusal>>;
  /** Ends a link, as its administrator is done. */
  finishSetupLink(id: string, now: number): Promise<Result<SetupLink, SetupLinkRefusal>>;
}
