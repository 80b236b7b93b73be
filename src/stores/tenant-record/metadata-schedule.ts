/**
 * Metadata that looks after itself: each connection with a source has a task on the agenda, `metadata <connectionId>`, which
 * fetches it, makes what has changed live, and enters itself again. What fails changes nothing: the keys stay trusted until
 * their own end, and not a moment longer. A sign-in may ask for it out of turn, a few times an hour at most. I/O: the
 * object's storage, the network.
 */
import type { RefreshedConnection } from '../../administration/apply-metadata.ts';
import type { MetadataStatus, RefreshCause } from '../../administration/metadata.ts';
import {
  judgeRefresh,
  type ReadingContext,
  readVouchedMetadata,
} from '../../metadata-refresh/judge-refresh.ts';
import { firstFetchAt, nextFetchAt, ON_DEMAND_INTERVAL, retryAt } from '../../metadata-refresh/lifetimes.ts';
import { type Facts, type Result, success } from '../../result.ts';
import { parseInstant } from '../../saml/instant.ts';
import type { Connection, MetadataSource } from '../../tenants/tenant.ts';
import { fetchMetadata, NO_VALIDATORS } from '../metadata-fetch.ts';
import type { Agenda, TaskHandler } from './agenda.ts';
import { type HeldDocument, MetadataStates } from './metadata-states.ts';

/** The record that the schedule works for. */
export interface RefreshedRecord {
  readonly rules: Omit<ReadingContext, 'now'>;
  /** The connections of the live version; none of a tenant that is deleted. */
  connections(): readonly Connection[];
  /** Makes it live with its entry in the audit trail; not where the connection is another one meanwhile. */
  applyMetadata(refreshed: RefreshedConnection, now: number): Promise<void>;
  /** Tells that a streak of failures began; called inside of a transaction. */
  tellFailure(changes: readonly string[], now: number): void;
  /** What the operator's list says of the tenant is out of date. */
  reportHealth(now: number): void;
}

type Sourced = Connection & { readonly metadataSource: MetadataSource };

/** What a document came to. */
interface Refresh {
  readonly document: HeldDocument;
  readonly changed: Pick<RefreshedConnection, 'identityProvider' | 'changes'> | null;
}

const TASK = 'metadata';
const RETRY_AFTER_EDIT = 60_000;

export class MetadataSchedule {
  readonly #storage: DurableObjectStorage;
  readonly #agenda: Agenda;
  readonly #record: RefreshedRecord;
  readonly #states: MetadataStates;
  /** Whoever comes while metadata is being fetched waits for that. */
  readonly #running = new Map<string, Promise<number | null>>();

  constructor(storage: DurableObjectStorage, agenda: Agenda, record: RefreshedRecord) {
    this.#storage = storage;
    this.#agenda = agenda;
    this.#record = record;
    this.#states = new MetadataStates(storage.sql);
  }

  /** The tasks that are the schedule's own. */
  handlerOf(task: string): TaskHandler | null {
    const [kind, connectionId] = task.split(' ');
    if (kind !== TASK || connectionId === undefined) return null;
    return (now) => this.#refresh(connectionId, 'schedule', now);
  }

  /** Enters sources that are new and strikes off those that are gone; inside the transaction of a change. */
  follow(now: number): void {
    const sourced = this.#record.connections().filter(hasSource);
    for (const { connectionId } of this.#states.list()) {
      if (sourced.some(({ id }) => id === connectionId)) continue;
      this.#states.forget(connectionId);
      this.#agenda.cancel(taskOf(connectionId));
    }
    for (const { id, metadataSource } of sourced) {
      if (this.#states.begin(id, metadataSource))
        this.#agenda.schedule(taskOf(id), firstFetchAt(now, Math.random()));
    }
  }

  /** Fetches the metadata of a connection out of turn; see MetadataPort. */
  async refreshNow(connectionId: string, cause: RefreshCause, now: number): Promise<Connection | null> {
    const last = this.#states.find(connectionId)?.outOfTurnAt ?? null;
    const isDue = last === null || now >= last + ON_DEMAND_INTERVAL;
    if (this.#running.has(connectionId) || isDue) {
      const next = await this.#refresh(connectionId, cause, now);
      if (next !== null) this.#agenda.schedule(taskOf(connectionId), next);
      await this.#agenda.arm();
    }
    return this.#find(connectionId);
  }

  statuses(): readonly MetadataStatus[] {
    return this.#states.list().map(({ failures: _failures, outOfTurnAt: _outOfTurnAt, ...state }) => ({
      ...state,
      nextAt: this.#agenda.find(taskOf(state.connectionId))?.dueAt ?? null,
    }));
  }

  /** Since when some metadata could not be refreshed; null where all could. */
  failingSince(): number | null {
    const instants = this.#states.list().flatMap(({ failingSince }) => failingSince ?? []);
    return instants.length === 0 ? null : Math.min(...instants);
  }

  #find(connectionId: string): Sourced | null {
    return (
      this.#record
        .connections()
        .filter(hasSource)
        .find(({ id }) => id === connectionId) ?? null
    );
  }

  /** Gives when to fetch it again; null where nobody wants that any more. */
  #refresh(connectionId: string, cause: RefreshCause | 'schedule', now: number): Promise<number | null> {
    const before = this.#running.get(connectionId);
    if (before !== undefined) return before;
    const running = this.#refreshAlone(connectionId, cause, now).finally(() =>
      this.#running.delete(connectionId),
    );
    this.#running.set(connectionId, running);
    return running;
  }

  async #refreshAlone(
    connectionId: string,
    cause: RefreshCause | 'schedule',
    now: number,
  ): Promise<number | null> {
    const connection = this.#find(connectionId);
    if (connection === null) return null;
    this.#states.noteAttempt(connectionId, cause !== 'schedule', now);
    const refreshed = await this.#fetch(connection, now);
    const meanwhile = this.#find(connectionId);
    if (meanwhile === null) return null;
    // Somebody changed the connection at the same time: what was fetched, or failed, is not about what it is now.
    if (heldOf(meanwhile) !== heldOf(connection)) return now + RETRY_AFTER_EDIT;
    if (!refreshed.ok) return this.#fail(connection, refreshed.failure, now);
    const { document, changed } = refreshed.value;
    if (changed !== null) {
      const changes = [...describeCause(cause), ...changed.changes];
      await this.#record.applyMetadata({ connection, ...changed, changes }, now);
    }
    const current = this.#find(connectionId);
    if (current === null) return null;
    const expected = { ...connection, ...(changed && { identityProvider: changed.identityProvider }) };
    // It was not applied, for the same reason.
    if (heldOf(current) !== heldOf(expected)) return now + RETRY_AFTER_EDIT;
    this.#storage.transactionSync(() => {
      if (this.#states.noteSuccess(connectionId, now)) this.#record.reportHealth(now);
      this.#states.hold(connectionId, heldOf(current), document);
    });
    return nextFetchAt(now, document.cacheDuration, notAfterOf(current), Math.random());
  }

  async #fetch(connection: Sourced, now: number): Promise<Result<Refresh, Facts<string>>> {
    const { rules } = this.#record;
    const held = this.#states.findHeld(connection.id, heldOf(connection));
    const { url } = connection.metadataSource;
    const fetched = await fetchMetadata(url, { isLocal: rules.isLocal, validators: held.validators });
    if (!fetched.ok) return fetched;
    if (!fetched.value.isModified) return success({ document: held, changed: null });
    const { octets, validators } = fetched.value;
    const { entityId } = connection.identityProvider;
    const read = await readVouchedMetadata(octets, connection.metadataSource, entityId, { ...rules, now });
    if (!read.ok) return read;
    const judged = judgeRefresh(connection, read.value.identityProvider, now);
    if (!judged.ok) return judged;
    const { cacheDurationMilliseconds: cacheDuration } = read.value;
    // An extension that waits is to be sent again, even if the document does not change any more.
    const isAllTaken = judged.value.outcome !== 'extension_can_wait';
    return success({
      document: { validators: isAllTaken ? validators : NO_VALIDATORS, cacheDuration },
      changed: judged.value.outcome === 'changed' ? judged.value : null,
    });
  }

  /** Keeps what is trusted as it is. A streak of failures is told once, when it begins. */
  #fail(connection: Sourced, { code, expected, received }: Facts<string>, now: number): number {
    const failures = this.#storage.transactionSync(() => {
      const inARow = this.#states.noteFailure(connection.id, { code, expected, received }, now);
      if (inARow === 1) {
        this.#record.tellFailure(describeFailure(connection, code), now);
        this.#record.reportHealth(now);
      }
      return inARow;
    });
    return retryAt(now, Math.max(failures, 1), notAfterOf(connection), Math.random());
  }
}

const taskOf = (connectionId: string) => `${TASK} ${connectionId}`;

function hasSource(connection: Connection): connection is Sourced {
  return connection.metadataSource != null;
}

/** What validators stand for: as long as this is the same, "not modified" means that there is nothing to do. */
function heldOf({ metadataSource, identityProvider }: Sourced): string {
  return JSON.stringify([metadataSource, identityProvider]);
}

/** A date that cannot be read is past, as it is when signing in. */
function notAfterOf({ identityProvider: { notAfter } }: Connection): number | null {
  return notAfter === null ? null : (parseInstant(notAfter) ?? 0);
}

function describeCause(cause: RefreshCause | 'schedule'): readonly string[] {
  return cause === 'sign-in'
    ? [
        'A sign-in came with a signature by a key that was not known, so the metadata was fetched out of turn.',
      ]
    : [];
}

/** Without the facts, which may quote what somebody sent: the trail is for good. The status has them. */
function describeFailure(
  { id, identityProvider: { notAfter } }: Connection,
  code: string,
): readonly string[] {
  const until = notAfter === null ? 'until somebody changes them' : `until ${notAfter}`;
  return [
    `The metadata of connection “${id}” could not be refreshed (${code}).`,
    `Its keys and addresses stay as they are, ${until}.`,
  ];
}
