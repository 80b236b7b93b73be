/** Who a row is about, by whatever the tenant lets be kept: name, address, account key; or a keyed hash. */
import type { Person } from '../../../administration/attempt.ts';
import { PersonData } from '../../pages/person-data.tsx';

type KnownPerson = Pick<Person, 'id' | 'accountKey' | 'displayName' | 'email'>;

/** Renders it. */
export function PersonHead({ person }: { readonly person: KnownPerson }) {
  const { id, accountKey, displayName, email } = person;
  return (
    <>
      {displayName === null ? null : <PersonData text={displayName} />}
      {email === null ? null : (
        <small>
          <PersonData text={email} />
        </small>
      )}
      <small>
        <code class="fingerprint">
          <PersonData text={accountKey ?? id} />
        </code>
      </small>
    </>
  );
}

/** Gives what to call a person in a label. */
export function personLabel({ id, accountKey, displayName, email }: KnownPerson): string {
  return displayName ?? email ?? accountKey ?? id;
}
