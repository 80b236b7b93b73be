/**
 * What is made of the attributes that a connection's identity provider sends: which say what, which have to come, whose groups may
 * sign in, and the roles they have. Of the console and of the set-up pages; saved in the draft. I/O: the tenant's record.
 */
import type { SeenAttribute } from '../../../administration/draft-trial.ts';
import { peopleRulesOf } from '../../../tenants/people-rules.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { patchConnection } from '../../api/edit-connections.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import { AttributeFields } from './attribute-fields.tsx';
import { type EditForm, openForm, takeForm } from './edit-form.ts';
import { EditFrame } from './edit-frame.tsx';
import type { FieldNames } from './field-errors.ts';
import { type FieldValues, readLines, readWhole, savedValues, typedValues } from './field-values.ts';
import { showMissing, type TenantView } from './visit.tsx';

const NAMES: FieldNames = {
  'attributes.email': { name: 'emailFrom', label: 'The attribute with the email address' },
  'attributes.displayName': { name: 'displayNameFrom', label: 'The attribute with the name' },
  'attributes.groups': { name: 'groupsFrom', label: 'The attribute with the groups' },
  'attributes.required': { name: 'required', label: 'Required attributes' },
  'groupRules.anyOf': { name: 'anyOf', label: 'Groups that may sign in' },
  'roles.everybody': { name: 'everybody', label: 'Roles of everybody' },
  'roles.byGroup': { name: 'byGroup', label: 'Roles of groups' },
  roles: { name: 'byGroup', label: 'Roles' },
};

const MAX_ROWS = 110;
/** Enough for most; saving brings as many again. */
const EMPTY_ROWS = 3;

/** Shows the form; of the first connection, where the address names none. */
export function showAttributes(view: TenantView): Response | Promise<Response> {
  const connection = findConnection(view);
  if (connection === null) return showNone(view);
  return openForm(view, attributeForm(view, connection), valuesOf(connection));
}

/** Saves the form. */
export function saveAttributes(view: TenantView): Response | Promise<Response> {
  const connection = findConnection(view);
  if (connection === null) return showNone(view);
  return takeForm(view, attributeForm(view, connection));
}

function findConnection({ c, state }: TenantView): Connection | null {
  const named = c.req.param('connection');
  const { connections } = configurationFor('draft', state);
  return connections.find(({ id }) => named === undefined || id === named) ?? null;
}

function showNone(view: TenantView): Response | Promise<Response> {
  if (view.c.req.param('connection') !== undefined) return showMissing(view, 'connections', 'connection');
  const children = (
    <p>
      <a href={view.href}>Enter your identity provider</a> first.
    </p>
  );
  return page(
    view.c,
    view.frame(view.state, { tab: 'connections', heading: 'Attributes and groups', children }),
  );
}

function valuesOf(connection: Connection): FieldValues {
  const { attributes, groupRules, roles } = peopleRulesOf(connection);
  const rows = roles.byGroup.map(({ group, roles: theirs }, index) => [
    [`group-${index}`, group],
    [`roles-${index}`, theirs.join(' ')],
  ]);
  return savedValues({
    emailFrom: attributes.email ?? '',
    displayNameFrom: attributes.displayName ?? '',
    groupsFrom: attributes.groups ?? '',
    groupSeparator: attributes.groupSeparator ?? '',
    required: attributes.required.join('\n'),
    anyOf: groupRules.anyOf.join('\n'),
    everybody: roles.everybody.join(' '),
    rows: String(roles.byGroup.length + EMPTY_ROWS),
    ...Object.fromEntries(rows.flat()),
  });
}

/** All of the rules, as a merge patch of the API; `rows` says in which row of the form each group stands. */
function readPatch(values: FieldValues) {
  const named = (name: string) => values(name).trim() || null;
  const rows = rowsOf(values).filter((row) => values(`group-${row}`) + values(`roles-${row}`) !== '');
  const patch = {
    attributes: {
      email: named('emailFrom'),
      displayName: named('displayNameFrom'),
      groups: named('groupsFrom'),
      groupSeparator: named('groupSeparator'),
      required: readLines(values('required')),
    },
    groupRules: { anyOf: readLines(values('anyOf')) },
    roles: {
      everybody: readWords(values('everybody')),
      byGroup: rows.map((row) => ({
        group: values(`group-${row}`).trim(),
        roles: readWords(values(`roles-${row}`)),
      })),
    },
  };
  return { patch, rows };
}

function rowsOf(values: FieldValues): readonly number[] {
  return Array.from({ length: Math.min(readWhole(values('rows')) || 0, MAX_ROWS) }, (_, row) => row);
}

/** Roles have no spaces and no commas in them. */
function readWords(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** With a name for the fields of each row that something is in. */
function namesOf(rows: readonly number[]): FieldNames {
  const named = rows.flatMap((row, index) => [
    [`roles.byGroup[${index}].group`, { name: `group-${row}`, label: `Group ${row + 1}` }],
    [`roles.byGroup[${index}].roles`, { name: `roles-${row}`, label: `Roles of group ${row + 1}` }],
  ]);
  return { ...NAMES, ...Object.fromEntries(named) };
}

function attributeForm(view: TenantView, connection: Connection): EditForm {
  const { c, record, state, href } = view;
  const { connections } = configurationFor('draft', state);
  const own = `${href}/attributes`;
  const keep = (values: FieldValues): FieldValues => {
    const required = new Set([...c.var.form.all('needs'), ...readLines(values('required'))]);
    return (name) => (name === 'required' ? [...required].join('\n') : values(name));
  };
  const typed = readPatch(keep(typedValues(c.var.form)));
  return {
    names: namesOf(typed.rows),
    // What is ticked, and what is typed besides.
    keep,
    edit(configuration) {
      const context = { deployment: c.var.settings, now: c.var.now };
      return patchConnection(configuration, connection.id, typed.patch, context);
    },
    async show(status, values, edit) {
      const { tests } = await record.draftTrials();
      const seen = tests.find(({ connectionId }) => connectionId === connection.id)?.attributes ?? [];
      return page(
        c,
        <EditFrame
          visit={view}
          tab="connections"
          heading={`Attributes of ${connection.displayName}`}
          edit={edit}
          action={c.req.path}
          back={href}
        >
          {c.req.path.startsWith(own) && connections.length > 1 ? (
            <nav class="chips" aria-label="Connections">
              {connections.map(({ id, displayName }) => (
                <a href={`${own}/${id}`} aria-current={id === connection.id ? 'page' : undefined}>
                  {displayName}
                </a>
              ))}
            </nav>
          ) : null}
          <AttributeFields
            values={values}
            errors={edit.errors}
            connection={connection}
            seen={distinctOf(seen)}
            rows={rowsOf(values)}
            testHref={view.draftHref}
          />
        </EditFrame>,
        status,
      );
    },
  };
}

/** An identity provider may send one name twice. */
function distinctOf(seen: readonly SeenAttribute[]): readonly SeenAttribute[] {
  return [...new Map(seen.map((attribute) => [attribute.name, attribute])).values()];
}
