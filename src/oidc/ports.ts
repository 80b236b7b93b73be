/** What OpenID Connect needs from the world, in its own words. The ledger implements it. */
import type { Session } from '../session/session.ts';

export interface CodeLedgerPort {
  /**
   * Uses a code, and gives the session that it was given for. Of any number of concurrent calls exactly one is answered
   * `redeemed`; any other ends what the code has given. `rememberUntil`: until when what it gives can hold.
   */
  redeemCode(use: {
    readonly codeId: string;
    readonly sessionId: string;
    readonly rememberUntil: number;
    readonly now: number;
  }): Promise<CodeRedeemed>;
  /** The session of what a code gave: null where the session is over, or the code was used twice. */
  findGranted(codeId: string, sessionId: string, now: number): Promise<Session | null>;
}

export type CodeRedeemed =
  | { readonly outcome: 'redeemed'; readonly session: Session }
  | { readonly outcome: 'code_already_used' }
  | { readonly outcome: 'session_ended' };
