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

  test('does not let a task wait for one that is slow, nor fail with one that does', async () => {
    await withAgenda(async (agenda) => {
      const done: string[] = [];
      const { promise: slow, resolve } = Promise.withResolvers<null>();
      for (const task of ['slow', 'broken', 'quick']) agenda.schedule(task, NOW);
      const running = agenda.run(NOW, (task) => async () => {
        if (task === 'slow') await slow;
        if (task === 'broken') throw new Error('broken');
        done.push(task);
        return null;
      });
      await expect.poll(() => agenda.find('quick')).toBeNull();
      expect(done).toEqual(['quick']);
      resolve(null);
      await running;
      expect(done).toEqual(['quick', 'slow']);
      expect(agenda.find('broken')?.failures).toBe(1);
    });
  });

  test('does what becomes due, or is tried again, while a slow one is being done', async () => {
    await withAgenda(async (agenda) => {
      const done: string[] = [];
      const { promise: slow, resolve } = Promise.withResolvers<null>();
      agenda.schedule('slow', NOW);
      agenda.schedule('retried', NOW);
      const running = agenda.run(NOW, (task) => async () => {
        if (task === 'slow') return slow;
        done.push(task);
        if (task === 'retried' && done.length === 1) throw new Error('the first time');
        return null;
      });
      await expect.poll(() => done).toEqual(['retried']);
      agenda.schedule('new', NOW);
      await expect.poll(() => done, { timeout: 5_000 }).toEqual(['retried', 'new', 'retried']);
      resolve(null);
      await running;
      expect(agenda.find('retried')).toBeNull();
    });
  });

  test('never does a task twice at the same time, however often it is entered', async () => {
    await withAgenda(async (agenda) => {
      let [running, most, count] = [0, 0, 0];
      const one: TaskHandler = async () => {
        most = Math.max(most, ++running);
        if (++count === 1) agenda.schedule('a', NOW);
        await scheduler.wait(600);
        running--;
        return null;
      };
      agenda.schedule('a', NOW - 1);
      agenda.schedule('b', NOW);
      await agenda.run(NOW, (task) => (task === 'a' ? one : () => scheduler.wait(1_500).then(() => null)));
      expect(most).toBe(1);
      // It was entered while it was done, for a time that had come by then: the next alarm has it.
      expect(agenda.find('a')).toMatchObject({ dueAt: NOW });
      await agenda.run(NOW, () => one);
      expect([most, count]).toEqual([1, 2]);
    });
  });

  test('leaves what wants to be done again at once to the next alarm', async () => {
    await withAgenda(async (agenda) => {
      const done: string[] = [];
      agenda.schedule('a', NOW);
      await agenda.run(
        NOW,
        handlers(done, () => NOW),
      );
      expect(done).toEqual(['a']);
      expect(agenda.find('a')?.dueAt).toBe(NOW);
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
