/** `/console/tenants/<slug>/settings`: name, hostnames, sessions, people. Saves in the draft. I/O: the tenant's record. */
import type { TenantConfiguration } from '../../../administration/tenant-record.ts';
import { applicationOf } from '../../../tenants/application.ts';
import { brandColour, namesPeopleInEvents, rememberedPeople } from '../../../tenants/tenant.ts';
import { isRefusal } from '../../api/answer.ts';
import { compileConfiguration } from '../../api/compile-input.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import { Field, type FieldErrors } from '../fields.tsx';
import { ApplicationFields } from './application-fields.tsx';
import { bindControls } from './bind-controls.ts';
import { Choices, Select, TextArea, Tick } from './controls.tsx';
import { DurationField, durationValues, readDuration } from './duration-field.tsx';
import { type EditForm, openForm, takeForm } from './edit-form.ts';
import { EditFrame } from './edit-frame.tsx';
import type { FieldNames } from './field-errors.ts';
import { type FieldValues, readLines, savedValues } from './field-values.ts';
import type { TenantVisit } from './visit.tsx';

const NAMES: FieldNames = {
  displayName: { name: 'displayName', label: 'The name' },
  hostnames: { name: 'hostnames', label: 'Custom hostnames' },
  logoUrl: { name: 'logoUrl', label: 'The logo' },
  'branding.colour': { name: 'colour', label: 'The colour' },
  privacyStatementUrl: { name: 'privacyStatementUrl', label: 'The privacy statement' },
  discoveryServiceUrl: { name: 'discoveryServiceUrl', label: 'The discovery service' },
  'session.lifetimeSeconds': { name: 'lifetime', label: 'The longest session' },
  'session.idleTimeoutSeconds': { name: 'idleTimeout', label: 'The time without any request' },
  unprovenEmails: { name: 'unprovenEmails', label: 'Other addresses' },
  acs: { name: 'acs', label: 'Where answers go' },
  'people.remember': { name: 'remember', label: 'What is remembered' },
  'application.origin': { name: 'applicationOrigin', label: 'The address of the application' },
  'application.publicPaths': { name: 'publicPaths', label: 'Open paths' },
  'application.protectedPaths': { name: 'protectedPaths', label: 'Protected paths' },
};

/** Shows the form with what is in the draft, or live where there is none. */
export function showSettings(visit: TenantVisit): Promise<Response> {
  return openForm(visit, settingsForm(visit), valuesOf(configurationFor('draft', visit.state)));
}

/** Saves the form. */
export function saveSettings(visit: TenantVisit): Promise<Response> {
  return takeForm(visit, settingsForm(visit));
}

function valuesOf(configuration: TenantConfiguration): FieldValues {
  const { displayName, hostnames, logoUrl, privacyStatementUrl, session } = configuration;
  const application = applicationOf(configuration);
  return savedValues({
    displayName,
    hostnames: hostnames.join('\n'),
    logoUrl: logoUrl ?? '',
    colour: brandColour(configuration) ?? '',
    privacyStatementUrl: privacyStatementUrl ?? '',
    discoveryServiceUrl: configuration.discoveryServiceUrl ?? '',
    ...durationValues('lifetime', session.lifetimeSeconds),
    ...durationValues('idleTimeout', session.idleTimeoutSeconds),
    remember: rememberedPeople(configuration),
    recoveryOpens: configuration.recoveryOpens === 'application' ? 'on' : '',
    namePeople: namesPeopleInEvents(configuration) ? 'on' : '',
    unprovenEmails: configuration.unprovenEmails ?? 'accept',
    acs: configuration.acs ?? 'own',
    applicationOrigin: application.origin ?? '',
    publicPaths: application.publicPaths.join('\n'),
    protectedPaths: application.protectedPaths.join('\n'),
  });
}

function settingsForm(visit: TenantVisit): EditForm {
  const { c, href, state } = visit;
  return {
    names: NAMES,
    async edit(configuration, values) {
      const body = {
        displayName: values('displayName').trim(),
        hostnames: readLines(values('hostnames')),
        logoUrl: values('logoUrl').trim() || null,
        branding: { colour: values('colour').trim() || null },
        privacyStatementUrl: values('privacyStatementUrl').trim() || null,
        discoveryServiceUrl: values('discoveryServiceUrl').trim() || null,
        session: {
          lifetimeSeconds: readDuration('lifetime', values),
          idleTimeoutSeconds: readDuration('idleTimeout', values),
        },
        people: { remember: values('remember') },
        recoveryOpens: values('recoveryOpens') === 'on' ? 'application' : 'setup',
        dangerouslyNamePeopleInEvents: values('namePeople') === 'on',
        unprovenEmails: values('unprovenEmails'),
        acs: values('acs'),
        application: {
          origin: values('applicationOrigin').trim() || null,
          publicPaths: readLines(values('publicPaths')),
          protectedPaths: readLines(values('protectedPaths')),
        },
      };
      const compiled = await compileConfiguration(body, state.slug, [], c.var);
      if (isRefusal(compiled)) return compiled;
      const { displayName, hostnames, logoUrl, branding, privacyStatementUrl, session, people } =
        compiled.configuration;
      const { dangerouslyNamePeopleInEvents, recoveryOpens, unprovenEmails, acs, application } =
        compiled.configuration;
      const { discoveryServiceUrl = null } = compiled.configuration;
      // What is not on this form is changed elsewhere, and stays as the draft has it.
      return {
        ...configuration,
        ...{ displayName, hostnames, logoUrl, privacyStatementUrl, discoveryServiceUrl, session },
        ...(branding && { branding }),
        ...(people && { people }),
        ...(recoveryOpens && { recoveryOpens }),
        ...(dangerouslyNamePeopleInEvents !== undefined && { dangerouslyNamePeopleInEvents }),
        ...(unprovenEmails && { unprovenEmails }),
        ...(acs && { acs }),
        ...(application && { application }),
      };
    },
    show: (status, values, edit) =>
      page(
        c,
        <EditFrame visit={visit} tab="settings" edit={edit} action={`${href}/settings`} back={href}>
          <Appearance
            values={values}
            errors={edit.errors}
            host={`${state.slug}.${c.var.settings.baseDomain}`}
          />
          <SessionsAndPeople values={values} errors={edit.errors} />
          <Answers values={values} errors={edit.errors} />
          <ApplicationFields values={values} errors={edit.errors} />
          {state.deleted === null ? (
            <p class="hint">
              To end this customer’s sign-ins for good, <a href={`${href}/delete`}>delete the tenant</a>.
            </p>
          ) : null}
        </EditFrame>,
        status,
      ),
  };
}

interface FieldsProps {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
}

function Appearance({ values, errors, host }: FieldsProps & { readonly host: string }) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="appearance">
      <h3 id="appearance">What people see</h3>
      <Field {...of('displayName')} label="Name" maxlength={100} />
      <TextArea
        {...of('hostnames')}
        label="Custom hostnames"
        hint={`One a line, besides ${host}. Point their DNS here first.`}
        rows={3}
        optional
      />
      <TextArea
        {...of('logoUrl')}
        label="Logo"
        hint="The https:// address of an image, or a small one as data:image/…;base64."
        rows={2}
        optional
      />
      <Field
        {...of('colour')}
        label="Colour"
        hint="Such as #0e5a54. Where text in it could not be read, a lighter or darker shade takes its place."
        maxlength={7}
        optional
      />
      <Field
        {...of('privacyStatementUrl')}
        label="Address of the privacy statement"
        maxlength={2000}
        optional
      />
      <Field
        {...of('discoveryServiceUrl')}
        label="Discovery service"
        hint="Asked which identity provider a person has, in place of our page, where there are several."
        maxlength={2000}
        optional
      />
    </section>
  );
}

function SessionsAndPeople({ values, errors }: FieldsProps) {
  const of = bindControls(values, errors);
  return (
    <>
      <section class="panel" aria-labelledby="sessions">
        <h3 id="sessions">Sessions</h3>
        <DurationField
          name="lifetime"
          label="Longest session"
          hint="From sign-in on, from 5 minutes to 30 days. The identity provider can end it earlier."
          values={values}
          error={errors['lifetime']}
        />
        <DurationField
          name="idleTimeout"
          label="Without any request"
          hint="After so long without a request people sign in again."
          values={values}
          error={errors['idleTimeout']}
        />
      </section>
      <section class="panel" aria-labelledby="recovery">
        <h3 id="recovery">Recovery</h3>
        <Tick
          name="recoveryOpens"
          label="Whoever comes in by recovery is signed in to the application, too"
          isTicked={values('recoveryOpens') === 'on'}
          danger="For an hour, and past the identity provider. Without it recovery leads to the set-up pages alone."
        />
      </section>
      <section class="panel" aria-labelledby="people">
        <h3 id="people">People</h3>
        <Choices
          {...of('remember')}
          label="What is remembered of who signs in"
          options={[
            {
              value: 'nothing',
              label: 'Nothing',
              hint: 'Only, by a keyed hash, whether somebody was here before.',
            },
            {
              value: 'account-key',
              label: 'The account key',
              hint: 'What the application knows the person by.',
            },
            { value: 'names', label: 'Account key, name and email address' },
          ]}
        />
        <Tick
          name="namePeople"
          label="The log names who signs in and out"
          isTicked={values('namePeople') === 'on'}
          danger="Account key and email address then stand in the log, for everybody who reads it, and wherever it is sent on to."
        />
      </section>
    </>
  );
}

function Answers({ values, errors }: FieldsProps) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="answers">
      <h3 id="answers">What identity providers send</h3>
      <Select
        {...of('unprovenEmails')}
        label="Addresses outside of the proven domains"
        options={[
          ['accept', 'are taken'],
          ['refuse', 'are refused'],
        ]}
      />
      <Select
        {...of('acs')}
        label="Answers go to"
        hint="Without subdomains for everybody they go to the operator’s host. The identity provider has to know either."
        options={[
          ['own', 'each host of the tenant'],
          ['shared', 'the operator’s host'],
        ]}
      />
    </section>
  );
}
