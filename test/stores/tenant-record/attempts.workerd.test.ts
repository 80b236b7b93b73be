import { expect, test } from 'vitest';
import type { AttemptQuery, SignInAttempt } from '../../../src/administration/attempt.ts';
import { KEPT_HOURS } from '../../../src/administration/sign-in-hours.ts';
import { ATTEMPTS_KEPT, Attempts } from '../../../src/stores/tenant-record/attempts.ts';
import { withStorage } from '../../support/object-storage.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 30);
const HOUR = 3_600_000;

const attempt = (changes: Partial<SignInAttempt> = {}): SignInAttempt => ({
  reference: '7Q2M-XK4D',
  at: NOW,
  outcome: 'signed_in',
  code: null,
  connectionId: 'okta',
  durationMilliseconds: 12,
  ...changes,
});

const query = (changes: Partial<AttemptQuery> = {}): AttemptQuery => ({
  limit: 10,
  cursor: null,
  outcome: null,
  code: null,
  reference: null,
  ...changes,
});

const refused = (changes: Partial<SignInAttempt> = {}) =>
  attempt({ outcome: 'refused', code: 'signature_invalid', ...changes });

test('an attempt is listed as it was', () =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    attempts.append(attempt());
    attempts.append(refused({ connectionId: null }));
    expect(attempts.list(query()).items).toEqual([refused({ connectionId: null }), attempt()]);
  }));

test('pages are the newest first, without gap or overlap, whatever comes meanwhile', () =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    for (let index = 0; index < 25; index++) attempts.append(attempt({ reference: `R-${index}` }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = attempts.list(query({ cursor }));
      seen.push(...page.items.map(({ reference }) => reference));
      cursor = page.cursor;
      attempts.append(attempt({ reference: 'later' }));
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `R-${24 - index}`));
  }));

test.each(['', 'x', 'LTE=', '1 OR 1=1'])('the made-up cursor %j leads to nothing', (cursor) =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    attempts.append(attempt());
    expect(attempts.list(query({ cursor }))).toEqual({ items: [], cursor: null });
  }),
);

test('filters by outcome, code and reference, as it was read out', () =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    attempts.append(attempt({ reference: 'AAAA-0001' }));
    attempts.append(refused({ reference: 'AAAA-0002' }));
    attempts.append(refused({ reference: 'AAAA-0003', code: 'audience_mismatch' }));
    const find = (changes: Partial<AttemptQuery>) =>
      attempts.list(query(changes)).items.map(({ reference }) => reference);
    expect(find({ outcome: 'signed_in' })).toEqual(['AAAA-0001']);
    expect(find({ code: 'signature_invalid' })).toEqual(['AAAA-0002']);
    expect(find({ reference: ' aaaa-0003 ' })).toEqual(['AAAA-0003']);
    expect(find({ outcome: 'refused', code: 'audience_mismatch' })).toEqual(['AAAA-0003']);
    expect(find({ reference: "' OR 1=1 --" })).toEqual([]);
  }));

test('a flood of refusals pushes out refusals alone, and takes no more room', () =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    attempts.append(attempt({ reference: 'kept' }));
    for (let index = 0; index < ATTEMPTS_KEPT + 5; index++)
      attempts.append(refused({ reference: `R-${index}` }));
    const rows = sql.exec<{ rows: number }>('SELECT count(*) AS rows FROM attempts').one().rows;
    expect(rows).toBe(ATTEMPTS_KEPT + 1);
    expect(attempts.list(query({ outcome: 'signed_in' })).items).toHaveLength(1);
    expect(attempts.list(query({ reference: 'R-4' })).items).toHaveLength(0);
    expect(attempts.list(query({ reference: 'R-5' })).items).toHaveLength(1);
    expect(attempts.count(NOW).recent.refused).toBe(ATTEMPTS_KEPT + 5);
  }));

test('counts the last 24 hours to the hour, and knows the last sign-in for good', () =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    expect(attempts.count(NOW)).toEqual({
      recent: { signed_in: 0, restarted: 0, refused: 0 },
      lastSignInAt: null,
    });
    attempts.append(attempt({ at: NOW - 24 * HOUR }));
    attempts.append(attempt({ at: NOW - 23 * HOUR }));
    attempts.append(refused());
    attempts.append(attempt({ outcome: 'restarted', code: 'unsolicited_response' }));
    expect(attempts.count(NOW)).toEqual({
      recent: { signed_in: 1, restarted: 1, refused: 1 },
      lastSignInAt: NOW - 23 * HOUR,
    });
    expect(attempts.count(NOW + 48 * HOUR)).toEqual({
      recent: { signed_in: 0, restarted: 0, refused: 0 },
      lastSignInAt: NOW - 23 * HOUR,
    });
  }));

test('hours that nobody counts any more leave nothing behind', () =>
  withStorage(async ({ sql }) => {
    const attempts = new Attempts(sql);
    for (let hour = 0; hour < KEPT_HOURS + 10; hour++) attempts.append(attempt({ at: NOW + hour * HOUR }));
    const query = 'SELECT count(DISTINCT hour) AS hours FROM hour_counts';
    expect(sql.exec<{ hours: number }>(query).one().hours).toBe(KEPT_HOURS);
  }));
