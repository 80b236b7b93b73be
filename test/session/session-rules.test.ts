import { describe, expect, test } from 'vitest';
import { judgeSession, SESSION_RENEWAL_SECONDS, sessionEnd } from '../../src/session/session-rules.ts';
import { session } from '../support/tenants.ts';

const START = Date.parse('2026-11-21T12:00:00.000Z');
const HOUR = 3_600_000;
const policy = { lifetimeSeconds: 8 * 3600, idleTimeoutSeconds: 3600 };

/** Just renewed, so that only the rule in question speaks. */
const fresh = (now: number, changes = {}) =>
  session({ signedInAt: START, expiresAt: START + 8 * HOUR, renewedAt: now, ...changes });

describe('a session is over at the very instant of', () => {
  test.each([
    [
      'its expiry',
      (now: number) => judgeSession(fresh(now, { expiresAt: START + HOUR }), policy, now),
      START + HOUR,
    ],
    [
      'the lifetime that the policy has today',
      (now: number) => judgeSession(fresh(now), { ...policy, lifetimeSeconds: 7200 }, now),
      START + 2 * HOUR,
    ],
    ['its idle timeout', (now: number) => judgeSession(fresh(START), policy, now), START + HOUR],
  ])('%s', (_title, judge, end) => {
    expect(judge(end - 1)).not.toBe('over');
    expect(judge(end)).toBe('over');
    expect(judge(end + 1)).toBe('over');
  });
});

test('a cookie is due for renewal from the renewal interval on', () => {
  const due = START + SESSION_RENEWAL_SECONDS * 1000;
  expect(judgeSession(fresh(START), policy, due - 1)).toBe('current');
  expect(judgeSession(fresh(START), policy, due)).toBe('renewal_due');
  expect(judgeSession(fresh(START), policy, due + 1)).toBe('renewal_due');
});

test('an idle timeout shorter than two renewals halves the interval', () => {
  const short = { ...policy, idleTimeoutSeconds: 60 };
  expect(judgeSession(fresh(START), short, START + 29_999)).toBe('current');
  expect(judgeSession(fresh(START), short, START + 30_000)).toBe('renewal_due');
  expect(judgeSession(fresh(START), short, START + 60_000)).toBe('over');
});

test('the end is the earliest of the three', () => {
  expect(sessionEnd(fresh(START), policy)).toBe(START + HOUR);
  expect(sessionEnd(fresh(START, { expiresAt: START + 5 }), policy)).toBe(START + 5);
  expect(sessionEnd(fresh(START + 8 * HOUR - 1), policy)).toBe(START + 8 * HOUR);
});
