/**
 * What has to come out of a record after a change: sessions end whose connection is gone, the live version goes into KV, and the
 * summary into the operator's list. At once, so that whoever made the change sees it; what fails then, the agenda does later.
 * I/O: the ledger, KV, the directory, the record's storage.
 */
import { summarizeTenant } from '../../administration/summarize-tenant.ts';
import { sessionOrigins } from '../../sign-in/session-origins.ts';
import { directoryOf } from '../administration.ts';
import { EVERYWHERE_AFTER_MILLISECONDS } from '../tenant-store.ts';
import type { TaskHandler } from './agenda.ts';
import type { Bindings, Parts } from './parts.ts';
import { publishToKv } from './publisher.ts';
import { SerialQueue } from './serial-queue.ts';
import { readState } from './tables.ts';

/** Whoever makes a change waits no longer than this for KV and the directory. */
const MAX_WAIT_MILLISECONDS = 5_000;

/** Sessions come first: they are over within a minute, however long KV takes to let nobody in any more. */
const TASKS = ['sessions', 'publish', 'report'] as const;

export class Outbox {
  readonly #queue = new SerialQueue();
  readonly #env: Bindings;
  readonly #parts: () => Parts;

  constructor(env: Bindings, parts: () => Parts) {
    this.#env = env;
    this.#parts = parts;
  }

  /** The tasks that are the outbox's own. */
  handlerOf(task: string): TaskHandler | null {
    if (task === 'sessions') return (now) => this.#endSessions(now);
    if (task === 'publish') return () => this.#queue.run(() => this.#publish());
    return task === 'report' ? (now) => this.#queue.run(() => this.#report(now)) : null;
  }

  /** Brings out what a change has entered, for as long as somebody waits for that. */
  async bringOut(): Promise<void> {
    const { agenda } = this.#parts().tables;
    await agenda.arm();
    const doAll = async () => {
      for (const task of TASKS) {
        const handler = this.handlerOf(task);
        if (handler !== null) await agenda.runOne(task, Date.now(), handler);
      }
    };
    await Promise.race([doAll(), scheduler.wait(MAX_WAIT_MILLISECONDS)]);
  }

  /**
   * Goes by what is live by now, so that it bears repeating. That is done once more when every edge knows: until then one may have
   * let somebody in whose session would be good again if the connection, or the tenant, came back.
   */
  async #endSessions(now: number): Promise<number | null> {
    const state = readState(this.#parts().tables);
    if (state === null) return null;
    const origins = state.deleted === null ? sessionOrigins(state.live.configuration) : [];
    await this.#env.SIGN_IN_LEDGER.getByName(state.tenantId).keepOnly(origins);
    const { everywhereAt } = state.publication;
    if (everywhereAt === null) return now + EVERYWHERE_AFTER_MILLISECONDS;
    return now < everywhereAt ? everywhereAt : null;
  }

  async #publish(): Promise<number | null> {
    const { tables } = this.#parts();
    const state = readState(tables);
    const gate = tables.recovery.gate();
    const again = state && (await publishToKv(this.#env.TENANTS, tables.publication, state, gate));
    // The list says as well whether KV holds it.
    tables.agenda.scheduleBy('report', Date.now());
    return again;
  }

  async #report(now: number): Promise<null> {
    const { tables, journal, metadata } = this.#parts();
    const state = readState(tables);
    if (state === null) return null;
    const { recent, lastSignInAt } = journal.attempts.count(now);
    const metadataFailingSince = metadata.failingSince();
    const health = { lastSignInAt, recentFailures: recent.refused, metadataFailingSince };
    const batch = journal.rollUp.next();
    await directoryOf(this.#env).report(summarizeTenant(state, health), batch);
    if (batch !== null) journal.rollUp.taken(batch.batch);
    return null;
  }
}
