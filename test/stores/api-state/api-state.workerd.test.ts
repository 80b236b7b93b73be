import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { ANSWERS_KEPT_MILLISECONDS } from '../../../src/stores/api-state/api-state.ts';

const newState = () => env.API_STATE.getByName(crypto.randomUUID());
const SEALED = new Uint8Array([1, 2, 3]);
const NOW = Date.now();

test('a request that began is running until it is finished', async () => {
  const state = newState();
  expect(await state.begin('key', 'print', NOW)).toEqual({ kind: 'new' });
  expect(await state.begin('key', 'print', NOW)).toEqual({ kind: 'running' });
  await state.finish('key', SEALED);
  expect(await state.begin('key', 'print', NOW)).toEqual({ kind: 'answered', sealed: SEALED });
});

test('another request under its key is told apart, running or answered', async () => {
  const state = newState();
  await state.begin('key', 'print', NOW);
  expect(await state.begin('key', 'other', NOW)).toEqual({ kind: 'another_request' });
  await state.finish('key', SEALED);
  expect(await state.begin('key', 'other', NOW)).toEqual({ kind: 'another_request' });
});

test('one that broke off may be repeated at once where that is known, else after a minute', async () => {
  const state = newState();
  await state.begin('key', 'print', NOW);
  await state.abandon('key');
  expect(await state.begin('key', 'print', NOW)).toEqual({ kind: 'new' });
  expect(await state.begin('key', 'print', NOW + 59_999)).toEqual({ kind: 'running' });
  expect(await state.begin('key', 'print', NOW + 60_000)).toEqual({ kind: 'new' });
});

test('an answer is not abandoned', async () => {
  const state = newState();
  await state.begin('key', 'print', NOW);
  await state.finish('key', SEALED);
  await state.abandon('key');
  expect(await state.begin('key', 'print', NOW)).toMatchObject({ kind: 'answered' });
});

test.each([
  [-1, 'answered'],
  [0, 'new'],
  [1, 'new'],
])('an answer is kept for a day: %i ms', async (milliseconds, kind) => {
  const state = newState();
  await state.begin('key', 'print', NOW);
  await state.finish('key', SEALED);
  const later = NOW + ANSWERS_KEPT_MILLISECONDS + milliseconds;
  expect(await state.begin('key', 'print', later)).toMatchObject({ kind });
});

test('the alarm takes away what is forgotten, and nothing else', async () => {
  const state = newState();
  await state.begin('old', 'print', NOW - ANSWERS_KEPT_MILLISECONDS);
  await state.begin('new', 'print', NOW);
  await runDurableObjectAlarm(state);
  const keys = await runInDurableObject(state, (_object, { storage }) =>
    storage.sql.exec<{ key: string }>('SELECT key FROM answers').toArray(),
  );
  expect(keys).toEqual([{ key: 'new' }]);
  const alarm = await runInDurableObject(state, (_object, { storage }) => storage.getAlarm());
  expect(alarm).toBe(NOW + ANSWERS_KEPT_MILLISECONDS);
});
