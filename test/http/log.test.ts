/** What the log is told of a bug: where it happened, and nothing of what its message quotes. */
import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { logError } from '../../src/http/log.ts';

test.each([
  'no such person: alice@acme.example',
  'unexpected token\n    at alice@acme.example\n  at alice (acme.example:1:1)',
  '',
])('a message stays out of it, whatever its lines look like: %j', async (message) => {
  const line = vi.spyOn(console, 'error').mockReturnValue();
  const app = new Hono().get('/', (c) => c.text(logError(c, new TypeError(message))));
  await (await app.request('/')).text();
  const [[text]] = line.mock.calls as [[string]];
  line.mockRestore();
  expect(text).not.toContain('alice');
  expect(JSON.parse(text)).toMatchObject({ event: 'error', code: 'internal_error', name: 'TypeError' });
  expect(JSON.parse(text).at[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
});
