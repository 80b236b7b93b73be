/**
 * The methods of a tenant's record that are about who is signed in: the ledger has the sessions, the record knows what may be said
 * of people, and keeps the trail. I/O: the ledger, the record's storage.
 */
import type {
  OpenSession,
  SessionSelection,
  SessionsPort,
  SessionsQuery,
} from '../../administration/open-session.ts';
import type { Page } from '../../administration/page.ts';
import type { Recovery, RecoveryPort } from '../../administration/recovery.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import { RECOVERY, recoveryAccountKey } from '../../sign-in/recovery-session.ts';
import { clampLimit } from './clamp-limit.ts';
import { OidcClientsHost } from './oidc-clients-host.ts';
import type { RecordBindings } from './parts.ts';
import { readState } from './tables.ts';

/** How many account keys are hashed at a time, to find whose a person's id is. */
const KEYS_AT_A_TIME = 1_000;

type RecoveryContext = Parameters<RecoveryPort['disarmRecovery']>[1];

export abstract class SessionsHost<Bindings extends Pick<RecordBindings, 'SIGN_IN_LEDGER'>>
  extends OidcClientsHost<Bindings>
  implements SessionsPort
{
  async sessions({ limit, cursor, now }: SessionsQuery): Promise<Page<OpenSession>> {
    const state = readState(this.tables());
    if (state === null) return { items: [], cursor: null };
    const limits = state.live.configuration.session;
    const page = await this.#ledger(state).list({ limit: clampLimit(limit), cursor, now, limits });
    const items = page.items.map(async ({ accountKey, ...session }) => ({
      ...session,
      person: accountKey === null ? null : await this.#describe(accountKey),
    }));
    return { items: await Promise.all(items), cursor: page.cursor };
  }

  async endSessions(
    which: SessionSelection,
    { author, now }: Parameters<SessionsPort['endSessions']>[1],
  ): Promise<number> {
    const state = readState(this.tables());
    if (state === null) return 0;
    const { by, id } = which;
    const ledger = this.#ledger(state);
    const selected = by === 'person' ? await this.#findAccountKey(ledger, id ?? '') : id;
    if (selected === null && by !== 'tenant') return 0;
    const ended = await ledger.endSelected({ by, id: selected }, now);
    if (ended === 0) return 0;
    this.ctx.storage.transactionSync(() => {
      const { tenantId, slug } = state;
      const changes = [`${describeSelection(which)}: ${ended} ended.`];
      this.tables().audit.add({ at: now, author, action: 'sessions_ended', version: null, changes });
      const data = { by, id: by === 'tenant' ? null : id, sessions: ended };
      this.journal().tell('sessions.ended', { id: tenantId, slug }, data, now);
    });
    await this.tables().agenda.arm();
    return ended;
  }

  /** The application's sessions were opened by it, too. */
  override async disarmRecovery(keepSessionHash: string | null, context: RecoveryContext): Promise<Recovery> {
    const recovery = await super.disarmRecovery(keepSessionHash, context);
    await this.endSessions({ by: 'connection', id: RECOVERY }, context);
    return recovery;
  }

  override async removeRecoveryAccount(id: string, context: RecoveryContext) {
    const { accounts } = await this.recovery(context.now);
    const removed = await super.removeRecoveryAccount(id, context);
    const account = accounts.find((each) => each.id === id);
    if (!removed.ok || account === undefined) return removed;
    const personId = await this.journal().people.identify(recoveryAccountKey(account));
    await this.endSessions({ by: 'person', id: personId }, context);
    return removed;
  }

  /** What the tenant lets be kept, which is in the list of people alone; of everybody else a keyed hash. */
  async #describe(accountKey: string): Promise<OpenSession['person']> {
    const { people } = this.journal();
    const id = await people.identify(accountKey);
    const { accountKey: kept = null, displayName = null, email = null } = people.find(id) ?? {};
    return { id, accountKey: kept, displayName, email };
  }

  /** A keyed hash cannot be undone: whoever has a session is hashed until one fits. */
  async #findAccountKey(ledger: Ledger, personId: string): Promise<string | null> {
    const { people } = this.journal();
    let keys: readonly string[] = [''];
    do {
      keys = await ledger.accountKeys(keys.at(-1) ?? '', KEYS_AT_A_TIME);
      const ids = await Promise.all(keys.map((key) => people.identify(key)));
      const found = keys[ids.indexOf(personId)];
      if (found !== undefined) return found;
    } while (keys.length === KEYS_AT_A_TIME);
    return null;
  }

  #ledger({ tenantId }: TenantState): Ledger {
    return this.env.SIGN_IN_LEDGER.getByName(tenantId);
  }
}

type Ledger = ReturnType<RecordBindings['SIGN_IN_LEDGER']['getByName']>;

/** Ids that were found say nothing of anybody. */
function describeSelection({ by, id }: SessionSelection): string {
  return by === 'tenant' ? 'All sessions' : `Sessions by ${by} “${id}”`;
}
