/** Who did something, in a few words. Pure. */
import type { Author } from '../../../administration/author.ts';

/** Names an author for people. */
export function nameAuthor({ kind, name }: Author): string {
  switch (kind) {
    case 'operator':
      return name;
    case 'administrator':
      return `${name}, of the customer`;
    case 'api-key':
      return `API key ${name}`;
    case 'deployment':
      return 'OPERATOR_TOKEN';
    case 'system':
      return name === 'metadata-refresh' ? 'The metadata refresh' : 'The product itself';
  }
}
