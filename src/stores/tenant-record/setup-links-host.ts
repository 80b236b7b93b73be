/** The methods of a tenant's record that are about its set-up links; see setup-links.ts. I/O: its storage. */
import type { Author } from '../../administration/author.ts';
import type {
  NewSetupLink,
  SetupLink,
  SetupLinkFailure,
  SetupLinkRefusal,
  SetupLinksPort,
} from '../../administration/setup-link.ts';
import { type Result, success } from '../../result.ts';
import { JournalHost } from './journal-host.ts';
import { readState, type Tables } from './tables.ts';

interface Context {
  readonly author: Author;
  readonly now: number;
}

export abstract class SetupLinksHost<Bindings> extends JournalHost<Bindings> implements SetupLinksPort {
  protected abstract tables(): Tables;

  async setupLinks(): Promise<readonly SetupLink[]> {
    return this.tables().setupLinks.list();
  }

  async createSetupLink(
    input: Pick<SetupLink, 'note' | 'expiresAt'>,
    context: Context,
  ): Promise<Result<NewSetupLink, { readonly code: SetupLinkFailure }>> {
    const state = readState(this.tables());
    if (state === null) return { ok: false, failure: { code: 'tenant_unknown' } };
    if (state.deleted !== null) return { ok: false, failure: { code: 'tenant_deleted' } };
    const made = this.tables().setupLinks.create(input, context);
    await this.tables().agenda.arm();
    return made === null ? { ok: false, failure: { code: 'too_many_setup_links' } } : success(made);
  }

  async revokeSetupLink(id: string, context: Context): Promise<SetupLink | null> {
    const revoked = this.tables().setupLinks.revoke(id, context);
    await this.tables().agenda.arm();
    return revoked;
  }

  async openSetupLink(
    secretHash: string,
    source: string,
    now: number,
  ): Promise<Result<SetupLink, SetupLinkRefusal>> {
    const opened = this.#whileInUse(() => this.tables().setupLinks.open(secretHash, source, now));
    await this.tables().agenda.arm();
    return opened;
  }

  async checkSetupLink(id: string, now: number): Promise<Result<SetupLink, SetupLinkRefusal>> {
    return this.#whileInUse(() => this.tables().setupLinks.check(id, now));
  }

  async finishSetupLink(id: string, now: number): Promise<Result<SetupLink, SetupLinkRefusal>> {
    const finished = this.#whileInUse(() => this.tables().setupLinks.finish(id, now));
    await this.tables().agenda.arm();
    return finished;
  }

  /** A deleted tenant has nothing to set up. */
  #whileInUse(work: () => Result<SetupLink, SetupLinkRefusal>): Result<SetupLink, SetupLinkRefusal> {
    const state = readState(this.tables());
    const isInUse = state !== null && state.deleted === null;
    return isInUse ? work() : { ok: false, failure: { code: 'setup_link_unknown' } };
  }
}
