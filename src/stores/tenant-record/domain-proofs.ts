/**
 * A tenant's email domains and how far they are proven, in its record: each has a task on the agenda, `domain <name>`, which
 * looks its TXT record up. What a check finds is written with its entry in the audit trail, its event, and what has to be
 * published, in one transaction. Randomness: the tokens. I/O: the record's storage; through its record, DNS and the directory.
 */
import type { Author } from '../../administration/author.ts';
import {
  type CheckOutcome,
  type DomainContext,
  type DomainEvent,
  type DomainFailure,
  type DomainProof,
  judgeCheck,
  MAX_DOMAINS,
  mayCheckNow,
  nextCheckAt,
  proofRecordName,
  proofRecordText,
} from '../../administration/domain-proof.ts';
import { encodeBase64Url } from '../../operators/secret-text.ts';
import type { Result } from '../../result.ts';
import type { Agenda, TaskHandler } from './agenda.ts';
import type { DomainsTable } from './domains-table.ts';

/** The record that the proofs are of. */
export interface ProvingRecord {
  /** Whether there is a tenant, and one that is in use. */
  refusal(): 'tenant_unknown' | 'tenant_deleted' | null;
  /** Looks up TXT records. */
  lookUp(name: string): Promise<Result<readonly string[], unknown>>;
  /** Claims a domain at the directory; false where another tenant has it. Not to be interleaved with a change. */
  claim(domain: string): Promise<boolean>;
  /** Does what must not come in between two changes. */
  alone<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Notes what happened; inside of the transaction. `author` is null for what happened by itself. */
  note(
    what: DomainEvent | 'domain.added' | 'domain.removed',
    domain: string,
    author: Author | null,
    now: number,
  ): void;
  /** Brings out what was noted. */
  bringOut(): Promise<void>;
}

const TASK = 'domain';
const TOKEN_OCTETS = 24;

export class DomainProofs {
  readonly #storage: DurableObjectStorage;
  readonly #agenda: Agenda;
  readonly #table: DomainsTable;
  readonly #record: ProvingRecord;
  /** Being looked up for whoever asked: what comes meanwhile would ask the resolver again. */
  readonly #asked = new Set<string>();

  constructor(storage: DurableObjectStorage, agenda: Agenda, table: DomainsTable, record: ProvingRecord) {
    this.#storage = storage;
    this.#agenda = agenda;
    this.#table = table;
    this.#record = record;
  }

  /** The tasks that are its own. */
  handlerOf(task: string): TaskHandler | null {
    const [kind, domain] = task.split(' ');
    if (kind !== TASK || domain === undefined) return null;
    return async (now) => {
      // A deleted tenant may be brought back: until it is purged, its domains wait.
      const checked =
        this.#record.refusal() === null ? await this.#check(domain, now) : this.#table.find(domain);
      return checked && nextCheckAt(checked, now);
    };
  }

  async add(domain: string, { author, now }: DomainContext): Promise<DomainProof | DomainFailure> {
    const refusal = this.#record.refusal();
    if (refusal !== null) return refusal;
    const known = this.#table.find(domain);
    if (known !== null) return known;
    if (this.#table.list().length >= MAX_DOMAINS) return 'too_many_domains';
    const token = encodeBase64Url(crypto.getRandomValues(new Uint8Array(TOKEN_OCTETS)));
    const proof: DomainProof = {
      domain,
      recordName: proofRecordName(domain),
      recordText: proofRecordText(token),
      addedAt: now,
      provenAt: null,
      lapsedAt: null,
      checkedAt: null,
      outcome: null,
      failures: 0,
    };
    this.#storage.transactionSync(() => {
      this.#table.put(proof);
      this.#record.note('domain.added', domain, author, now);
      this.#agenda.schedule(taskOf(domain), nextCheckAt(proof, now) ?? now);
    });
    await this.#agenda.arm();
    return proof;
  }

  async checkNow(domain: string, now: number): Promise<DomainProof | DomainFailure> {
    const refusal = this.#record.refusal();
    if (refusal !== null) return refusal;
    const known = this.#table.find(domain);
    if (known === null) return 'domain_unknown';
    if (!mayCheckNow(known, now) || this.#asked.has(domain)) return known;
    this.#asked.add(domain);
    const checked = await this.#check(domain, now).finally(() => this.#asked.delete(domain));
    if (checked === null) return 'domain_unknown';
    const next = nextCheckAt(checked, now);
    if (next !== null) this.#agenda.schedule(taskOf(domain), next);
    await this.#agenda.arm();
    return checked;
  }

  async remove(domain: string, { author, now }: DomainContext): Promise<DomainFailure | null> {
    const refusal = this.#record.refusal();
    if (refusal !== null) return refusal;
    if (this.#table.find(domain) === null) return 'domain_unknown';
    this.#storage.transactionSync(() => {
      this.#table.remove(domain);
      this.#agenda.cancel(taskOf(domain));
      this.#record.note('domain.removed', domain, author, now);
    });
    await this.#record.bringOut();
    return null;
  }

  /** Looks the record up, and writes what came of it; null where the domain was removed meanwhile. */
  async #check(domain: string, now: number): Promise<DomainProof | null> {
    const asked = this.#table.find(domain);
    if (asked === null) return null;
    const found = await this.#record.lookUp(asked.recordName);
    const isThere = found.ok && found.value.includes(asked.recordText);
    const changed = await this.#record.alone(async () => {
      const outcome = isThere ? await this.#claimed(domain) : found.ok ? 'absent' : 'unanswered';
      return this.#write(asked, outcome, now);
    });
    if (changed) await this.#record.bringOut();
    return this.#table.find(domain);
  }

  async #claimed(domain: string): Promise<CheckOutcome> {
    return (await this.#record.claim(domain)) ? 'found' : 'taken';
  }

  /** Says whether something changed for others. */
  #write({ domain, recordText }: DomainProof, outcome: CheckOutcome, now: number): boolean {
    return this.#storage.transactionSync(() => {
      const proof = this.#table.find(domain);
      // Removed, or removed and added again with another token, while the DNS was asked.
      if (proof?.recordText !== recordText || this.#record.refusal() !== null) return false;
      const { progress, event } = judgeCheck(proof, outcome, now);
      this.#table.put({ ...proof, ...progress });
      if (event !== null) this.#record.note(event, domain, null, now);
      return event !== null;
    });
  }
}

const taskOf = (domain: string) => `${TASK} ${domain}`;
