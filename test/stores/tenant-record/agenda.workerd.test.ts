import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { Agenda, type TaskHandler } from '../../../src/stores/tenant-record/agenda.ts';

const NOW = Date.UTC(2100, 0, 1);

let error: MockInstance<typeof console.error>;
beforeEach(() => {
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => void vi.restoreAllMocks());

/** An agenda in the storage of an object of its own, whose alarm is far away. */
function withAgenda(body: (agenda: Agenda, storage: DurableObjectStorage) => Promise<void>): Promise<void> {
  const stub = env.SIGN_IN_LEDGER.getByName(crypto.randomUUID());
  return runInDurableObject(stub, (_ledger, { storage }) => body(new Agenda(storage), storage));
}

/** Notes which tasks were done, and answers for each when it is due again. */
function handlers(done: string[], answer: (task: string) => number | null = () => null) {
  return (task: string): TaskHandler =>
    async () => {
      done.push(task);
      return answer(task);
    };
}

describe('the agenda', () => {
  test.each([
    [-1, []],
    [0, ['a']],
    [1, ['a']],
  ])('does a task when it is due: at %i ms it has done %j', async (offset, expected) => {
    await withAgenda(async (agenda) => {
      const done: string[] = [];
      agenda.schedule('a', NOW);
      await agenda.run(NOW + offset, handlers(done));
      expect(done).toEqual(expected);
      expect(agenda.find('a') === null).toBe(expected.length > 0);
    });
  });

  test('does what is due first first, and sets the alarm for what is left', async () => {
    await withAgenda(async (agenda, storage) => {
      const done: string[] = [];
      agenda.schedule('late', NOW + 9);
      agenda.schedule('second', NOW);
      agenda.schedule('first', NOW - 5);
      await agenda.run(NOW, handlers(done));
      expect(done).toEqual(['first', 'second']);
      expect(await storage.getAlarm()).toBe(NOW + 9);
      await agenda.run(NOW + 9, handlers(done));
      expect(await storage.getAlarm()).toBeNull();
    });
  });

  test('moves a task forward with schedule, and only nearer with scheduleBy', async () => {
    await withAgenda(async (agenda) => {
      agenda.schedule('a', NOW);
      agenda.schedule('a', NOW + 5);
      expect(agenda.find('a')?.dueAt).toBe(NOW + 5);
      agenda.scheduleBy('a', NOW + 6);
      expect(agenda.find('a')?.dueAt).toBe(NOW + 5);
      agenda.scheduleBy('a', NOW + 4);
      expect(agenda.find('a')?.dueAt).toBe(NOW + 4);
    });
  });

  test('comes back to a task when its handler says so', async () => {
    await withAgenda(async (agenda) => {
      agenda.schedule('a', NOW);
      await agenda.run(
        NOW,
        handlers([], () => NOW + 70),
      );
      expect(agenda.find('a')).toEqual({ dueAt: NOW + 70, failures: 0 });
    });
  });

  test('tries again what throws, after longer and longer, up to five minutes', async () => {
    await withAgenda(async (agenda) => {
      const fail = () => () => Promise.reject(new Error('somebody@example.com'));
      agenda.schedule('a', NOW);
      const delays: number[] = [];
      for (let now = NOW, turn = 0; turn < 11; turn++) {
        await agenda.run(now, fail);
        const { dueAt = 0 } = agenda.find('a') ?? {};
        delays.push((dueAt - now) / 1_000);
        now = dueAt;
      }
      expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
      expect(agenda.find('a')?.failures).toBe(11);
      expect(JSON.stringify(error.mock.calls)).not.toContain('somebody');
      await agenda.run(NOW * 2, handlers([]));
      expect(agenda.find('a')).toBeNull();
    });
  });

  test('keeps a task that breaks off, to be tried again', async () => {
    await withAgenda(async (agenda) => {
      agenda.schedule('a', NOW);
      void agenda.run(NOW, () => () => new Promise(() => {}));
      expect(agenda.find('a')).toEqual({ dueAt: NOW + 1_000, failures: 1 });
    });
  });

  test('does a task again that was entered anew while it was done, whenever that was for', async () => {
    await withAgenda(async (agenda) => {
      for (const dueAt of [NOW, NOW + 1_000, NOW + 5_000]) {
        agenda.schedule('a', NOW);
        await agenda.run(NOW, () => async () => {
          agenda.schedule('a', dueAt);
          return null;
        });
        expect(agenda.find('a')).toEqual({ dueAt, failures: 0 });
      }
    });
  });

  test('does not do what an earlier task struck off', async () => {
    await withAgenda(async (agenda) => {
      const done: string[] = [];
      agenda.schedule('a', NOW - 1);
      agenda.schedule('b', NOW);
      await agenda.run(NOW, (task) => async () => {
        done.push(task);
        agenda.cancel('b');
        return null;
      });
      expect(done).toEqual(['a']);
    });
  });

  test('strikes off what nobody knows', async () => {
    await withAgenda(async (agenda) => {
      agenda.schedule('a', NOW);
      await agenda.run(NOW, () => null);
      expect(agenda.find('a')).toBeNull();
    });
  });

  test('does one task at once, due or not, and none that is not there', async () => {
    await withAgenda(async (agenda) => {
      const done: string[] = [];
      agenda.schedule('a', NOW + 60_000);
      for (const task of ['a', 'b']) await agenda.runOne(task, NOW, handlers(done)(task));
      expect(done).toEqual(['a']);
      expect(agenda.find('a')).toBeNull();
    });
  });
});
