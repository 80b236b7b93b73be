/** The methods of a tenant's record that are about trying drafts out, and refused sign-ins again. I/O: its storage. */
import type { Author } from '../../administration/author.ts';
import type {
  DraftTest,
  DraftTrials,
  DraftTrialsPort,
  ShadowCount,
} from '../../administration/draft-trial.ts';
import type { Refusal, RefusalsPort, SealedEvidence } from '../../administration/refusal.ts';
import type { AuditEntry } from '../../administration/tenant-record.ts';
import { AdministratorsHost } from './administrators-host.ts';
import { readState } from './tables.ts';

interface Context {
  readonly author: Author;
  readonly now: number;
}

export abstract class TrialsHost<Bindings>
  extends AdministratorsHost<Bindings>
  implements DraftTrialsPort, RefusalsPort
{
  async draftTrials(): Promise<DraftTrials> {
    return this.journal().trials.read();
  }

  async noteDraftTest(test: DraftTest): Promise<void> {
    if (readState(this.tables()) !== null) this.journal().trials.noteTest(test);
  }

  async switchShadow(on: boolean, context: Context): Promise<boolean> {
    const { trials } = this.journal();
    const state = readState(this.tables());
    if (state === null || (on && state.draft === null)) return false;
    if (on === (trials.shadow() !== null)) return true;
    if (on) trials.switchOn(context.author, context.now);
    else trials.switchOff();
    this.#tell('shadow_switched', on ? 'It is on.' : 'It is off.', context);
    return true;
  }

  async noteShadow(count: Omit<ShadowCount, 'total'>): Promise<void> {
    const { trials } = this.journal();
    if (trials.shadow() !== null) trials.count(count);
  }

  async refusal(reference: string, now: number): Promise<Refusal | null> {
    const { attempts, refusals } = this.journal();
    const query = { reference, outcome: 'refused', code: null, limit: 1, cursor: null } as const;
    const [attempt] = attempts.list(query).items;
    if (attempt === undefined) return null;
    const evidence = refusals.evidence(attempt.reference, now);
    return {
      attempt,
      checks: refusals.checks(attempt.reference) ?? [],
      evidenceUntil: evidence?.expiresAt ?? null,
    };
  }

  async takeEvidence(reference: string, context: Context): Promise<SealedEvidence | null> {
    const evidence = this.journal().refusals.evidence(reference, context.now);
    if (evidence !== null) this.#tell('sign_in_retried', `It was ${reference}.`, context);
    return evidence;
  }

  #tell(action: AuditEntry['action'], sentence: string, { author, now }: Context): void {
    this.tables().audit.add({ at: now, author, action, version: null, changes: [sentence] });
  }
}
