/**
 * `access`, of the console and of the set-up pages: whom SAML is required of, where the others go, and who may set the tenant up.
 * Saved in the draft; whoever would take his own way in away is told, and has to say so once more. I/O: the tenant's record.
 */
import { findLockOuts, type LockOut, type PersonSignedIn } from '../../../administration/lock-out.ts';
import type { TenantConfiguration } from '../../../administration/tenant-record.ts';
import { administratorsOf } from '../../../tenants/administrators.ts';
import { samlRequiredOf } from '../../../tenants/saml-required.ts';
import { isRefusal } from '../../api/answer.ts';
import { compileConfiguration } from '../../api/compile-input.ts';
import { configurationFor, refuseChange } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import { ErrorSummary, Field, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { bindControls } from './bind-controls.ts';
import { Choices, TextArea } from './controls.tsx';
import { type FieldNames, fieldErrors } from './field-errors.ts';
import { type FieldValues, readLines, savedValues, typedValues } from './field-values.ts';
import { TenantFrame } from './frame.tsx';
import { Revision } from './revision.tsx';
import { changeContext, type TenantView } from './visit.tsx';

const NAMES: FieldNames = {
  'samlRequired.of': { name: 'of', label: 'The choice' },
  'samlRequired.addresses': { name: 'addresses', label: 'Addresses of the pilot' },
  'samlRequired.domains': { name: 'domains', label: 'Domains of the pilot' },
  'samlRequired.groups': { name: 'groups', label: 'Groups of the pilot' },
  fallbackLoginUrl: { name: 'fallbackLoginUrl', label: 'The address of the other sign-in page' },
  'administrators.addresses': { name: 'administratorAddresses', label: 'Addresses of administrators' },
  'administrators.groups': { name: 'administratorGroups', label: 'Groups of administrators' },
};

const LOCK_OUTS: Readonly<Record<LockOut, string>> = {
  no_longer_administrator: 'You would no longer be an administrator: these pages would be closed to you.',
  outside_pilot: 'You would be outside the pilot: you could no longer sign in by SAML.',
  not_let_in: 'You could no longer sign in by the connection that you came in by.',
};

type Answer = Response | Promise<Response>;

const CHANGED = 'Somebody else changed the tenant meanwhile. Nothing was saved: look again, then save.';

/** Shows what the draft says, or what is live. */
export function showAccess(view: TenantView): Answer {
  return show(view, 200, valuesOf(configurationFor('draft', view.state)), {});
}

/** Saves it in the draft. `person` is who does it, where that is somebody of the tenant's own. */
export async function saveAccess(view: TenantView, person: PersonSignedIn | null = null): Promise<Response> {
  const { c, record, state, href } = view;
  const values = typedValues(c.var.form);
  const before = configurationFor('draft', state);
  const after = await readAccess(view, before, values);
  if (isRefusal(after)) return show(view, 422, values, fieldErrors(after, NAMES));
  const allowed = await record.checkEnforcement(after, c.var.now);
  if (!allowed.ok) return show(view, 422, values, fieldErrors(refuseChange(allowed.failure, after), NAMES));
  const lockOuts = person === null ? [] : findLockOuts(person, state.live.configuration, after);
  if (lockOuts.length > 0 && c.var.form.text('lockOut') !== lockOuts.join(' ')) {
    return show(view, 409, values, {}, lockOuts);
  }
  if (JSON.stringify(after) === JSON.stringify(before)) return c.redirect(`${href}/access?done=same`, 303);
  const saved = await record.saveDraft(after, changeContext(view));
  if (saved.ok) return c.redirect(`${href}/access?done=draft`, 303);
  if (saved.failure.code !== 'tenant_changed_meanwhile') {
    return show(view, 422, values, fieldErrors(refuseChange(saved.failure, after), NAMES));
  }
  const now = (await record.read()) ?? state;
  return show({ ...view, state: now }, 409, values, { '': CHANGED });
}

async function readAccess({ c, state }: TenantView, before: TenantConfiguration, values: FieldValues) {
  const lines = (name: string) => readLines(values(name));
  const body = {
    displayName: before.displayName,
    samlRequired: {
      of: values('of'),
      addresses: lines('addresses'),
      groups: lines('groups'),
      domains: lines('domains'),
    },
    fallbackLoginUrl: values('fallbackLoginUrl').trim() || null,
    administrators: {
      addresses: lines('administratorAddresses'),
      groups: lines('administratorGroups'),
    },
  };
  const compiled = await compileConfiguration(body, state.slug, [], c.var);
  if (isRefusal(compiled)) return compiled;
  const { samlRequired, fallbackLoginUrl, administrators } = compiled.configuration;
  return {
    ...before,
    ...(samlRequired && { samlRequired }),
    ...(administrators && { administrators }),
    fallbackLoginUrl: fallbackLoginUrl ?? null,
  };
}

function valuesOf(configuration: TenantConfiguration): FieldValues {
  const { of, addresses, domains, groups } = samlRequiredOf(configuration);
  const administrators = administratorsOf(configuration);
  return savedValues({
    of,
    addresses: addresses.join('\n'),
    domains: domains.join('\n'),
    groups: groups.join('\n'),
    fallbackLoginUrl: configuration.fallbackLoginUrl ?? '',
    administratorAddresses: administrators.addresses.join('\n'),
    administratorGroups: administrators.groups.join('\n'),
  });
}

function show(
  view: TenantView,
  status: 200 | 409 | 422,
  values: FieldValues,
  errors: FieldErrors,
  lockOuts: readonly LockOut[] = [],
): Answer {
  const { c, site, state, href } = view;
  const content = (
    <TenantFrame visit={view} tab="access">
      <ErrorSummary errors={errors} />
      <form method="post" action={`${href}/access`}>
        <FormToken site={site} />
        <Revision state={state} />
        {lockOuts.length === 0 ? null : <LockOutNotice lockOuts={lockOuts} />}
        <Required values={values} errors={errors} />
        <section class="panel" aria-labelledby="administrators">
          <h3 id="administrators">Administrators</h3>
          <p>Who of the customer’s people opens the set-up pages without a link, once signed in.</p>
          <Lines
            name="administratorAddresses"
            label="Email addresses"
            hint="One a line."
            {...{ values, errors }}
          />
          <Lines
            name="administratorGroups"
            label="Groups"
            hint="One a line, letter by letter as the identity provider sends them."
            {...{ values, errors }}
          />
        </section>
        <p class="actions">
          <button type="submit">Save in the draft</button>
          {/* Never the first button of the form: that is what the Enter key stands for. */}
          {lockOuts.length === 0 ? null : (
            <button class="second" type="submit" name="lockOut" value={lockOuts.join(' ')}>
              Save it all the same
            </button>
          )}
        </p>
      </form>
    </TenantFrame>
  );
  return page(c, content, status);
}

/** What somebody would lose, in words. */
export function LockOutList({ lockOuts }: { readonly lockOuts: readonly LockOut[] }) {
  return (
    <ul>
      {lockOuts.map((lockOut) => (
        <li>{LOCK_OUTS[lockOut]}</li>
      ))}
    </ul>
  );
}

function LockOutNotice({ lockOuts }: { readonly lockOuts: readonly LockOut[] }) {
  return (
    <div class="notice warn" role="alert" tabindex={-1} autofocus>
      <h2>You would lock yourself out</h2>
      <LockOutList lockOuts={lockOuts} />
      <p>Nothing was saved. Change it, or save it all the same at the end of this page.</p>
    </div>
  );
}

interface FieldsProps {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
}

function Required({ values, errors }: FieldsProps) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="required">
      <h3 id="required">Who must use SAML</h3>
      <Choices
        {...of('of')}
        label="SAML is required of"
        options={[
          { value: 'nobody', label: 'Nobody', hint: 'Everybody goes on to the other sign-in page.' },
          {
            value: 'pilot',
            label: 'A pilot',
            hint: 'Those below. People are asked for their address first; everybody else goes on.',
          },
          {
            value: 'everybody',
            label: 'Everybody',
            hint: 'Takes a live connection that was tested, and a recovery account.',
          },
        ]}
      />
      <Field
        {...of('fallbackLoginUrl')}
        label="The other sign-in page"
        hint="The application’s own, https. The address of the person goes along as “email”, or where its query has {email}. Without one everybody goes by SAML."
        maxlength={2000}
        optional
      />
      <Lines name="addresses" label="Pilot: email addresses" hint="One a line." {...{ values, errors }} />
      <Lines
        name="domains"
        label="Pilot: email domains"
        hint="One a line, such as example.com."
        {...{ values, errors }}
      />
      <Lines
        name="groups"
        label="Pilot: groups"
        hint="Only the identity provider knows them: with any, everybody signs in there first, and whoever is in none of them goes on afterwards."
        {...{ values, errors }}
      />
    </section>
  );
}

function Lines({
  name,
  label,
  hint,
  values,
  errors,
}: FieldsProps & { readonly name: string; readonly label: string; readonly hint: string }) {
  return <TextArea {...bindControls(values, errors)(name)} label={label} hint={hint} rows={3} optional />;
}
