import { expect, test } from 'vitest';
import { KEPT_HOURS } from '../../src/administration/sign-in-hours.ts';
import { DeploymentHours } from '../../src/stores/directory/deployment-hours.ts';
import { HourCounts } from '../../src/stores/hour-counts.ts';
import { RollUp } from '../../src/stores/tenant-record/roll-up.ts';
import { withStorage } from '../support/object-storage.ts';

const HOUR_NOW = 497_000;
const signedIn = (total: number, hour = HOUR_NOW) => ({ hour, what: 'signed_in', total });

test('counts add up, hour by hour', () =>
  withStorage(async ({ sql }) => {
    const counts = new HourCounts(sql);
    counts.add(signedIn(1, HOUR_NOW - 1));
    counts.add(signedIn(1));
    counts.add(signedIn(2));
    expect(counts.since(HOUR_NOW)).toEqual([signedIn(3)]);
    expect(counts.since(HOUR_NOW - 1)).toEqual([signedIn(1, HOUR_NOW - 1), signedIn(3)]);
  }));

test('no more hours are kept than charts show, to the hour', () =>
  withStorage(async ({ sql }) => {
    const counts = new HourCounts(sql);
    counts.add(signedIn(1, HOUR_NOW - KEPT_HOURS));
    counts.add(signedIn(1, HOUR_NOW - KEPT_HOURS + 1));
    counts.add(signedIn(1));
    expect(counts.since(0).map(({ hour }) => HOUR_NOW - hour)).toEqual([KEPT_HOURS - 1, 0]);
  }));

test('a batch has what is new since the one before, and is the same until it was taken', () =>
  withStorage(async (storage) => {
    const counts = new HourCounts(storage.sql);
    const rollUp = new RollUp(storage, counts);
    expect(rollUp.next()).toBeNull();
    counts.add(signedIn(2));
    const first = { batch: 1, counts: [signedIn(2)] };
    expect(rollUp.next()).toEqual(first);
    counts.add(signedIn(1));
    expect(rollUp.next()).toEqual(first);
    rollUp.taken(1);
    expect(rollUp.next()).toEqual({ batch: 2, counts: [signedIn(1)] });
    rollUp.taken(2);
    expect(rollUp.next()).toBeNull();
    expect(counts.since(0)).toEqual([signedIn(3)]);
  }));

test('a batch counts once, however often it is sent, and each tenant has its own', () =>
  withStorage(async ({ sql }) => {
    const hours = new DeploymentHours(sql);
    const batch = { batch: 1, counts: [signedIn(2)] };
    hours.take('a', batch);
    hours.take('a', batch);
    expect(hours.since(0)).toEqual([signedIn(2)]);
    hours.take('b', batch);
    hours.take('a', { batch: 2, counts: [signedIn(1)] });
    hours.take('a', batch);
    expect(hours.since(0)).toEqual([signedIn(5)]);
  }));

test('what a tenant was counted for stays when it goes, and its mark does not', () =>
  withStorage(async ({ sql }) => {
    const hours = new DeploymentHours(sql);
    hours.take('a', { batch: 7, counts: [signedIn(2)] });
    hours.forget('a');
    expect(hours.since(0)).toEqual([signedIn(2)]);
    expect(sql.exec('SELECT * FROM roll_up_marks').toArray()).toEqual([]);
  }));
