/** The fields for what is made of attributes, with the names that came in the last test to choose from. */
import type { SeenAttribute } from '../../../administration/draft-trial.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { ANY_OTHER } from '../../setup/vendors/any-other.ts';
import { vendorOf } from '../../setup/vendors/vendors.ts';
import { Field, type FieldErrors } from '../fields.tsx';
import { bindControls } from './bind-controls.ts';
import { Select, TextArea } from './controls.tsx';
import { type FieldValues, readLines } from './field-values.ts';

interface AttributeFieldsProps {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
  readonly connection: Connection;
  /** What came in the last test; none where there was none. */
  readonly seen: readonly SeenAttribute[];
  readonly rows: readonly number[];
  readonly testHref: string;
}

const SEPARATORS = [
  ['', 'Nothing: each value is one group'],
  [';', 'Semicolon'],
  [',', 'Comma'],
  ['|', 'Vertical bar'],
] as const;

/** Renders them. */
export function AttributeFields(props: AttributeFieldsProps) {
  return (
    <>
      <SourceFields {...props} />
      <PeopleFields {...props} />
      <RoleFields {...props} />
    </>
  );
}

function SourceFields({ values, errors, connection, seen, testHref }: AttributeFieldsProps) {
  const vendor = vendorOf(connection.identityProvider);
  const of = bindControls(values, errors);
  const named = (name: string, label: string) => (
    <Field {...of(name)} label={label} list="seen" maxlength={1000} optional />
  );
  return (
    <section class="panel" aria-labelledby="sources">
      <h3 id="sources">Which attribute says what</h3>
      <p>
        Left empty, the names that identity providers commonly use are tried.{' '}
        {vendor === ANY_OTHER ? 'Yours' : vendor.name} has what it sends at: {vendor.attributes.where}.
      </p>
      {seen.length === 0 ? (
        <p class="hint">
          <a href={testHref}>Test signing in</a>, and the names that come are offered here.
        </p>
      ) : (
        <details>
          <summary>What came in the last test</summary>
          <ul class="sentences">
            {seen.map(({ name, friendlyName, values: count }) => (
              <li>
                <code>
                  <PersonData text={name} />
                </code>{' '}
                {friendlyName === null ? null : <PersonData text={friendlyName} />}
                {count === 1 ? null : ` (${count} values)`}
              </li>
            ))}
          </ul>
        </details>
      )}
      <datalist id="seen">
        {seen.map(({ name, friendlyName }) => (
          <option value={name}>{friendlyName}</option>
        ))}
      </datalist>
      {named('emailFrom', 'Email address')}
      {named('displayNameFrom', 'Name')}
      {named('groupsFrom', 'Groups')}
      <Select
        {...of('groupSeparator')}
        label="What separates several groups in one value"
        hint="Nobody may be able to name a group with it inside: such a group would count as two."
        options={SEPARATORS}
      />
    </section>
  );
}

/** What is read, whatever the attribute is called. */
const READ = new Map([
  ['email', 'Email address'],
  ['displayName', 'Name'],
  ['groups', 'Groups'],
]);
const MAX_CHOICES = 40;

function PeopleFields({ values, errors, seen }: AttributeFieldsProps) {
  const of = bindControls(values, errors);
  const required = readLines(values('required'));
  const choices = new Set([...READ.keys(), ...seen.slice(0, MAX_CHOICES).map(({ name }) => name)]);
  return (
    <section class="panel" aria-labelledby="people">
      <h3 id="people">Who may sign in</h3>
      <fieldset>
        <legend>Required</legend>
        <p class="hint">Who comes without is told what is missing.</p>
        {[...choices].map((name) => (
          <label class="choice">
            <input type="checkbox" name="needs" value={name} checked={required.includes(name)} />
            <span>{READ.get(name) ?? <PersonData text={name} />}</span>
          </label>
        ))}
      </fieldset>
      <TextArea
        name="required"
        label="Other required attributes"
        hint="Their names, one a line."
        value={required.filter((name) => !choices.has(name)).join('\n')}
        error={errors['required']}
        rows={3}
        optional
      />
      <TextArea
        {...of('anyOf')}
        label="Groups that may sign in"
        hint="One a line, letter by letter as they are sent. With any, only people of one of them sign in; others are told which."
        rows={3}
        optional
      />
    </section>
  );
}

function RoleFields({ values, errors, rows }: AttributeFieldsProps) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="roles">
      <h3 id="roles">Roles</h3>
      <p>What the application calls them; it gets them at the next sign-in.</p>
      <Field {...of('everybody')} label="Of everybody" hint="With spaces between." optional />
      <fieldset id="byGroup" tabindex={-1}>
        <legend>Of groups</legend>
        <p class="hint">
          A group, letter by letter, and its roles. There are more rows once these are saved.
        </p>
        {errors['byGroup'] === undefined ? null : <p class="error">{errors['byGroup']}</p>}
        <input type="hidden" name="rows" value={rows.length} />
        {rows.map((row) => (
          <>
            {[errors[`group-${row}`], errors[`roles-${row}`]].map((error) =>
              error === undefined ? null : <p class="error">{error}</p>,
            )}
            <div class="pair">
              <Cell name={`group-${row}`} label={`Group ${row + 1}`} {...{ values, errors }} />
              <Cell name={`roles-${row}`} label={`Roles of group ${row + 1}`} {...{ values, errors }} />
            </div>
          </>
        ))}
      </fieldset>
    </section>
  );
}

interface CellProps extends Pick<AttributeFieldsProps, 'values' | 'errors'> {
  readonly name: string;
  readonly label: string;
}

function Cell({ name, label, values, errors }: CellProps) {
  return (
    <input
      id={name}
      name={name}
      value={values(name)}
      aria-label={label}
      placeholder={label.split(' ')[0]}
      aria-invalid={errors[name] === undefined ? undefined : 'true'}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
    />
  );
}
