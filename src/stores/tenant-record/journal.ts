/**
 * What happens to one tenant, in its record: sign-ins as they come in, the people they were, the events that follow from them
 * and from changes, and the delivery of those. Whatever is told is written in the transaction that makes it true. Put
 * together from the tables beside this file. I/O: the object's storage; webhooks.
 */

import type { SignInAttempt } from '../../administration/attempt.ts';
import { type RecordedChange, tellChange } from '../../administration/change-events.ts';
import { compileDraft } from '../../administration/configuration.ts';
import { digestConnection, type ShadowTask } from '../../administration/draft-trial.ts';
import { describeNotice, tenantNotices } from '../../administration/expiry-notices.ts';
import type { SignInEntry, SignOutEntry } from '../../administration/journal.ts';
import type { ReferenceMatch } from '../../administration/reference.ts';
import type { SetupLinkStep } from '../../administration/setup-link.ts';
import type { TenantState } from '../../administration/tenant-record.ts';
import { makeEvent, type OutcomeEvent } from '../../events/outcome-event.ts';
import { makeReference } from '../../events/reference.ts';
import { type RememberedPeople, rememberedPeople } from '../../tenants/tenant.ts';
import { describePerson, SIGN_IN_TYPES, subscribes } from '../../webhooks/payload.ts';
import { sendWebhook } from '../webhook-delivery.ts';
import { WebhookEndpoints, type WebhookTarget } from '../webhook-endpoints.ts';
import type { Agenda, TaskHandler } from './agenda.ts';
import { Attempts } from './attempts.ts';
import { Deliveries } from './deliveries.ts';
import { DraftTrialsTable } from './draft-trials.ts';
import { Events } from './events.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { FailingStreaks, REFUSALS } from './failing-streaks.ts';
import { Happenings } from './happenings.ts';
import { People } from './people.ts';
import { Refusals } from './refusals.ts';
import { RollUp } from './roll-up.ts';
import { SharedTransaction } from './shared-transaction.ts';

const DAY = 86_400_000;
/** How late the operator's list may know of a sign-in, so that a busy morning does not keep the directory busy. */
const REPORT_AFTER_MILLISECONDS = 5 * 60_000;

/** What the journal needs from around it. */
export interface JournalContext {
  /** The record, as it is now; null before there is one. */
  readonly state: () => TenantState | null;
  /** The number of the version that is live; null before there is one. */
  readonly liveVersion: () => number | null;
  /** The endpoints that are told of all tenants. */
  readonly everywhere: () => Promise<readonly WebhookTarget[]>;
  /** Switches off an endpoint of this tenant, or of those, whose receiver is gone. */
  readonly switchOff: (endpointId: string, now: number) => Promise<void>;
  /** Tells the log of an outcome. */
  readonly emit: (event: OutcomeEvent) => void;
  /** On a developer's machine only. */
  readonly allowLoopback: boolean;
}

export class Journal {
  readonly attempts: Attempts;
  readonly people: People;
  readonly events: Events;
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: Deliveries;
  readonly refusals: Refusals;
  readonly trials: DraftTrialsTable;
  readonly happenings: Happenings;
  readonly rollUp: RollUp;
  readonly #storage: DurableObjectStorage;
  readonly #agenda: Agenda;
  readonly #context: JournalContext;
  readonly #signIns: SharedTransaction;
  readonly #streaks: FailingStreaks;
  readonly #expiries: ExpiryWatch;
  #allowed: { readonly version: number | null; readonly people: RememberedPeople } | null = null;

  constructor(storage: DurableObjectStorage, agenda: Agenda, context: JournalContext) {
    this.#storage = storage;
    this.#agenda = agenda;
    this.#context = context;
    this.#signIns = new SharedTransaction(storage);
    this.attempts = new Attempts(storage.sql);
    this.people = new People(storage.sql);
    this.events = new Events(storage.sql);
    this.endpoints = new WebhookEndpoints(storage.sql, context);
    this.deliveries = new Deliveries(storage, this.events, {
      send: (target, event) => sendWebhook(target, event, context),
      switchOff: (endpointId, now) => context.switchOff(endpointId, now),
      makeReference: () => makeReference(context.state()?.tenantId ?? null),
      told: (delivery) =>
        context.emit(makeEvent({ event: 'webhook', tenant: context.state()?.slug ?? null, ...delivery })),
    });
    this.happenings = new Happenings(storage.sql);
    this.rollUp = new RollUp(storage, this.attempts.hours);
    this.refusals = new Refusals(storage.sql);
    this.trials = new DraftTrialsTable(storage.sql);
    this.#streaks = new FailingStreaks(storage.sql);
    this.#expiries = new ExpiryWatch(storage.sql);
  }

  /** The tasks that are the journal's own. */
  handlerOf(task: string): TaskHandler | null {
    if (task === 'deliver') return async (now) => this.deliveries.run(await this.#targets(), now);
    if (task === 'evidence') return async (now) => this.refusals.erase(now);
    return task === 'watch' ? async (now) => this.#watch(now) : null;
  }

  /** Notes a sign-in, however it went, and whom it was, as far as the tenant allows. */
  async recordSignIn({ tenant, attempt, session, ...refused }: SignInEntry): Promise<ShadowTask | null> {
    const accountKey = session?.identity.accountKey ?? null;
    const personId = accountKey === null ? null : await this.people.identify(accountKey);
    const wantsSignIns = session !== null && (await this.#isAnybodyToldOfSignIns());
    await this.#signIns.write(() => {
      const { at, connectionId, code, reference } = attempt;
      this.attempts.append(attempt);
      this.#keepRefused(attempt, refused);
      this.#agenda.scheduleBy('report', Date.now() + REPORT_AFTER_MILLISECONDS);
      const failing = this.#streaks.note(attempt);
      if (failing !== null) {
        const since = new Date(failing.since).toISOString();
        this.tell('sign_in.failing', tenant, { connectionId, refusals: REFUSALS, since, lastCode: code }, at);
      }
      if (session === null) return;
      const isFirst = personId !== null && this.people.note(personId, session, this.#allowedNow());
      if (!wantsSignIns) return;
      const data = { reference, connectionId, person: describePerson(session, personId) };
      if (isFirst) this.tell('person.first_sign_in', tenant, data, at);
      this.tell('sign_in.succeeded', tenant, data, at);
    });
    await this.#agenda.arm();
    return this.#shadowTask(attempt);
  }

  #keepRefused(
    { reference, connectionId, at }: SignInAttempt,
    { checks, evidence = null }: Pick<SignInEntry, 'checks' | 'evidence'>,
  ): void {
    if (checks !== undefined) this.refusals.note(reference, checks);
    if (evidence === null || connectionId === null) return;
    this.refusals.keep(reference, connectionId, at, evidence);
    // The connection may be another by now than where the sign-in was.
    this.refusals.allow(this.#context.state()?.live.configuration.connections ?? []);
    this.#agenda.scheduleBy('evidence', evidence.expiresAt);
  }

  #shadowTask({ connectionId, outcome }: SignInAttempt): ShadowTask | null {
    if (outcome === 'restarted' || connectionId === null || this.trials.shadow() === null) return null;
    const state = this.#context.state();
    const connection = state?.draft?.configuration.connections.find(({ id }) => id === connectionId);
    if (state === null || connection === undefined) return null;
    return { tenant: compileDraft(state), connection, digest: digestConnection(connection) };
  }

  /** Notes that somebody ended a session. */
  async recordSignOut({ tenant, session, reference, at }: SignOutEntry): Promise<void> {
    const { identity, connectionId } = session;
    this.happenings.append({ kind: 'sign_out', reference, at, code: 'signed_out', connectionId });
    const { accountKey } = identity;
    const id = accountKey === null ? null : await this.people.identify(accountKey);
    if (!(await this.#isAnybodyToldOfSignIns())) return;
    this.#storage.transactionSync(() => {
      const { attributes: _attributes, ...person } = describePerson(session, id);
      this.tell('session.signed_out', tenant, { connectionId, person }, at);
    });
    await this.#agenda.arm();
  }

  /** Finds what is kept under a reference number, besides what the audit trail has. */
  findReference(reference: string): readonly ReferenceMatch[] {
    const { items } = this.attempts.list({ limit: 10, cursor: null, outcome: null, code: null, reference });
    return [
      ...items.map((attempt) => ({
        kind: 'sign_in' as const,
        attempt,
        checks: this.refusals.checks(reference) ?? [],
      })),
      ...this.deliveries.findReference(reference).map((delivery) => ({ kind: 'webhook' as const, delivery })),
      ...this.happenings.find(reference).map((happening) => ({ kind: 'happening' as const, happening })),
    ];
  }

  /** Tells a change, and clears what the tenant does not allow any more; inside of the change's transaction. */
  noteChange(change: RecordedChange, now: number): void {
    const { tenantId: id, slug } = change.after;
    for (const { type, data } of tellChange(change)) this.tell(type, { id, slug }, data, now);
    this.people.allow(rememberedPeople(change.after.live.configuration));
    this.trials.follow(change.after);
    this.refusals.allow(change.after.live.configuration.connections);
    this.#agenda.scheduleBy('evidence', now);
    this.#agenda.scheduleBy('watch', now);
  }

  /** Tells what became of a set-up link; inside of that transaction. Whoever calls arms the agenda. */
  noteSetupLink({ type, link, now }: SetupLinkStep): void {
    const state = this.#context.state();
    if (state === null) return;
    const data = { setupLinkId: link.id, expiresAt: new Date(link.expiresAt).toISOString() };
    this.tell(type, { id: state.tenantId, slug: state.slug }, data, now);
  }

  /** Queues a delivery once more; see WebhookDeliveriesPort. */
  async redeliver(deliveryId: string, now: number) {
    const queued = this.#storage.transactionSync(() => {
      const result = this.deliveries.sendAgain(deliveryId, now);
      if (result.ok) this.#agenda.scheduleBy('deliver', now);
      return result;
    });
    await this.#agenda.arm();
    return queued;
  }

  /** Enters an event, to be delivered; inside of the transaction that makes it true. */
  tell(...[type, tenant, data, now]: Parameters<Events['append']>): void {
    this.events.append(type, tenant, data, now);
    this.#agenda.scheduleBy('deliver', now);
  }

  /** Forgets old events, and tells what lapses soon, each at each number of days once; looks again tomorrow. */
  #watch(now: number): number | null {
    this.events.prune(now);
    this.#agenda.scheduleBy('report', now);
    const state = this.#context.state();
    if (state === null) return null;
    if (state.deleted !== null) return now + DAY;
    this.#storage.transactionSync(() => {
      for (const notice of this.#expiries.pickDue(tenantNotices(state.live.configuration), now)) {
        const tenant = { id: state.tenantId, slug: state.slug };
        this.tell(notice.type, tenant, describeNotice(notice, now), now);
      }
    });
    return now + DAY;
  }

  /** What the live version allows: a version never changes, so that its configuration is read once. */
  #allowedNow(): RememberedPeople {
    const version = this.#context.liveVersion();
    if (this.#allowed?.version === version) return this.#allowed.people;
    const people = rememberedPeople(this.#context.state()?.live.configuration ?? {});
    this.#allowed = { version, people };
    return people;
  }

  async #targets(): Promise<readonly WebhookTarget[]> {
    return [...this.endpoints.targets(), ...(await this.#context.everywhere())];
  }

  /** Where that cannot be found out, events are kept: better one too many than somebody's first sign-in lost. */
  async #isAnybodyToldOfSignIns(): Promise<boolean> {
    try {
      const targets = await this.#targets();
      return targets.some((target) => SIGN_IN_TYPES.some((type) => subscribes(target, type)));
    } catch {
      return true;
    }
  }
}
