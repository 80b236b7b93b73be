import { afterEach, expect, test, vi } from 'vitest';
import { layOutEvent } from '../../src/events/data-point.ts';
import { emitEvent } from '../../src/events/emit-event.ts';
import { makeEvent } from '../../src/events/outcome-event.ts';

const EVENT = makeEvent({
  event: 'sign_in',
  code: 'signed_in',
  reference: '7Q2M-XK4D',
  tenant: 'acme',
  connectionId: 'okta',
  durationMilliseconds: 12,
  stages: { receive: 3, read: 0.4, verify: 1.2, rules: 0.1, ledger: 7.3 },
  colo: 'AMS',
});

afterEach(() => vi.restoreAllMocks());

test('an event is one line of JSON, and one data point', () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const points: unknown[] = [];
  emitEvent(EVENT, { EVENTS: { writeDataPoint: (point) => points.push(point) } });
  expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([EVENT]);
  expect(points).toEqual([layOutEvent(EVENT)]);
});

test('a data point has each fact in the column that the documentation says', () => {
  expect(layOutEvent(EVENT)).toEqual({
    indexes: ['acme'],
    blobs: ['sign_in', 'signed_in', 'acme', 'okta', 'AMS', '7Q2M-XK4D'],
    doubles: [12, 3, 0.4, -1, 1.2, 0.1, 7.3],
  });
});

test('what is not known is empty, and a number that there was none of is below all others', () => {
  expect(layOutEvent(makeEvent({ event: 'change', code: 'tenant_created' }))).toEqual({
    indexes: [''],
    blobs: ['change', 'tenant_created', '', '', '', ''],
    doubles: [-1, -1, -1, -1, -1, -1, -1],
  });
});

test('a dataset never gets a person, whatever the tenant allows', () => {
  const person = { accountKey: 'alice', email: 'alice@acme.example' };
  expect(JSON.stringify(layOutEvent({ ...EVENT, person }))).not.toContain('alice');
});

test('a dataset that fails, fails nothing else, and says nothing of what it was given', () => {
  vi.spyOn(console, 'log').mockReturnValue();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const writeDataPoint = () => {
    throw new TypeError('alice@acme.example');
  };
  expect(() => emitEvent(EVENT, { EVENTS: { writeDataPoint } })).not.toThrow();
  expect(error.mock.calls).toEqual([['{"event":"dataset_failed","name":"TypeError"}']]);
});

test('without a dataset, and without an environment, there is the log', () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  emitEvent(EVENT, {});
  emitEvent(EVENT, undefined);
  expect(log).toHaveBeenCalledTimes(2);
});

test('errors go where errors go', () => {
  const error = vi.spyOn(console, 'error').mockReturnValue();
  emitEvent(makeEvent({ event: 'error', code: 'internal_error' }), {});
  expect(error).toHaveBeenCalledTimes(1);
});
