import { describe, expect, test } from 'vitest';
import {
  type CheckOutcome,
  type DomainProof,
  domainState,
  judgeCheck,
  MAX_FAILED_CHECKS,
  mayCheckNow,
  nextCheckAt,
} from '../../src/administration/domain-proof.ts';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function proof(changes: Partial<DomainProof> = {}): DomainProof {
  return {
    domain: 'acme.example',
    recordName: '_edge-saml.acme.example',
    recordText: 'edge-saml-verification=token',
    addedAt: NOW,
    provenAt: null,
    lapsedAt: null,
    checkedAt: null,
    outcome: null,
    failures: 0,
    ...changes,
  };
}

const PROVEN = proof({ provenAt: NOW, checkedAt: NOW, outcome: 'found' });

/** What becomes of a proof by checks a day apart, and what is told of each. */
function check(from: DomainProof, ...outcomes: readonly CheckOutcome[]) {
  let [now, current] = [NOW, from];
  const told = outcomes.map((outcome) => {
    now += DAY;
    const { progress, event } = judgeCheck(current, outcome, now);
    current = { ...current, ...progress };
    return event;
  });
  return { told, state: domainState(current), proof: current };
}

describe('a domain', () => {
  test('waits until its record is found, and is proven from then on', () => {
    const found = check(proof(), 'absent', 'unanswered', 'found', 'found');
    expect(found.told).toEqual([null, null, 'domain.proven', null]);
    expect(found.state).toBe('proven');
    expect(found.proof).toMatchObject({ provenAt: NOW + 3 * DAY, failures: 0, lapsedAt: null });
  });

  test('that another tenant has is not proven, record or not', () => {
    expect(check(proof(), 'taken')).toMatchObject({ told: [null], state: 'waiting' });
  });

  test('lapses at the fifth check in a row without its record, is told of at the first, and not before', () => {
    const days = Array<CheckOutcome>(MAX_FAILED_CHECKS).fill('absent');
    expect(check(PROVEN, ...days.slice(1))).toMatchObject({
      told: ['domain.check_failed', null, null, null],
      state: 'failing',
    });
    const lapsed = check(PROVEN, ...days);
    expect(lapsed).toMatchObject({ state: 'lapsed', proof: { provenAt: null, lapsedAt: NOW + 5 * DAY } });
    expect(lapsed.told.at(-1)).toBe('domain.lapsed');
  });

  test('that another tenant took lapses as well', () => {
    expect(check(PROVEN, ...Array<CheckOutcome>(MAX_FAILED_CHECKS).fill('taken')).state).toBe('lapsed');
  });

  test('counts from the beginning once its record is back', () => {
    const days: CheckOutcome[] = ['absent', 'absent', 'absent', 'absent', 'found', 'absent'];
    expect(check(PROVEN, ...days)).toMatchObject({
      told: ['domain.check_failed', null, null, null, null, 'domain.check_failed'],
      state: 'failing',
      proof: { failures: 1, provenAt: NOW },
    });
  });

  test('loses nothing by a resolver that does not answer, and gains nothing', () => {
    const days = Array<CheckOutcome>(50).fill('unanswered');
    expect(check(PROVEN, ...days)).toMatchObject({ state: 'proven', proof: { failures: 0 } });
    expect(check(proof(), ...days)).toMatchObject({ state: 'waiting' });
    expect(check(PROVEN, 'absent', ...days)).toMatchObject({ state: 'failing', proof: { failures: 1 } });
  });

  test('that lapsed is proven anew as soon as its record is back', () => {
    const lapsed = check(PROVEN, ...Array<CheckOutcome>(MAX_FAILED_CHECKS).fill('absent')).proof;
    expect(check(lapsed, 'absent', 'found')).toMatchObject({
      told: [null, 'domain.proven'],
      state: 'proven',
      proof: { lapsedAt: null, failures: 0 },
    });
  });
});

describe('the next check', () => {
  test('is a day off for what is proven, an hour where the resolver did not answer', () => {
    expect(nextCheckAt(PROVEN, NOW)).toBe(NOW + DAY);
    expect(nextCheckAt({ ...PROVEN, failures: 2, outcome: 'absent' }, NOW)).toBe(NOW + DAY);
    expect(nextCheckAt({ ...PROVEN, outcome: 'unanswered' }, NOW + 30 * DAY)).toBe(NOW + 30 * DAY + HOUR);
  });

  test('of what is not proven is an hour off, for a week after it was added or lapsed', () => {
    const end = NOW + 7 * DAY;
    expect(nextCheckAt(proof(), end - 1)).toBe(end - 1 + HOUR);
    expect(nextCheckAt(proof(), end)).toBeNull();
    expect(nextCheckAt(proof(), end + 1)).toBeNull();
    expect(nextCheckAt(proof({ outcome: 'unanswered' }), end)).toBeNull();
    const lapsed = proof({ lapsedAt: NOW + DAY });
    expect(nextCheckAt(lapsed, end + DAY - 1)).toBe(end + DAY - 1 + HOUR);
    expect(nextCheckAt(lapsed, end + DAY)).toBeNull();
  });

  test('out of turn comes five seconds after the last at the earliest', () => {
    expect(mayCheckNow(proof(), NOW)).toBe(true);
    const checked = proof({ checkedAt: NOW });
    expect(mayCheckNow(checked, NOW + 4_999)).toBe(false);
    expect(mayCheckNow(checked, NOW + 5_000)).toBe(true);
    expect(mayCheckNow(checked, NOW + 5_001)).toBe(true);
  });
});
