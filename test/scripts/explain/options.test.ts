import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ExplainProblem, readOptions } from '../../../scripts/explain/options.ts';

const folder = mkdtempSync(join(tmpdir(), 'explain-'));
writeFileSync(join(folder, '.dev.vars'), 'OPERATOR_TOKEN=of-this-machine\n');
afterAll(() => rmSync(folder, { recursive: true }));

const read = (args: readonly string[], environment = {}) => readOptions(args, environment, folder);

test('a number alone is asked of the Worker on this machine, with its own token', () => {
  expect(read(['7q2m-xk4d'])).toEqual({
    reference: '7Q2M-XK4D',
    origin: 'http://localhost:8787',
    token: 'of-this-machine',
  });
  expect(read(['7q2m', 'xk4d']).reference).toBe('7Q2M-XK4D');
});

test('a token of this machine goes nowhere else', () => {
  const there = ['7Q2M-XK4D', '--origin', 'https://login.example.com'];
  expect(() => read(there)).toThrow(ExplainProblem);
  expect(() => read(['7Q2M-XK4D', '--origin', 'http://localhost.example.com'])).toThrow(ExplainProblem);
  expect(read(there, { API_KEY: 'key', OPERATOR_TOKEN: 'token' }).token).toBe('key');
  expect(read(there, { OPERATOR_TOKEN: 'token' }).token).toBe('token');
});

test.each([
  [[]],
  [['7Q2M']],
  [['7Q2M-XK4D', 'more']],
  [['7Q2M-XK4D', '--token', 'x']],
  [['7Q2M-XK4D', '--origin', 'login.example.com']],
  [['7Q2M-XK4D', '--origin', 'https://login.example.com/path']],
])('%j is not understood', (args) => {
  expect(() => read(args, { API_KEY: 'key' })).toThrow(ExplainProblem);
});
