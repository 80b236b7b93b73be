/** Time: each limit one millisecond before it, on it and after it, and dates that do not say plainly when they are. */
import { describe, expect, test } from 'vitest';
import type { AssertionParts } from '../../scripts/idp/response.ts';
import {
  assertionParts,
  buildResponse,
  GENUINE,
  instant,
  signBoth,
  signXml,
} from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';
import { genuineDocument, swap } from './forging.ts';

const { now } = GENUINE;
const MINUTE = 60_000;
const FAR = instant(now + 1000 * MINUTE);
const base = assertionParts();

function parts(changes: {
  notBefore?: string | null;
  notOnOrAfter?: string | null;
  confirmationEnds?: string;
  sessionEnds?: string | null;
  authnInstant?: string;
}): Partial<AssertionParts> {
  const {
    notBefore = null,
    notOnOrAfter = FAR,
    confirmationEnds = FAR,
    sessionEnds = null,
    authnInstant,
  } = changes;
  const [confirmation] = base.confirmations;
  const [authnStatement] = base.authnStatements;
  if (!confirmation || !authnStatement || !base.conditions)
    throw new Error('the genuine parts have all of these');
  return {
    conditions: { ...base.conditions, notBefore, notOnOrAfter },
    confirmations: [{ ...confirmation, notOnOrAfter: confirmationEnds }],
    authnStatements: [
      {
        ...authnStatement,
        sessionNotOnOrAfter: sessionEnds,
        authnInstant: authnInstant ?? authnStatement.authnInstant,
      },
    ],
  };
}

const signed = (changes: Parameters<typeof parts>[0]) =>
  signXml(buildResponse({ assertion: parts(changes) }), 'Assertion');

describe('the clock is at the limit', () => {
  test.each([0, 180, 300])('NotBefore, with a skew of %i s', async (clockSkewSeconds) => {
    const limit = now - clockSkewSeconds * 1000;
    const document = await signed({ notBefore: instant(now) });
    expect(await outcomeOf(document, { clockSkewSeconds }, limit - 1)).toBe('assertion_not_yet_valid');
    expect(await outcomeOf(document, { clockSkewSeconds }, limit)).toBe('accepted');
    expect(await outcomeOf(document, { clockSkewSeconds }, limit + 1)).toBe('accepted');
  });

  test.each([0, 180, 300])(
    'NotOnOrAfter of the Conditions, with a skew of %i s',
    async (clockSkewSeconds) => {
      const limit = now + clockSkewSeconds * 1000;
      const document = await signed({ notOnOrAfter: instant(now) });
      expect(await outcomeOf(document, { clockSkewSeconds }, limit - 1)).toBe('accepted');
      expect(await outcomeOf(document, { clockSkewSeconds }, limit)).toBe('assertion_expired');
      expect(await outcomeOf(document, { clockSkewSeconds }, limit + 1)).toBe('assertion_expired');
    },
  );

  test.each([0, 180, 300])(
    'NotOnOrAfter of the confirmation, with a skew of %i s',
    async (clockSkewSeconds) => {
      const limit = now + clockSkewSeconds * 1000;
      const document = await signed({ confirmationEnds: instant(now) });
      expect(await outcomeOf(document, { clockSkewSeconds }, limit - 1)).toBe('accepted');
      expect(await outcomeOf(document, { clockSkewSeconds }, limit)).toBe('confirmation_expired');
      expect(await outcomeOf(document, { clockSkewSeconds }, limit + 1)).toBe('confirmation_expired');
    },
  );

  test.each([0, 180, 300])('SessionNotOnOrAfter, with a skew of %i s', async (clockSkewSeconds) => {
    const limit = now + clockSkewSeconds * 1000;
    const document = await signed({ sessionEnds: instant(now) });
    expect(await outcomeOf(document, { clockSkewSeconds }, limit - 1)).toBe('accepted');
    expect(await outcomeOf(document, { clockSkewSeconds }, limit)).toBe('session_expired_at_idp');
    expect(await outcomeOf(document, { clockSkewSeconds }, limit + 1)).toBe('session_expired_at_idp');
  });

  test.each([0, 180])(
    'AuthnInstant of a forced authentication, with a skew of %i s',
    async (clockSkewSeconds) => {
      const request = { id: GENUINE.requestId, issuedAt: now, forceAuthn: true };
      const limit = now - clockSkewSeconds * 1000;
      for (const [authnInstant, outcome] of [
        [limit - 1, 'authentication_too_old'],
        [limit, 'accepted'],
        [limit + 1, 'accepted'],
      ] as const) {
        const document = await signed({ authnInstant: instant(authnInstant) });
        expect(await outcomeOf(document, { clockSkewSeconds, request })).toBe(outcome);
        expect(
          await outcomeOf(document, { clockSkewSeconds, request: { ...request, forceAuthn: false } }),
        ).toBe('accepted');
      }
    },
  );

  test('a millisecond that is written as a fraction, or in another zone', async () => {
    const ends = [
      '2026-11-21T12:00:00.001Z',
      '2026-11-21T13:00:00.0019+01:00',
      '2026-11-20T22:00:00.001-14:00',
    ];
    for (const notOnOrAfter of ends) {
      const document = await signed({ notOnOrAfter });
      expect(await outcomeOf(document, { clockSkewSeconds: 0 }, now)).toBe('accepted');
      expect(await outcomeOf(document, { clockSkewSeconds: 0 }, now + 1)).toBe('assertion_expired');
    }
  });
});

/** Expiry hangs on NotOnOrAfter, so all of these are tried there, and the first few everywhere else. */
const UNPLAIN = [
  '2026-11-21T12:00:00',
  '2026-11-21 12:00:00Z',
  '2026-11-21t12:00:00z',
  '2026-11-21T12:00:00z',
  '2026-11-21',
  '2026-11-21T12:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T23:59:60Z',
  '2026-11-31T12:00:00Z',
  '2027-02-29T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-00-10T12:00:00Z',
  '0000-01-01T00:00:00Z',
  '99999-01-01T00:00:00Z',
  '+12026-01-01T00:00:00Z',
  '-2026-01-01T00:00:00Z',
  '2026-11-21T12:00:00.Z',
  '2026-11-21T12:00:00,5Z',
  '2026-11-21T12:00:00+15:00',
  '2026-11-21T12:00:00+0100',
  '2026-11-21T12:00:00+01',
  '2026-11-21T12:00:00ZZ',
  ' 2026-11-21T12:00:00Z',
  '2026-11-21T12:00:00Z ',
  '2026-W47-6T12:00:00Z',
  '1795262400',
  'Sat, 21 Nov 2026 12:00:00 GMT',
  'never',
  '٢٠٢٦-11-21T12:00:00Z',
  '',
];

describe('a date that is not plain is refused wherever it stands', () => {
  const places: Record<string, (date: string) => Partial<AssertionParts>> = {
    'IssueInstant of the Assertion': (date) => ({ issueInstant: date }),
    'NotBefore of the Conditions': (date) => parts({ notBefore: date }),
    'NotOnOrAfter of the Conditions': (date) => parts({ notOnOrAfter: date }),
    'NotOnOrAfter of the confirmation': (date) => parts({ confirmationEnds: date }),
    AuthnInstant: (date) => parts({ authnInstant: date }),
    SessionNotOnOrAfter: (date) => parts({ sessionEnds: date }),
  };

  test.each(Object.entries(places))('%s', async (name, place) => {
    for (const date of name === 'NotOnOrAfter of the Conditions' ? UNPLAIN : UNPLAIN.slice(0, 4)) {
      const document = await signXml(buildResponse({ assertion: place(date) }), 'Assertion');
      expect(await outcomeOf(document), date).toBe('instant_invalid');
    }
  });

  test('IssueInstant of the Response', async () => {
    for (const issueInstant of UNPLAIN.slice(0, 4)) {
      expect(await outcomeOf(await signBoth(buildResponse({ issueInstant }))), issueInstant).toBe(
        'instant_invalid',
      );
    }
    const missing = swap(await genuineDocument(), ` IssueInstant="${instant(now)}"`, '');
    expect(await outcomeOf(missing)).toBe('instant_invalid');
  });

  test('a second confirmation with one spoils the first', async () => {
    const confirmations = [base.confirmations[0], { ...base.confirmations[0], notOnOrAfter: 'never' }];
    const assertion = { confirmations: confirmations as AssertionParts['confirmations'] };
    expect(await outcomeOf(await signXml(buildResponse({ assertion }), 'Assertion'))).toBe('instant_invalid');
  });
});
