/** What a developer can have go differently in one sign-in. The keys of each table are the values of a form field. No I/O. */
import type { IdpKeyName } from './key-folder.ts';
import { Refusal } from './refusal.ts';
import type { Digest } from './sign.ts';

export const SIGN_CHOICES = {
  both: 'Response and assertion',
  response: 'Response only',
  assertion: 'Assertion only',
  none: 'Nothing',
} as const;

export const CLOCK_CHOICES = {
  '0': 'Right',
  '120': '2 minutes fast',
  '-120': '2 minutes slow',
  '1800': '30 minutes fast',
} as const;

export const KEY_CHOICES = {
  first: 'First (RSA)',
  second: 'Second (RSA)',
  elliptic: 'Elliptic curve (P-256)',
  rogue: 'Rogue: not in the metadata (RSA)',
} as const satisfies Record<IdpKeyName, string>;

export const HASH_CHOICES = {
  'SHA-256': 'SHA-256',
  'SHA-512': 'SHA-512',
  'SHA-1': 'SHA-1: forgeable',
} as const satisfies Partial<Record<Digest, string>>;

export const FAULTS = {
  'wrong-audience': 'For another application (Audience)',
  'wrong-recipient': 'For another address (Recipient, Destination)',
  expired: 'Expired an hour ago',
  'without-email': 'Without an email address',
  'authn-failed': 'Sign-in failed (status AuthnFailed)',
  tampered: 'Changed after it was signed',
} as const;

export type Fault = keyof typeof FAULTS;

export interface Switches {
  readonly sign: keyof typeof SIGN_CHOICES;
  readonly clock: keyof typeof CLOCK_CHOICES;
  readonly key: keyof typeof KEY_CHOICES;
  readonly hash: keyof typeof HASH_CHOICES;
  readonly faults: ReadonlySet<Fault>;
}

export const NO_SWITCHES: Switches = {
  sign: 'both',
  clock: '0',
  key: 'first',
  hash: 'SHA-256',
  faults: new Set(),
};

/** Reads the fields `sign`, `clock`, `key`, `hash` and any number of `fault`; what is absent is as usual. */
export function readSwitches(form: URLSearchParams): Switches {
  return {
    sign: readChoice(form, 'sign', SIGN_CHOICES) ?? NO_SWITCHES.sign,
    clock: readChoice(form, 'clock', CLOCK_CHOICES) ?? NO_SWITCHES.clock,
    key: readChoice(form, 'key', KEY_CHOICES) ?? NO_SWITCHES.key,
    hash: readChoice(form, 'hash', HASH_CHOICES) ?? NO_SWITCHES.hash,
    faults: new Set(form.getAll('fault').map((value) => choice('fault', value, FAULTS))),
  };
}

function readChoice<Name extends string>(
  form: URLSearchParams,
  field: string,
  choices: Readonly<Record<Name, string>>,
): Name | null {
  const value = form.get(field);
  return value === null ? null : choice(field, value, choices);
}

function choice<Name extends string>(
  field: string,
  value: string,
  choices: Readonly<Record<Name, string>>,
): Name {
  if (Object.hasOwn(choices, value)) return value as Name;
  throw new Refusal('Unknown switch', `${field} is one of: ${Object.keys(choices).join(', ')}.`);
}
