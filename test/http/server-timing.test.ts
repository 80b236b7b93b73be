import { expect, test } from 'vitest';
import { writeServerTiming } from '../../src/http/server-timing.ts';

test('stages are in their order, and those that there were none of are left out', () => {
  expect(writeServerTiming({ ledger: 7.3, receive: 3, read: 0.4, rules: 0 })).toBe(
    'receive;dur=3, read;dur=0.4, rules;dur=0, ledger;dur=7.3',
  );
  expect(writeServerTiming({})).toBe('');
});
