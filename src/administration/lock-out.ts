/**
 * What keeps a tenant from locking its own people out: SAML is required of everybody only once it is known to work and there is
 * a way in without it, and whoever would take his own rights away is told before. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import type { Session } from '../session/session.ts';
import { personOf } from '../sign-in/groups.ts';
import { checkGroups, checkRequiredAttributes } from '../sign-in/person-rules.ts';
import { administratorsOf, isAdministrator } from '../tenants/administrators.ts';
import { isInSaml, samlRequiredOf } from '../tenants/saml-required.ts';
import type { RecordFailure, TenantConfiguration } from './tenant-record.ts';

/** What is known of a tenant's live connections and of its recovery. */
export interface EnforcementFacts {
  /** A live connection that let somebody in as it is: in a test, or in a sign-in. */
  readonly hasTestedConnection: boolean;
  readonly isRecoveryReady: boolean;
}

/** Refuses to require SAML of everybody where that could leave nobody who gets in. Null before the tenant is made. */
export function checkEnforcement(
  before: TenantConfiguration | null,
  after: TenantConfiguration,
  { hasTestedConnection, isRecoveryReady }: EnforcementFacts,
): Result<null, RecordFailure> {
  const isEnforced = (configuration: TenantConfiguration) => samlRequiredOf(configuration).of === 'everybody';
  if (!isEnforced(after) || (before !== null && isEnforced(before))) return success(null);
  if (!hasTestedConnection)
    return failure('connection_untested', 'a live connection that was tested', 'none');
  return isRecoveryReady
    ? success(null)
    : failure('recovery_missing', 'a recovery address with an account', 'none');
}

export type LockOut = 'no_longer_administrator' | 'outside_pilot' | 'not_let_in';

/** Who may lose something, as his connection let him in. */
export type PersonSignedIn = Pick<Session, 'connectionId' | 'identity'>;

/** What a person would lose by a change, as far as he has it now. */
export function findLockOuts(
  { connectionId, identity }: PersonSignedIn,
  before: TenantConfiguration,
  after: TenantConfiguration,
): readonly LockOut[] {
  const loses = (has: (configuration: TenantConfiguration) => boolean) => has(before) && !has(after);
  const connectionIn = ({ connections }: TenantConfiguration) =>
    connections.find(({ id }) => id === connectionId);
  const personIn = (configuration: TenantConfiguration) =>
    personOf(identity, connectionIn(configuration) ?? {});
  const isNamed = loses((configuration) =>
    isAdministrator(administratorsOf(configuration), personIn(configuration)),
  );
  const isIn = loses((configuration) => isInSaml(samlRequiredOf(configuration), personIn(configuration)));
  const isLetIn = loses((configuration) => {
    const connection = connectionIn(configuration);
    if (connection === undefined) return false;
    return checkRequiredAttributes(identity, connection).ok && checkGroups(identity, connection).ok;
  });
  return [
    ...(isNamed ? ['no_longer_administrator' as const] : []),
    ...(isIn ? ['outside_pilot' as const] : []),
    ...(isLetIn ? ['not_let_in' as const] : []),
  ];
}
