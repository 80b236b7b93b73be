/**
 * What a tenant's record is made of: its tables, what happens to the tenant, its metadata; opened over the record's storage and
 * put together here, and once more after a purge. I/O: the record's storage; through what is opened, the directory and the network.
 */
import type { RefreshedConnection } from '../../administration/apply-metadata.ts';
import { systemAuthor } from '../../administration/author.ts';
import type { AuditEntry } from '../../administration/tenant-record.ts';
import { readResolverUrl, type WithResolver } from '../../dns/resolver-url.ts';
import { emitEvent, type WithEvents } from '../../events/emit-event.ts';
import { makeEvent } from '../../events/outcome-event.ts';
import { outboundUrlRules } from '../../outbound-url.ts';
import {
  type AdministrationBindings,
  directoryOf,
  type WithBaseDomain,
  type WithBlockedAlgorithms,
} from '../administration.ts';
import { cacheTargets } from '../cached-targets.ts';
import { lookUpTxt } from '../dns-lookup.ts';
import type { SignInLedger } from '../sign-in-ledger.ts';
import { claimDomain, enterGivingUp } from './claiming.ts';
import { DomainProofs } from './domain-proofs.ts';
import { Journal } from './journal.ts';
import { MetadataSchedule } from './metadata-schedule.ts';
import { openTables, readState, type Tables } from './tables.ts';

export interface RecordBindings extends AdministrationBindings, WithEvents {
  readonly SIGN_IN_LEDGER: DurableObjectNamespace<SignInLedger>;
}

export type Bindings = RecordBindings & WithBaseDomain & WithBlockedAlgorithms & WithResolver;

export interface Parts {
  readonly tables: Tables;
  readonly journal: Journal;
  readonly metadata: MetadataSchedule;
  readonly domains: DomainProofs;
}

/** What the parts ask of the record that they are parts of. */
export interface RecordHost {
  /** Makes refreshed metadata live, as any change is made. */
  applyMetadata(refreshed: RefreshedConnection, now: number): Promise<void>;
  /** Switches off an endpoint of this tenant's own. */
  switchOffGone(endpointId: string, now: number): Promise<void>;
  /** Does what must not come in between two changes. */
  alone<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Brings out what has been entered to be published. */
  bringOut(): Promise<void>;
}

/** Opens the parts, making tables that are missing. */
export function openParts(storage: DurableObjectStorage, env: Bindings, host: RecordHost): Parts {
  const tables = openTables(
    storage,
    (step) => journal.noteSetupLink(step),
    (change) => emitEvent(makeEvent({ event: 'change', ...change }), env),
  );
  const journal: Journal = openJournal(storage, env, tables, host);
  const metadata = openMetadata(storage, env, { tables, journal }, host);
  return { tables, journal, metadata, domains: openDomains(storage, env, { tables, journal }, host) };
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
    emit: (event) => emitEvent(event, env),
    ...outboundUrlRules(env.BASE_DOMAIN),
  });
  return journal;
}

function openMetadata(
  storage: DurableObjectStorage,
  { BASE_DOMAIN, BLOCKED_ALGORITHMS = '' }: Bindings,
  { tables, journal }: Pick<Parts, 'tables' | 'journal'>,
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

const DOMAIN_SENTENCES = {
  'domain.added': 'is to be proven',
  'domain.removed': 'was removed',
  'domain.proven': 'is proven',
  'domain.check_failed': 'is proven, but its record was not found',
  'domain.lapsed': 'is not proven any more',
} as const;

function openDomains(
  storage: DurableObjectStorage,
  env: Bindings,
  { tables, journal }: Pick<Parts, 'tables' | 'journal'>,
  { alone, bringOut }: RecordHost,
): DomainProofs {
  const { allowLoopback } = outboundUrlRules(env.BASE_DOMAIN);
  return new DomainProofs(storage, tables.agenda, tables.domains, {
    refusal() {
      const state = readState(tables);
      if (state === null) return 'tenant_unknown';
      return state.deleted === null ? null : 'tenant_deleted';
    },
    lookUp: (name) => lookUpTxt(name, readResolverUrl(env.DNS_RESOLVER_URL, allowLoopback)),
    claim: (domain) => claimDomain(env, tables, domain),
    alone,
    bringOut,
    note(what, domain, author, now) {
      const action = what.replace('.', '_') as AuditEntry['action'];
      const changes = [`The email domain “${domain}” ${DOMAIN_SENTENCES[what]}.`];
      const by = author ?? systemAuthor('domain-check');
      tables.audit.add({ at: now, author: by, action, version: null, changes });
      if (what === 'domain.added') return;
      const state = readState(tables);
      if (state !== null && what !== 'domain.removed') {
        journal.tell(what, { id: state.tenantId, slug: state.slug }, { domain }, now);
      }
      if (what === 'domain.check_failed') return;
      tables.enterPublication();
      tables.agenda.scheduleBy('report', now);
      enterGivingUp(tables);
    },
  });
}
