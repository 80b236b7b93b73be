/**
 * English: the catalogue that all others have the shape of. A message with something of others in it is a function, which
 * puts that where its language wants it. What is for administrators is English on every page, and not here.
 */
import type { Child } from 'hono/jsx';
import type { Situation } from '../../../sign-in/explanations/explanation.ts';
import type { PlainWord } from '../plain-words.ts';

interface Telling {
  readonly title: string;
  /** Whole sentences, without a word of SAML. */
  readonly sentences: readonly string[];
}

const ASK_ADMINISTRATOR = 'Your administrator can put this right. Please send them the reference below.';

export const ENGLISH = {
  /** BCP 47: the language of the page. */
  language: 'en',
  /** BCP 47: how numbers and times are written. */
  locale: 'en-GB',
  /** What its speakers call the language. */
  ownName: 'English',
  changeLanguage: 'Language',

  tenantOnProduct: (tenant: Child, product: Child): Child => [tenant, ' on ', product],
  needHelp: 'Need help?',
  askSupport: (support: Child): Child => ['Ask ', support, '.'],
  continue: 'Continue',
  continueTo: (application: Child): Child => ['Continue to ', application],
  retry: 'Try again',
  signOut: 'Sign out',
  signInAgain: 'Sign in again',
  justNow: 'just now',
  lessThanAMinuteAhead: 'in less than a minute',

  chooseTitle: 'Choose how to sign in',
  chooseAccount: 'Where do you have your account?',
  orChooseAccount: 'Or choose where you have your account',
  workEmail: 'Your work email',
  email_invalid: 'That is not a whole email address. It looks like name@example.com.',
  email_domain_unknown: 'No sign-in is set up for that address. Check it for mistakes, or choose below.',
  provider_unknown: 'Nothing is set up here for what you chose. Choose below instead.',

  findTitle: 'Find your organisation',
  who: 'Your work email, or your organisation’s name',
  rememberHere: 'Remember it on this device',
  who_unknown:
    'That leads nowhere. Check it for mistakes, or open the address in the invitation you received.',
  too_many_tries: 'There were too many tries, so nothing was looked up. Wait a little, then try again.',

  goingTitle: 'Taking you to sign in',
  comingBack: 'You will come back to the page you opened as soon as you are signed in.',
  continueToSignIn: 'Continue to sign-in',
  signInWith: (connection: Child): Child => [
    'You sign in with ',
    connection,
    '. If nothing happens, press Continue.',
  ],

  signedInTitle: 'Logged in',
  unnamed: 'Unnamed person',
  youAreAt: 'You are at',
  thisSignIn: 'This sign-in',
  identityProvider: 'Identity provider',
  signedInAt: 'Signed in',
  until: 'Until',
  nameIdFormat: 'NameID format',
  accountKey: 'Account key',
  authnContext: 'Authentication context',
  authenticated: 'Authenticated',
  noneSent: 'none sent',
  noAccountKey: 'none: nothing was sent that stays the same',
  notSaid: 'not said',
  attributes: 'Attributes',
  noAttributes: 'The identity provider sent no attributes.',
  noValue: 'no value sent',
  emptyValue: 'empty value',
  moreValues: { one: '{more} more of {all}', other: '{more} more of {all}' },
  plainWord: (word: PlainWord): string => word,

  ownSessionsTitle: 'Where you are signed in',
  ownSessionsLead: 'What you end is over everywhere within a minute.',
  ownSessionsUnknown:
    'Your organisation’s sign-in service gives you another name each time, so that we know of this one alone.',
  thisBrowser: 'This browser',
  otherBrowser: 'Another browser or device',
  lastSeen: 'Last seen',
  endSession: 'End',
  endOtherSessions: 'End all others',
  ownSessionsEnded: 'It is ended.',
  ownSessionsNotEnded: 'That was not sent from this page. Try again here.',

  logoutTitle: 'Sign out?',
  signedInAs: (person: Child): Child => ['You are signed in as ', person, '.'],
  staySignedIn: 'Stay signed in',
  signedOutTitle: 'You are signed out',
  signedOutThere: {
    waiting: 'Your organisation’s sign-in service was asked to sign you out as well, and has not answered.',
    complete: 'You are signed out at your organisation’s sign-in service as well.',
    partial:
      'Your organisation’s sign-in service signed you out as well, but could not reach all the other sites where you were signed in.',
    refused: 'Your organisation’s sign-in service was asked to sign you out as well, but did not.',
  },
  signOutElsewhereToo: 'On a computer that you share, close the browser.',
  leavingTitle: 'Signing you out',
  signOutWith: (connection: Child): Child => [
    'You are signed out here, and are being signed out with ',
    connection,
    '. If nothing happens, press Continue.',
  ],
  signOutThereToo:
    'You may still be signed in at your organisation’s sign-in service. On a computer that you share, sign out there too, or close the browser.',

  keptTitle: 'Your session has ended',
  kept: 'What you entered has not been sent yet. It is not lost: this page keeps it, so leave this page open.',
  keptNext: 'Sign in in another tab, come back here, and send it.',
  keptSignIn: 'Sign in in another tab',
  keptSend: 'Send what I entered',
  keptSignedInAs: (person: Child): Child => [
    'You are signed in as ',
    person,
    '. If it is you who entered it, send it now.',
  ],
  keptSomebodyElse:
    'It was entered by somebody else than the person who is signed in now, so it was not sent. Whoever entered it can sign in in another tab, come back here, and send it.',
  keptTooLarge:
    'What you entered has not been sent, and is too large for this page to keep. It is not lost: leave this page open, sign in in another tab, come back here, and reload this page. Your browser then asks whether to send it again.',
  keptForeign: 'Another site sent you here. What it sent along was not passed on. Sign in to go on.',
  keptUnanswered:
    'The site did not answer, so what you entered may not have arrived. This page keeps it: look whether it arrived, then send it again.',
  keptOverTitle: 'This was not sent again',
  keptSentAlready: 'What you entered was sent already, and is sent once only. Look whether it arrived.',
  keptExpired:
    'This page was open for too long, or is not whole. Go back to the form, and send it from there.',

  hostUnknownTitle: 'We do not know this address',
  hostUnknown:
    'Check the address for mistakes. Your organisation’s own address is in the invitation you received.',
  pageUnknownTitle: 'This page does not exist',
  pageUnknown: 'The link may be old or incomplete.',
  goToFrontPage: 'Go to the front page',

  thoseInCharge: 'whoever runs this site',
  unconfiguredTitle: 'This deployment is not set up yet',
  unconfigured: {
    one: 'It serves nothing until this setting is right. If you came to sign in, please try again later.',
    other:
      'It serves nothing until these settings are right. If you came to sign in, please try again later.',
  },

  sendToAdministrator: 'Send this to your administrator',
  mentionForHelp: 'If you need help, mention this',
  reference: 'Reference',
  when: 'When',
  code: 'Code',
  attribute_missing: 'Missing',
  group_missing: 'One of these groups',
  failures: {
    answer_unreadable: {
      title: 'Your sign-in did not get through',
      sentences: [
        'Your organisation’s sign-in service sent an answer that we could not read. Nothing is wrong with your account.',
        'Please try again. If it happens again, send your administrator the reference below.',
      ],
    },
    answer_untrusted: {
      title: 'We could not confirm your sign-in',
      sentences: [
        'We could not make sure that the answer came from your organisation’s sign-in service, so we did not use it. Nothing is wrong with your account.',
        ASK_ADMINISTRATOR,
      ],
    },
    not_set_up: {
      title: 'Sign-in needs attention from your administrator',
      sentences: [
        'Your organisation’s sign-in service and this site are not set up to match, so nobody can be signed in this way at the moment. Nothing is wrong with your account.',
        ASK_ADMINISTRATOR,
      ],
    },
    too_late: {
      title: 'This sign-in took too long',
      sentences: [
        'For your safety a sign-in has to be finished within a few minutes. This can happen when a page stays open for a while.',
        'Please try again. If it happens straight away each time, send your administrator the reference below.',
      ],
    },
    another_sign_in: {
      title: 'Please start signing in again',
      sentences: [
        'The answer we received does not belong to a sign-in that was started in this browser. This can happen with an old page, or with cookies turned off.',
        'Start again from here, in this browser.',
      ],
    },
    already_used: {
      title: 'You have used this sign-in already',
      sentences: [
        'Each sign-in works once. This usually means that a page was reloaded, or that you went back to it: you are probably signed in.',
      ],
    },
    not_identified: {
      title: 'We could not tell who you are',
      sentences: [
        'You signed in, but your organisation’s sign-in service did not send us what we need to find your account.',
        ASK_ADMINISTRATOR,
      ],
    },
    session_too_old: {
      title: 'Please sign in anew',
      sentences: [
        'Your session at your organisation’s sign-in service is too old for this site.',
        'Sign out there, then try again from here.',
      ],
    },
    stronger_sign_in_needed: {
      title: 'A stronger sign-in is needed',
      sentences: [
        'This site asks for a stronger way to sign in than the one you used, such as a second factor.',
        'Try again with the stronger way. If you are not offered one, send your administrator the reference below.',
      ],
    },
    not_let_in: {
      title: 'Your organisation did not sign you in',
      sentences: [
        'Your organisation’s sign-in service ended the sign-in. You may have cancelled it, or you may not have been given access to this site yet.',
        'You can try again. If you should have access, send your administrator the reference below.',
      ],
    },
    not_connected: {
      title: 'Sign-in is not set up yet',
      sentences: ['Your organisation has not been connected to its sign-in service here.', ASK_ADMINISTRATOR],
    },
    start_here: {
      title: 'Please start from this site',
      sentences: [
        'For your safety, sign-ins that start at your organisation’s portal are not accepted here.',
        'Start from here instead. If you are signed in at your organisation already, it takes one step.',
      ],
    },
    wrong_account: {
      title: 'This account is not for this sign-in',
      sentences: [
        'You signed in with an address that does not belong to this organisation’s sign-in service.',
        'Try again with your work account. If that is the one you used, send your administrator the reference below.',
      ],
    },
    attribute_missing: {
      title: 'Something is missing from your account',
      sentences: [
        'You signed in, but your organisation’s sign-in service did not send us all that this site needs to know of you. What is missing is below.',
        'Your administrator can have it sent, or fill it in for you. Please send them all of what is below.',
      ],
    },
    group_missing: {
      title: 'You have no access to this site yet',
      sentences: [
        'You signed in, and nothing is wrong with your account. Your organisation lets only people of certain groups use this site, and you do not seem to be in one of them.',
        'If you should have access, ask your administrator to add you to one of the groups below, then try again.',
      ],
    },
    only_a_step: {
      title: 'This page is only a step of signing in',
      sentences: ['It cannot be opened by itself. This usually means a bookmark, or that you went back.'],
    },
    sign_out_unclear: {
      title: 'This sign-out did not get through',
      sentences: [
        'A message about signing you out came from your organisation’s sign-in service, or in its name. We could not use it, so it changed nothing here.',
        'To be sure, sign out here as well. If it happens again, send your administrator the reference below.',
      ],
    },
    application_down: {
      title: 'This page cannot be shown at the moment',
      sentences: [
        'You came through to this site, but the part of it that you asked for does not answer. Nothing is wrong with your account.',
        'Please try again in a moment. If it happens again, send the reference below to those who run this site.',
      ],
    },
    our_fault: {
      title: 'Something went wrong on our side',
      sentences: [
        'It has been recorded. Nothing is wrong with your account.',
        'Please try again in a moment. If it happens again, send the reference below to those who run this site.',
      ],
    },
  } satisfies Record<Situation, Telling> as Readonly<Record<Situation, Telling>>,
};

/** What a page says, in one language. */
export type Messages = Readonly<typeof ENGLISH>;
