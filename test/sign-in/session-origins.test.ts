/** Where sessions may have come from: the list that the ledger ends the others by, and the rule of each check, agree. */
import { expect, test } from 'vitest';
import { makeRecoverySession } from '../../src/sign-in/recovery-session.ts';
import { isStillConnected, sessionOrigins } from '../../src/sign-in/session-origins.ts';
import { connection, session, tenant } from '../support/tenants.ts';

const identityProvider = { ...connection().identityProvider, entityId: 'https://elsewhere.example' };
const SESSIONS = {
  'by its connection': session(),
  'by another connection': session({ connectionId: 'other' }),
  'by another identity provider': session({}, { idpEntityId: 'https://elsewhere.example' }),
  'by recovery': makeRecoverySession(tenant(), { name: 'Grace' }, 'x', 0),
};

test.each([
  ['a connection', {}, ['by its connection']],
  ['no connection', { connections: [] }, []],
  ['one of another id', { connections: [connection({ id: 'other' })] }, ['by another connection']],
  [
    'one that leads elsewhere',
    { connections: [connection({ identityProvider })] },
    ['by another identity provider'],
  ],
  ['recovery', { recoveryOpens: 'application' }, ['by its connection', 'by recovery']],
  ['recovery for set-up alone', { recoveryOpens: 'setup' }, ['by its connection']],
] as const)('with %s', (_what, changes, expected) => {
  const current = tenant(changes);
  const origins = sessionOrigins(current);
  const kept = Object.entries(SESSIONS).filter(([, each]) => isStillConnected(each, current));
  expect(kept.map(([name]) => name)).toEqual(expected);
  const listed = Object.entries(SESSIONS).filter(([, { connectionId, identity }]) =>
    origins.some((from) => from.connectionId === connectionId && from.idpEntityId === identity.idpEntityId),
  );
  expect(listed.map(([name]) => name)).toEqual(expected);
});
