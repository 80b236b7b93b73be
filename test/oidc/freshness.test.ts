/** Whether a session is good enough for a request, to the millisecond. */
import { describe, expect, test } from 'vitest';
import { judgeFreshness } from '../../src/oidc/freshness.ts';
import type { Session } from '../../src/session/session.ts';
import { session } from '../support/tenants.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const SKEW = 300_000;

const signedIn = (authnInstant: number, signedInAt = authnInstant, changes: Partial<Session> = {}) =>
  session({ signedInAt, ...changes }, { authnInstant });

function judge(
  request: Partial<Parameters<typeof judgeFreshness>[0]>,
  found: Session | null,
  askedAt: number | null = null,
) {
  const judged = judgeFreshness({ prompt: null, maxAgeSeconds: null, ...request }, found, askedAt, NOW);
  if (judged.step === 'refuse') return judged.code;
  return judged.step === 'sign_in' && judged.again ? 'sign_in_again' : judged.step;
}

describe('without a session', () => {
  test.each([
    [null, 'sign_in'],
    ['login', 'sign_in'],
    ['none', 'oidc_login_required'],
  ] as const)('prompt %s leads to %s', (prompt, expected) => {
    expect(judge({ prompt }, null)).toBe(expected);
  });
});

describe('with a session', () => {
  test.each([
    [null, 'proceed'],
    ['none', 'proceed'],
    ['login', 'sign_in_again'],
  ] as const)('prompt %s leads to %s', (prompt, expected) => {
    expect(judge({ prompt }, signedIn(NOW - 1))).toBe(expected);
  });

  test.each([
    [NOW - 59_999, null, 'proceed'],
    [NOW - 60_000, null, 'proceed'],
    [NOW - 60_001, null, 'sign_in_again'],
    [NOW - 60_001, 'none', 'oidc_login_required'],
  ] as const)('of max_age 60 and an authentication at %i, prompt %s: %s', (at, prompt, expected) => {
    expect(judge({ prompt, maxAgeSeconds: 60 }, signedIn(at))).toBe(expected);
  });

  test('max_age 0 always asks', () => {
    expect(judge({ maxAgeSeconds: 0 }, signedIn(NOW - 1))).toBe('sign_in_again');
  });

  test('of recovery, nobody can authenticate the person again', () => {
    const recovered = signedIn(NOW - 1, NOW - 1, { recovery: true });
    expect(judge({}, recovered)).toBe('proceed');
    expect(judge({ prompt: 'login' }, recovered)).toBe('oidc_login_required');
  });
});

describe('after signing in again', () => {
  const asked = NOW - 30_000;

  test.each<[string, Session, string]>([
    ['anew', signedIn(asked + 10_000), 'proceed'],
    ['at that very moment', signedIn(asked), 'proceed'],
    ['by a clock that is behind', signedIn(asked - SKEW, asked), 'proceed'],
    ['by an authentication from before', signedIn(asked - SKEW - 1, asked), 'oidc_login_not_fresh'],
    ['not at all', signedIn(asked - 1), 'sign_in_again'],
  ])('%s', (_, found, expected) => {
    for (const request of [{ prompt: 'login' }, { maxAgeSeconds: 0 }] as const) {
      expect(judge(request, found, asked)).toBe(expected);
    }
  });

  test('that is claimed of the future counts for nothing', () => {
    expect(judge({ prompt: 'login' }, signedIn(NOW), NOW + 1)).toBe('sign_in_again');
    expect(judge({ prompt: 'login' }, signedIn(NOW), NOW)).toBe('proceed');
  });
});
