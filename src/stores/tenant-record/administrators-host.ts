/** The methods of a tenant's record that are about who sets it up. I/O: its storage. */
import type { AdministratorsPort, EnteringPerson } from '../../administration/administrator.ts';
import type { Author } from '../../administration/author.ts';
import { checkEnforcement } from '../../administration/lock-out.ts';
import type { RecordFailure, TenantConfiguration } from '../../administration/tenant-record.ts';
import { failure, type Result } from '../../result.ts';
import { findEnforcementFacts } from './enforcement-facts.ts';
import { SetupLinksHost } from './setup-links-host.ts';
import { readState } from './tables.ts';

export abstract class AdministratorsHost<Bindings>
  extends SetupLinksHost<Bindings>
  implements AdministratorsPort
{
  async noteAdministrator({ accountKey, name }: EnteringPerson, now: number): Promise<Author> {
    const id = await this.journal().people.identify(accountKey);
    const author: Author = { kind: 'administrator', id, name };
    this.tables().audit.add({
      at: now,
      author,
      action: 'administrator_entered',
      version: null,
      changes: [],
    });
    return author;
  }

  async checkEnforcement(
    configuration: TenantConfiguration,
    now: number,
  ): Promise<Result<null, RecordFailure>> {
    const parts = { tables: this.tables(), journal: this.journal() };
    const state = readState(parts.tables);
    if (state === null) return failure('tenant_unknown', 'a tenant that exists', 'none');
    const { live } = state;
    return checkEnforcement(live.configuration, configuration, findEnforcementFacts(parts, live, now));
  }
}
