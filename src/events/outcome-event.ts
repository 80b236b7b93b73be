/**
 * What is told of each outcome: a sign-in, a refusal, a logout, a change, a webhook, an error. One shape for all of them, for
 * whoever counts or searches; README.md has its table. It never holds a message, a token, a cookie or a deep link, and no
 * personal data unless the tenant says so, which is dangerous. Pure.
 */

/**
 * The parts of a sign-in, in their order. `receive`: from the arrival of the request to the whole post, with the tenant's record;
 * `read`: decoding and the strict reader; `metadata`: looking for rolled-over keys; `verify`: signatures and decryption; `rules`: of
 * the assertion and of who may come in; `ledger`: consuming request and assertion.
 */
export const SIGN_IN_STAGES = ['receive', 'read', 'metadata', 'verify', 'rules', 'ledger'] as const;
export type SignInStage = (typeof SIGN_IN_STAGES)[number];

/** Milliseconds, of those stages that there were. */
export type Stages = Readonly<Partial<Record<SignInStage, number>>>;

/** Who it was: where a tenant has its events name people, and nowhere else. */
export interface NamedPerson {
  readonly accountKey: string | null;
  readonly email: string | null;
}

export interface OutcomeEvent {
  readonly event: 'sign_in' | 'sign_out' | 'change' | 'webhook' | 'error' | 'operator' | 'recovery' | 'oidc';
  /** How it went: `signed_in`, `restarted_after_…` with the cause, a failure's code; the action of a change; a delivery's error. */
  readonly code: string;
  /** Null where nobody is told one. */
  readonly reference: string | null;
  /** Its slug; null where nothing says whose it is. */
  readonly tenant: string | null;
  readonly connectionId: string | null;
  readonly durationMilliseconds: number | null;
  readonly stages: Stages | null;
  /** The code of the data centre that served the request, such as `AMS`; null where none says. */
  readonly colo: string | null;
  readonly person?: NamedPerson;
  /** Of an error: its class and where it was thrown, without its message, which might quote somebody's data. */
  readonly name?: string;
  readonly at?: readonly string[];
}

/** An event with what is known of it, and null for the rest. */
export function makeEvent({
  event,
  code,
  ...known
}: Pick<OutcomeEvent, 'event' | 'code'> & Partial<OutcomeEvent>): OutcomeEvent {
  const unknown = { reference: null, tenant: null, connectionId: null, durationMilliseconds: null };
  return { event, code, ...unknown, stages: null, colo: null, ...known };
}
