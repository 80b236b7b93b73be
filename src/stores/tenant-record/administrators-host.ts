/** The methods of a tenant's record that are about who sets it up. I/O: its storage. */
import type { AdministratorsPort, EnteringPerson } from '../../administration/administrator.ts';
import type { Author } from '../../administration/author.ts';
import { SetupLinksHost } from './setup-links-host.ts';

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
}
