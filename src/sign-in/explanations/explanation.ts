/** The shape of an explanation, and the few things there are to tell a person: most failures are not theirs to tell apart. */

export interface Explanation {
  readonly person: ForPerson;
  readonly administrator: ForAdministrator;
  readonly status: 400 | 403 | 405 | 409 | 413 | 500 | 502 | 503 | 504;
}

/** What there is to tell a person; the pages say it in their own language (`http/pages/messages/`). */
export interface ForPerson {
  readonly situation: Situation;
  /** The main thing to do now; `continue` where the person is likely signed in already. */
  readonly action: 'retry' | 'continue' | 'contact-administrator';
}

/** As a person meets it, which is coarser than the codes: nothing of what was expected or received can be told by it. */
export type Situation =
  | 'answer_unreadable'
  | 'answer_untrusted'
  | 'not_set_up'
  | 'too_late'
  | 'another_sign_in'
  | 'already_used'
  | 'not_identified'
  | 'session_too_old'
  | 'stronger_sign_in_needed'
  | 'not_let_in'
  | 'not_connected'
  | 'start_here'
  | 'wrong_account'
  | 'attribute_missing'
  | 'group_missing'
  | 'only_a_step'
  | 'sign_out_unclear'
  | 'application_down'
  | 'our_fault';

/** Stands beside the failure's expected and received values. */
interface ForAdministrator {
  readonly problem: string;
  readonly mender: Mender;
  /** What to do, and where, in words that every identity provider's console has in some form. */
  readonly remedy: string;
}

/** `service-provider` is this tenant's connection settings; `operator` is whoever runs this deployment. */
export type Mender = 'identity-provider' | 'service-provider' | 'operator' | 'person';

/** The answer of the identity provider arrived broken or altered. */
export const NOT_READABLE: ForPerson = { situation: 'answer_unreadable', action: 'retry' };

/** The answer is whole, but not one that this connection may believe. */
export const NOT_TRUSTED: ForPerson = { situation: 'answer_untrusted', action: 'contact-administrator' };

/** The two sides are set up differently. */
export const NOT_SET_UP: ForPerson = { situation: 'not_set_up', action: 'contact-administrator' };

/** The answer came too late, or a clock is wrong. */
export const TOO_LATE: ForPerson = { situation: 'too_late', action: 'retry' };

/** An answer to another sign-in, or to none. */
export const NOT_THIS_SIGN_IN: ForPerson = { situation: 'another_sign_in', action: 'retry' };

/** A post that was seen before. */
export const ALREADY_USED: ForPerson = { situation: 'already_used', action: 'continue' };

/** A message about signing out that changed nothing here. */
export const SIGN_OUT_UNCLEAR: ForPerson = { situation: 'sign_out_unclear', action: 'retry' };

/** The identity provider does not say who the person is in the way this connection needs. */
export const NOT_IDENTIFIED: ForPerson = { situation: 'not_identified', action: 'contact-administrator' };
