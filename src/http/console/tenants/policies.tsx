/** `/console/tenants/<slug>/connections/<id>/policies`: the rules of a connection. Saves in the draft. I/O: the tenant's record. */

import type { TenantConfiguration } from '../../../administration/tenant-record.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { isRefusal } from '../../api/answer.ts';
import { patchConnection } from '../../api/edit-connections.ts';
import { NAME_ID_FORMAT_WORDS } from '../../pages/plain-words.ts';
import { page } from '../../respond.ts';
import { findConnection } from './connections.tsx';
import { type EditForm, openForm, takeForm } from './edit-form.ts';
import { EditFrame } from './edit-frame.tsx';
import type { FieldNames } from './field-errors.ts';
import { type FieldValues, readLines, readWhole, savedValues } from './field-values.ts';
import { PolicyFields } from './policy-fields.tsx';
import { showUnknown, type TenantVisit } from './visit.tsx';

const NAMES: FieldNames = {
  displayName: { name: 'displayName', label: 'The name' },
  emailDomains: { name: 'emailDomains', label: 'Email domains' },
  scopes: { name: 'scopes', label: 'Scopes' },
  'request.binding': { name: 'binding', label: 'The binding' },
  'request.nameIdPolicy.format': { name: 'nameIdFormat', label: 'The format' },
  'request.authnContextClassRefs': { name: 'authnContextClassRefs', label: 'Authentication contexts' },
  'response.clockSkewSeconds': { name: 'clockSkewSeconds', label: 'The difference of clocks' },
  'account.key.name': { name: 'accountAttribute', label: 'The attribute' },
};

/** Shows the form. */
export function showPolicies(visit: TenantVisit): Response | Promise<Response> {
  const connection = findConnection(visit);
  if (connection === null) return showUnknown(visit.c, 'connection');
  return openForm(visit, policyForm(visit, connection), valuesOf(connection));
}

/** Saves the form. */
export function savePolicies(visit: TenantVisit): Response | Promise<Response> {
  const connection = findConnection(visit);
  if (connection === null) return showUnknown(visit.c, 'connection');
  return takeForm(visit, policyForm(visit, connection));
}

function valuesOf({
  displayName,
  emailDomains,
  scopes = [],
  request,
  response,
  account,
}: Connection): FieldValues {
  const tick = (isSo: boolean) => (isSo ? 'on' : '');
  const { nameIdPolicy } = request;
  return savedValues({
    displayName,
    emailDomains: emailDomains.join('\n'),
    scopes: scopes.join('\n'),
    binding: request.binding ?? 'auto',
    forceAuthn: tick(request.forceAuthn),
    isPassive: tick(request.isPassive),
    nameIdPolicy: nameIdPolicy === null ? 'none' : nameIdPolicy.format === null ? 'any' : 'format',
    nameIdFormat: nameIdPolicy?.format ?? '',
    authnContextClassRefs: request.authnContextClassRefs.join('\n'),
    sign: request.sign,
    loginHint: request.loginHint,
    requireSigned: response.requireSigned,
    unsolicited: response.unsolicited,
    allowSha1: tick(response.allowSha1),
    allowUnauthenticatedCbc: tick(response.allowUnauthenticatedCbc),
    clockSkewSeconds: String(response.clockSkewSeconds),
    accountKey: account.key?.from ?? 'default',
    accountAttribute: account.key?.from === 'attribute' ? account.key.name : '',
  });
}

/** All of the policies, as a merge patch of the API. */
function patchOf(values: FieldValues): object {
  const scopes = readLines(values('scopes'));
  const isTicked = (name: string) => values(name) === 'on';
  const nameIdPolicy = {
    none: null,
    any: { format: null },
    format: { format: values('nameIdFormat').trim() },
  };
  const accountKey = {
    default: null,
    'name-id': { from: 'name-id', name: null },
    attribute: { from: 'attribute', name: values('accountAttribute').trim() },
  };
  return {
    displayName: values('displayName').trim(),
    emailDomains: readLines(values('emailDomains')),
    scopes: scopes.length === 0 ? null : scopes,
    request: {
      binding: values('binding') === 'auto' ? null : values('binding'),
      forceAuthn: isTicked('forceAuthn'),
      isPassive: isTicked('isPassive'),
      nameIdPolicy: chosen(nameIdPolicy, values('nameIdPolicy')),
      authnContextClassRefs: readLines(values('authnContextClassRefs')),
      sign: values('sign'),
      loginHint: values('loginHint'),
    },
    response: {
      requireSigned: values('requireSigned'),
      unsolicited: values('unsolicited'),
      allowSha1: isTicked('allowSha1'),
      allowUnauthenticatedCbc: isTicked('allowUnauthenticatedCbc'),
      clockSkewSeconds: readWhole(values('clockSkewSeconds')),
    },
    account: { key: chosen(accountKey, values('accountKey')) },
  };
}

function chosen(choices: Readonly<Record<string, object | null>>, name: string): object | null {
  return new Map(Object.entries(choices)).get(name) ?? null;
}

/** In a merge patch null brings the default back, which is to ask for any: to ask for none is said here. */
function withoutNameIdPolicy(configuration: TenantConfiguration, id: string): TenantConfiguration {
  const connections = configuration.connections.map((each) =>
    each.id === id ? { ...each, request: { ...each.request, nameIdPolicy: null } } : each,
  );
  return { ...configuration, connections };
}

function policyForm(visit: TenantVisit, connection: Connection): EditForm {
  const { c, href } = visit;
  return {
    names: NAMES,
    edit(configuration, values) {
      const context = { deployment: c.var.settings, now: c.var.now };
      const patched = patchConnection(configuration, connection.id, patchOf(values), context);
      return isRefusal(patched) || values('nameIdPolicy') !== 'none'
        ? patched
        : withoutNameIdPolicy(patched, connection.id);
    },
    show: (status, values, edit) =>
      page(
        c,
        <EditFrame
          visit={visit}
          tab="connections"
          heading={`Rules of ${connection.displayName}`}
          edit={edit}
          action={`${href}/connections/${connection.id}/policies`}
          back={`${href}/connections`}
        >
          <PolicyFields values={values} errors={edit.errors} formats={Object.keys(NAME_ID_FORMAT_WORDS)} />
        </EditFrame>,
        status,
      ),
  };
}
