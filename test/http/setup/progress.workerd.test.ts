/** How far a set-up has come: what is done, what is next, at each point of the way. */
import { describe, expect, test } from 'vitest';
import { digestConnection } from '../../../src/administration/draft-trial.ts';
import type { TenantState } from '../../../src/administration/tenant-record.ts';
import { readStages } from '../../../src/http/setup/progress.ts';
import { configuration, connectionOf } from '../../support/records.ts';

const connection = connectionOf();
const other = { ...connection, identityProvider: { ...connection.identityProvider, entityId: 'urn:other' } };
const stateOf = (live: readonly (typeof connection)[], draft: readonly (typeof connection)[] | null) =>
  ({
    live: { configuration: configuration({ connections: live }), at: 1 },
    draft: draft === null ? null : { configuration: configuration({ connections: draft }), at: 2 },
  }) as unknown as TenantState;
const passed = [{ connectionId: connection.id, at: 3, code: null, digest: digestConnection(connection) }];
const standings = (...parameters: Parameters<typeof readStages>) =>
  readStages(...parameters)
    .map(({ standing }) => standing)
    .join(' ');

describe('the stages', () => {
  test.each([
    ['nothing is entered', stateOf([], null), [], 'current later later later'],
    ['a draft has nothing about connections', stateOf([], []), [], 'current later later later'],
    ['a draft waits for its test', stateOf([], [connection]), [], 'done done current later'],
    ['the test passed', stateOf([], [connection]), passed, 'done done done current'],
    ['another draft was tested', stateOf([], [other]), passed, 'done done current later'],
    ['it is live', stateOf([connection], null), [], 'done done done done'],
    [
      'another draft waits beside what is live',
      stateOf([connection], [other]),
      [],
      'done done current later',
    ],
  ] as const)('when %s', (_words, state, tests, expected) => {
    expect(standings(state, tests as never)).toBe(expected);
  });
});
