/**
 * What a tenant's record is made of: its tables, what happens to the tenant, its metadata; opened over the record's storage and
 * put together here, and once more after a purge. I/O: the record's storage; through what is opened, the directory and the network.
 */
import type { RefreshedConnection } from '../../administration/apply-metadata.ts';
import { systemAuthor } from '../../administration/author.ts';
import { outboundUrlRules } from '../../outbound-url.ts';
import {
  type AdministrationBindings,
  directoryOf,
  type WithBaseDomain,
  type WithBlockedAlgorithms,
} from '../administration.ts';
import { cacheTargets } from '../cached-targets.ts';
import type { SignInLedger } from '../sign-in-ledger.ts';
import { Journal } from './journal.ts';
import { MetadataSchedule } from './metadata-schedule.ts';
import { openTables, readState, type Tables } from './tables.ts';

export interface RecordBindings extends AdministrationBindings {
  readonly SIGN_IN_LEDGER: DurableObjectNamespace<SignInLedger>;
}

export type Bindings = RecordBindings & WithBaseDomain & WithBlockedAlgorithms;

export interface Parts {
  readonly tables: Tables;
  readonly journal: Journal;
  readonly metadata: MetadataSchedule;
}

/** What the parts ask of the record that they are parts of. */
export interface RecordHost {
  /** Makes refreshed metadata live, as any change is made. */
  applyMetadata(refreshed: RefreshedConnection, now: number): Promise<void>;
  /** Switches off an endpoint of this tenant's own. */
  switchOffGone(endpointId: string, now: number): Promise<void>;
}

/** Opens the parts, making tables that are missing. */
export function openParts(storage: DurableObjectStorage, env: Bindings, host: RecordHost): Parts {
  const tables = openTables(storage, (step) => journal.noteSetupLink(step));
  const journal: Journal = openJournal(storage, env, tables, host);
  return { tables, journal, metadata: openMetadata(storage, env, { tables, journal }, host) };
}

function openJournal(
  storage: DurableObjectStorage,
  env: Bindings,
  tables: Tables,
  host: RecordHost,
): Journal {
  const journal: Journal = new Journal(storage, tables.agenda, {
    state: () => readState(tables),
    liveVersion: () => tables.header.read()?.liveVersion ?? null,
    everywhere: cacheTargets(() => directoryOf(env).webhookTargets()),
    switchOff: (endpointId, now) =>
      journal.endpoints.find(endpointId).ok
        ? host.switchOffGone(endpointId, now)
        : directoryOf(env).switchOffGone(endpointId, now),
    ...outboundUrlRules(env.BASE_DOMAIN),
  });
  return journal;
}

function openMetadata(
  storage: DurableObjectStorage,
  { BASE_DOMAIN, BLOCKED_ALGORITHMS = '' }: Bindings,
  { tables, journal }: Omit<Parts, 'metadata'>,
  host: RecordHost,
): MetadataSchedule {
  const { agenda, audit } = tables;
  return new MetadataSchedule(storage, agenda, {
    rules: {
      isLocal: outboundUrlRules(BASE_DOMAIN).allowLoopback,
      blockedAlgorithms: new Set(BLOCKED_ALGORITHMS.split(/[\s,]+/).filter(Boolean)),
    },
    connections: () => {
      const state = readState(tables);
      return state === null || state.deleted !== null ? [] : state.live.configuration.connections;
    },
    applyMetadata: (refreshed, now) => host.applyMetadata(refreshed, now),
    tellFailure: (changes, now) => {
      const state = readState(tables);
      if (state === null) return;
      const [action, author] = ['metadata_refresh_failed' as const, systemAuthor('metadata-refresh')];
      audit.add({ at: now, author, action, version: null, changes });
      journal.noteChange({ change: { action, changes }, before: state, after: state }, now);
    },
    reportHealth: (now) => agenda.scheduleBy('report', now),
  });
}
