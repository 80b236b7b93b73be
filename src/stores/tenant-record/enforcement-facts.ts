/** What the record knows of whether SAML can be required of everybody. I/O: its storage. */
import { isTested } from '../../administration/draft-trial.ts';
import type { EnforcementFacts } from '../../administration/lock-out.ts';
import { isRecoveryReady } from '../../administration/recovery.ts';
import type { TenantVersion } from '../../administration/tenant-record.ts';
import type { Parts } from './parts.ts';

/** Finds whether a connection of the live version let somebody in: in a test of it as it is, or since that version went live. */
export function findEnforcementFacts(
  { tables, journal }: Pick<Parts, 'tables' | 'journal'>,
  { configuration, at }: TenantVersion,
  now: number,
): EnforcementFacts {
  const { tests } = journal.trials.read();
  return {
    hasTestedConnection: configuration.connections.some(
      (connection) =>
        isTested(connection, tests) || (journal.attempts.lastSignInBy(connection.id) ?? -1) >= at,
    ),
    isRecoveryReady: isRecoveryReady(tables.recovery.read(now)),
  };
}
