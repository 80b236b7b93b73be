/** The open sessions of a tenant as administration sees them, and how they are ended. Instants are milliseconds since 1970, UTC. */
import type { Person } from './attempt.ts';
import type { Author } from './author.ts';
import type { Page, PageRequest } from './page.ts';

export interface OpenSession {
  /** A hash of the session's own id: it names the session here, and opens nothing. */
  readonly id: string;
  /** As far as the tenant allows; null for somebody whom the identity provider gives no lasting name. */
  readonly person: Pick<Person, 'id' | 'accountKey' | 'displayName' | 'email'> | null;
  readonly connectionId: string;
  readonly kind: 'saml' | 'recovery';
  readonly signedInAt: number;
  /** To within SEEN_GRAIN_MILLISECONDS. */
  readonly lastSeenAt: number;
  /** Unless it is ended, or idle for too long, before. */
  readonly expiresAt: number;
}

/** How far behind the last sight of a session may be, so that a busy one is not written down at each re-check. */
export const SEEN_GRAIN_MILLISECONDS = 5 * 60_000;

export const SESSION_GROUPS = ['session', 'person', 'connection', 'tenant'] as const;

/** Which sessions are meant. */
export interface SessionSelection {
  readonly by: (typeof SESSION_GROUPS)[number];
  /** Of the session, person or connection; null for all of the tenant. */
  readonly id: string | null;
}

export interface SessionsQuery extends PageRequest {
  readonly now: number;
}

export interface SessionsPort {
  /** Whoever signed in last comes first. */
  sessions(query: SessionsQuery): Promise<Page<OpenSession>>;
  /** Ends them, and gives how many there were. Each is refused from its next re-check on, wherever its cookie is. */
  endSessions(
    which: SessionSelection,
    context: { readonly author: Author; readonly now: number },
  ): Promise<number>;
}
