/**
 * Connections that are new, and identity providers that take the place of another: two forms of the same kind. Both save in
 * the draft. I/O: the tenant's record; the network, for the address of metadata.
 */
import { logoutEndpointsOf } from '../../../saml/identity-provider.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { readMetadataWarnings, type TenantWarning } from '../../../tenants/warnings.ts';
import { isRefusal } from '../../api/answer.ts';
import { compileOneConnection } from '../../api/compile-input.ts';
import { putConnection } from '../../api/edit-connections.ts';
import { refuseFields } from '../../api/problem-codes.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import { Field, type FieldErrors } from '../fields.tsx';
import { bindControls } from './bind-controls.ts';
import { findConnection } from './connections.tsx';
import { Tick } from './controls.tsx';
import { type EditForm, openForm, takeForm } from './edit-form.ts';
import { EditFrame } from './edit-frame.tsx';
import { type FieldValues, readLines, savedValues } from './field-values.ts';
import { IdentityProviderFields } from './identity-provider-fields.tsx';
import {
  IDENTITY_PROVIDER_FIELDS,
  identityProviderBody,
  keepFile,
  readSource,
} from './identity-provider-form.ts';
import { showMetadataWarnings } from './metadata-warnings.tsx';
import { EmailDomainsField, NameField } from './naming-fields.tsx';
import { showUnknown, type TenantVisit } from './visit.tsx';

const NAMES = {
  ...IDENTITY_PROVIDER_FIELDS,
  id: { name: 'connectionId', label: 'The id' },
  displayName: { name: 'displayName', label: 'The name' },
  emailDomains: { name: 'emailDomains', label: 'Email domains' },
};

/** Shows the form for one more connection. */
export function askForConnection(visit: TenantVisit): Promise<Response> {
  return openForm(visit, newConnectionForm(visit), savedValues({ source: 'url' }));
}

/** Adds the connection. */
export function addConnection(visit: TenantVisit): Promise<Response> {
  return takeForm(visit, newConnectionForm(visit));
}

/** Shows the form for another identity provider. */
export function askForIdentityProvider(visit: TenantVisit): Response | Promise<Response> {
  const connection = findConnection(visit);
  if (connection === null) return showUnknown(visit.c, 'connection');
  return openForm(visit, replacementForm(visit, connection), valuesOf(connection));
}

/** Puts it in the place of the present one. */
export function replaceIdentityProvider(visit: TenantVisit): Response | Promise<Response> {
  const connection = findConnection(visit);
  if (connection === null) return showUnknown(visit.c, 'connection');
  return takeForm(visit, replacementForm(visit, connection));
}

function valuesOf({ identityProvider, metadataSource = null }: Connection): FieldValues {
  const [endpoint] = identityProvider.signInEndpoints;
  const logout = logoutEndpointsOf(identityProvider).find(({ binding }) => binding === 'redirect');
  return savedValues({
    source: metadataSource === null ? 'paste' : 'url',
    metadataUrl: metadataSource?.url ?? '',
    metadataMaxValidityDays: String(metadataSource?.maxValidityDays ?? ''),
    entityId: identityProvider.entityId,
    signInUrl: endpoint?.location ?? '',
    signInBinding: endpoint?.binding ?? 'redirect',
    logoutUrl: logout?.location ?? '',
    wantAuthnRequestsSigned: identityProvider.wantAuthnRequestsSigned ? 'on' : '',
  });
}

/** Compiles what was typed besides `more` of the body, and puts it into the configuration. */
function formOf(
  visit: TenantVisit,
  { idOf, more }: { idOf(values: FieldValues): string; more(values: FieldValues): object },
): Omit<EditForm, 'show'> {
  const { c, state, href } = visit;
  let warnings: readonly TenantWarning[] = [];
  return {
    names: NAMES,
    keep: keepFile,
    async edit(configuration, values) {
      const id = idOf(values);
      const body = { id, ...more(values), ...identityProviderBody(values) };
      const held = configurationFor('draft', state).connections;
      const compiled = await compileOneConnection(body, id, held, c.var);
      if (isRefusal(compiled)) return compiled;
      warnings = readMetadataWarnings(compiled.metadataWarnings, 'metadata');
      return putConnection(configuration, compiled.connection);
    },
    tell: () =>
      warnings.length === 0
        ? null
        : showMetadataWarnings(c, warnings, { title: 'Saved in the draft', href: `${href}/draft` }),
  };
}

function newConnectionForm(visit: TenantVisit): EditForm {
  const { c, state, href } = visit;
  const form = formOf(visit, {
    idOf: (values) => values('connectionId').trim(),
    more: (values) => ({
      displayName: values('displayName').trim() || undefined,
      emailDomains: readLines(values('emailDomains')),
    }),
  });
  return {
    ...form,
    edit(configuration, values) {
      const id = values('connectionId').trim();
      const isTaken = configurationFor('draft', state).connections.some((each) => each.id === id);
      const message = 'is that of another connection of this tenant';
      return isTaken
        ? refuseFields('body_invalid', [{ path: 'id', message }])
        : form.edit(configuration, values);
    },
    show: (status, values, edit) =>
      page(
        c,
        <EditFrame
          visit={visit}
          tab="connections"
          heading="New connection"
          edit={edit}
          action={`${href}/new-connection`}
          back={`${href}/connections`}
          takesFile
        >
          <ConnectionFields values={values} errors={edit.errors} />
          <section class="panel" aria-label="Identity provider">
            <IdentityProviderFields values={values} errors={edit.errors} />
          </section>
        </EditFrame>,
        status,
      ),
  };
}

interface ConnectionFieldsProps {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
}

function ConnectionFields({ values, errors }: ConnectionFieldsProps) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-label="The connection">
      <NameField of={of} />
      <Field
        {...of('connectionId')}
        label="Id"
        hint="Lower-case letters, digits and hyphens. It stays as it is."
        maxlength={32}
      />
      <EmailDomainsField of={of} />
    </section>
  );
}

function replacementForm(visit: TenantVisit, connection: Connection): EditForm {
  const { c, href } = visit;
  const { id, identityProvider: _before, metadataSource: _source, ...rules } = connection;
  const pinned = connection.metadataSource?.signingCertificates.length ?? 0;
  const form = formOf(visit, {
    idOf: () => id,
    more: () => rules,
  });
  return {
    ...form,
    edit(configuration, values) {
      const isUnpinned =
        pinned > 0 && readSource(values) === 'url' && values('metadataSigningCertificates').trim() === '';
      const message = 'are empty: enter them again, or say below that the signature is not needed any more';
      return isUnpinned && values('dropPins') !== 'on'
        ? refuseFields('body_invalid', [{ path: 'metadataSigningCertificates', message }])
        : form.edit(configuration, values);
    },
    show: (status, values, edit) =>
      page(
        c,
        <EditFrame
          visit={visit}
          tab="connections"
          heading={`Identity provider of ${rules.displayName}`}
          edit={edit}
          action={`${href}/connections/${id}/identity-provider`}
          back={`${href}/connections`}
          takesFile
        >
          <p class="lead">
            What you enter takes the place of all that is trusted now: entity ID, addresses and keys. The
            rules of the connection stay.
          </p>
          <section class="panel" aria-label="Identity provider">
            <IdentityProviderFields values={values} errors={edit.errors} />
            {pinned === 0 ? null : (
              <Tick
                name="dropPins"
                label="do not demand a signature of the metadata any more"
                isTicked={values('dropPins') === 'on'}
                danger="Whoever controls the address alone can then say which keys are trusted."
              />
            )}
          </section>
        </EditFrame>,
        status,
      ),
  };
}
