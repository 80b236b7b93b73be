/** The shape of an explanation, and the few things there are to tell a person: most failures are not theirs to tell apart. */

export interface Explanation {
  readonly person: ForPerson;
  readonly administrator: ForAdministrator;
  readonly status: 400 | 403 | 405 | 409 | 413 | 500 | 503;
}

/** Plain English without a word of SAML; says nothing of what was expected or received. */
export interface ForPerson {
  readonly title: string;
  readonly sentences: readonly string[];
  /** The main thing to do now; `continue` where the person is likely signed in already. */
  readonly action: 'retry' | 'continue' | 'contact-administrator';
}

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
export const NOT_READABLE: ForPerson = {
  title: 'Your sign-in did not get through',
  sentences: [
    'Your organisation’s sign-in service sent an answer that we could not read. Nothing is wrong with your account.',
    'Please try again. If it happens again, send your administrator the reference below.',
  ],
  action: 'retry',
};

/** The answer is whole, but not one that this connection may believe. */
export const NOT_TRUSTED: ForPerson = {
  title: 'We could not confirm your sign-in',
  sentences: [
    'We could not make sure that the answer came from your organisation’s sign-in service, so we did not use it. Nothing is wrong with your account.',
    'Your administrator can put this right. Please send them the reference below.',
  ],
  action: 'contact-administrator',
};

/** The two sides are set up differently. */
export const NOT_SET_UP: ForPerson = {
  title: 'Sign-in needs attention from your administrator',
  sentences: [
    'Your organisation’s sign-in service and this site are not set up to match, so nobody can be signed in this way at the moment. Nothing is wrong with your account.',
    'Your administrator can put this right. Please send them the reference below.',
  ],
  action: 'contact-administrator',
};

/** The answer came too late, or a clock is wrong. */
export const TOO_LATE: ForPerson = {
  title: 'This sign-in took too long',
  sentences: [
    'For your safety a sign-in has to be finished within a few minutes. This can happen when a page stays open for a while.',
    'Please try again. If it happens straight away each time, send your administrator the reference below.',
  ],
  action: 'retry',
};

/** An answer to another sign-in, or to none. */
export const NOT_THIS_SIGN_IN: ForPerson = {
  title: 'Please start signing in again',
  sentences: [
    'The answer we received does not belong to a sign-in that was started in this browser. This can happen with an old page, or with cookies turned off.',
    'Start again from here, in this browser.',
  ],
  action: 'retry',
};

/** A post that was seen before. */
export const ALREADY_USED: ForPerson = {
  title: 'You have used this sign-in already',
  sentences: [
    'Each sign-in works once. This usually means that a page was reloaded, or that you went back to it: you are probably signed in.',
  ],
  action: 'continue',
};

/** The identity provider does not say who the person is in the way this connection needs. */
export const NOT_IDENTIFIED: ForPerson = {
  title: 'We could not tell who you are',
  sentences: [
    'You signed in, but your organisation’s sign-in service did not send us what we need to find your account.',
    'Your administrator can put this right. Please send them the reference below.',
  ],
  action: 'contact-administrator',
};
