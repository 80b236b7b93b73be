/** What the sign-in flow needs from the world, in its own words. The stores implement these. */
import type { NameId } from '../saml/assertion.ts';
import type { NameDomain } from '../saml/name-id.ts';
import type { Session } from '../session/session.ts';
import type { Connection } from '../tenants/tenant.ts';

/** The single-use facts and the open sessions of one tenant; every call is atomic. */
export interface SignInLedgerPort {
  /**
   * Consumes the request (where there is one) and the assertion, and opens the session, all or nothing. Of any number
   * of concurrent calls with the same request or assertion exactly one is answered `opened`.
   */
  open(entry: LedgerEntry): Promise<LedgerOutcome>;
  /** The session while it is open, else null. */
  find(sessionId: string, now: number): Promise<Session | null>;
  /** Ends a session; whether it was there. Ending one that is not is no error. */
  end(sessionId: string): Promise<boolean>;
}

/** What single logout asks of the same ledger; it is atomic. */
export interface LogoutLedgerPort {
  /**
   * Consumes a LogoutRequest and ends the sessions that it names, all or nothing. Of any number of concurrent calls with the
   * same request exactly one is answered `ended`.
   */
  endNamed(named: NamedSessions): Promise<NamedOutcome>;
}

export type NamedOutcome =
  /** Those that were open, a hundred at most, without their attributes. */
  | { readonly outcome: 'ended'; readonly sessions: readonly Session[] }
  | { readonly outcome: 'logout_already_used' }
  /** It could not be asked, or did not answer in time: nothing is known, and they may have ended, too. */
  | { readonly outcome: 'ledger_unavailable' };

/** The sessions of one name at one identity provider. */
export interface NamedSessions {
  /** Of the LogoutRequest; `domain` says whose it is. */
  readonly requestId: string;
  /** By the identity provider's clock: what it asserted until then opens no session any more. */
  readonly issuedAt: number;
  readonly rememberUntil: number;
  /** The connections whose keys signed for it. */
  readonly connectionIds: readonly string[];
  /** Null where nobody can have that name. */
  readonly nameId: NameId | null;
  readonly domain: NameDomain;
  /** None means every session of that name. */
  readonly sessionIndexes: readonly string[];
  readonly now: number;
}

/** Whatever else counts once. */
export interface SingleUsePort {
  /** Uses something up, by a name that nothing else of the tenant has; whether this is the first time. */
  useOnce(name: string, rememberUntil: number, now: number): Promise<boolean>;
}

/** Where a session was opened on one host, to be collected on another. */
export interface CollectionPort {
  /** Gives a session that is open, to the first who asks; `rememberUntil`: until when nobody else may come. */
  collect(sessionId: string, rememberUntil: number, now: number): Promise<Session | null>;
}

export interface LedgerEntry {
  readonly requestId: string | null;
  /** From verified octets: issuer and assertion ID. */
  readonly issuer: string;
  readonly assertionId: string;
  /** The assertion's IssueInstant; missing where no identity provider issued one. */
  readonly issuedAt?: number;
  /** Until when the two must be remembered: expiry plus skew. Milliseconds since 1970. */
  readonly rememberUntil: number;
  readonly session: Session;
  readonly now: number;
}

export type LedgerOutcome =
  | { readonly outcome: 'opened' }
  | { readonly outcome: 'request_already_used' }
  | { readonly outcome: 'assertion_already_used' }
  /** The identity provider signed the person out after it issued the assertion. */
  | { readonly outcome: 'signed_out_meanwhile' }
  /** It could not be asked, or did not answer in time: nothing is known, and nobody may be let in. */
  | { readonly outcome: 'ledger_unavailable' };

/**
 * Fetches the metadata of a connection out of turn, if that was not done a moment ago, and gives the connection as it is
 * live after that, past every cache. Null where there is nothing to be had; never a reason for a sign-in to fail.
 */
export type RefreshMetadata = (connectionId: string) => Promise<Connection | null>;
