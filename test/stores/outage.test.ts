/** No wait without an end: what does not answer in time is an outage, what answers badly is what it says. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitCalls, Outage, reach } from '../../src/stores/outage.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error) => (error instanceof Outage ? error.code : error),
  );

test.each([
  [4_999, 'the answer'],
  [5_000, 'ledger_unavailable'],
  [5_001, 'ledger_unavailable'],
])('an answer after %d ms of 5,000 is %s', async (milliseconds, expected) => {
  const answer = () => new Promise((resolve) => setTimeout(() => resolve('the answer'), milliseconds));
  const asked = outcome(reach('ledger_unavailable', 5_000, answer));
  await vi.advanceTimersByTimeAsync(6_000);
  expect(await asked).toBe(expected);
});

test('an answer that never comes keeps nobody waiting, and one that comes leaves no timer behind', async () => {
  const asked = outcome(reach('tenant_unavailable', 5_000, () => new Promise(() => {})));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await asked).toBe('tenant_unavailable');
  await reach('tenant_unavailable', 5_000, async () => 'now');
  expect(vi.getTimerCount()).toBe(0);
});

test('what went wrong on the way is an outage, with its cause; what the other side threw is a bug there', async () => {
  const lost = new Error('Network connection lost.');
  const failed = reach('record_unavailable', 5_000, () => Promise.reject(lost));
  await expect(failed).rejects.toMatchObject({ code: 'record_unavailable', cause: lost });
  const bug = Object.assign(new TypeError('undefined is not a function'), { remote: true });
  await expect(reach('record_unavailable', 5_000, () => Promise.reject(bug))).rejects.toBe(bug);
});

test('an answer that comes too late fails nothing any more', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const late = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 9_000));
  const asked = outcome(reach('ledger_unavailable', 5_000, late));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await asked).toBe('ledger_unavailable');
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test('each method of a stub is waited for, with its arguments and itself', async () => {
  class Stub {
    readonly greeting = 'hello';
    async greet(name: string): Promise<string> {
      return `${this.greeting} ${name}`;
    }
    silent(): Promise<void> {
      return new Promise(() => {});
    }
  }
  const limited = limitCalls(new Stub(), 'record_unavailable', 1_000);
  expect(await limited.greet('you')).toBe('hello you');
  expect(limited.greeting).toBe('hello');
  const asked = outcome(limited.silent());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await asked).toBe('record_unavailable');
});
