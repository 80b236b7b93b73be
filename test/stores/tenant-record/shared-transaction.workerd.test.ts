import { expect, test, vi } from 'vitest';
import { SharedTransaction } from '../../../src/stores/tenant-record/shared-transaction.ts';
import { withStorage } from '../../support/object-storage.ts';

function start(storage: DurableObjectStorage) {
  const { sql } = storage;
  sql.exec('CREATE TABLE written (number INTEGER PRIMARY KEY, sequence INTEGER)');
  const shared = new SharedTransaction(storage);
  let sequence = 0;
  return {
    commits: vi.spyOn(storage, 'transactionSync'),
    write: (number: number) =>
      shared.write(() => sql.exec('INSERT INTO written VALUES (?, ?)', number, ++sequence)),
    fail: (number: number) =>
      shared.write(() => {
        sql.exec('INSERT INTO written VALUES (?, 0)', number);
        throw new RangeError('cannot be made');
      }),
    list: () => [...sql.exec('SELECT number FROM written ORDER BY sequence')].map(({ number }) => number),
  };
}

test('the writes of a moment are one transaction, in the order in which they came', () =>
  withStorage(async (storage) => {
    const { commits, write, list } = start(storage);
    const entered = [3, 1, 2].map(write);
    expect(list()).toEqual([]);
    await entered[1];
    expect(list()).toEqual([3, 1, 2]);
    await Promise.all(entered);
    expect(commits).toHaveBeenCalledTimes(1);
    await write(4);
    expect(list()).toEqual([3, 1, 2, 4]);
    expect(commits).toHaveBeenCalledTimes(2);
  }));

test('a write that cannot be made leaves nothing, says so to whoever entered it, and takes no other along', () =>
  withStorage(async (storage) => {
    const { write, fail, list } = start(storage);
    const outcomes = await Promise.allSettled([write(1), fail(2), write(3), write(1), write(4)]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: new RangeError('cannot be made') });
    expect(list()).toEqual([1, 3, 4]);
  }));
