/** Tenants as a whole: the list of all, and each as one document. */
import * as v from 'valibot';
import type { TenantFilter } from '../../../administration/directory.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { tenantInput } from '../../../tenants/tenant-input.ts';
import { isRefusal } from '../answer.ts';
import { pageOf } from '../answers/common.ts';
import { tenantAnswer, tenantSummaryAnswer } from '../answers/tenant.ts';
import { compileConfiguration } from '../compile-input.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { operation, operationOnRawBody } from '../operation.ts';
import { meetsConditions } from '../preconditions.ts';
import { presentSummary, presentTenant } from '../present-tenant.ts';
import { refuse } from '../problem-codes.ts';
import { changeOf, findTenant, refuseChange, save, taggedBy } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const FILTERS = [
  'all',
  'draft',
  'failing',
  'expiring',
  'never-signed-in',
  'deleted',
] as const satisfies readonly TenantFilter[];
const MAX_SEARCH_CHARACTERS = 200;

const listTenants = operation({
  method: 'GET',
  path: '/tenants',
  operationId: 'listTenants',
  tag: 'Tenants',
  summary: 'List tenants',
  description: 'By slug. `all`, the default filter, leaves deleted ones out.',
  scope: 'tenants:read',
  query: {
    search: v.optional(
      v.pipe(
        v.string(),
        v.maxLength(MAX_SEARCH_CHARACTERS, `must have at most ${MAX_SEARCH_CHARACTERS} characters`),
        v.description('Part of a name, slug, hostname or email domain.'),
      ),
      '',
    ),
    filter: v.optional(v.pipe(v.picklist(FILTERS), v.description('Which tenants to list.')), 'all'),
    ...LIST_QUERY,
  },
  answers: { 200: ['One page of tenants.', pageOf(tenantSummaryAnswer)] },
  handle: (call) => {
    const { search, filter } = call.query;
    const { directory } = administrationOf(call.env);
    return answerPage(
      call,
      ['tenants', search, filter],
      (page) => directory.list({ ...page, search, filter, now: call.now }),
      (summary) => presentSummary(summary, call.now),
    );
  },
});

const getTenant = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}',
  operationId: 'getTenant',
  tag: 'Tenants',
  summary: 'Read a tenant',
  description:
    'A deleted one, too, until its data is gone. `publication` tells whether every edge serves it yet.',
  scope: 'tenants:read',
  answers: { 200: ['The tenant.', tenantAnswer] },
  async handle(call, { state }) {
    return { status: 200, body: presentTenant(state, call.settings, call.now), ...taggedBy(state) };
  },
});

const putTenant = operationOnRawBody({
  method: 'PUT',
  path: '/tenants/{slug}',
  operationId: 'putTenant',
  tag: 'Tenants',
  summary: 'Make or replace a tenant',
  description:
    'The body says all of it: a field that is left out gets its default, not its former value. It is live at once, past any draft, which stays.',
  scope: 'tenants:write',
  conditions: 'match-or-none',
  schema: tenantInput,
  answers: { 200: ['It was replaced.', tenantAnswer], 201: ['It was made.', tenantAnswer] },
  problems: [
    'tenant_invalid',
    'tenant_deleted',
    'slug_taken',
    'hostname_taken',
    'email_domain_taken',
    'connection_untested',
    'recovery_missing',
  ],
  async handle(call) {
    const { slug } = call.path;
    const { now, settings } = call;
    const found = await findTenant(call, slug);
    const state = isRefusal(found) ? null : found.state;
    if (!meetsConditions(call.conditions, state)) return refuse('tenant_changed');
    if (state !== null && state.deleted !== null) return refuse('tenant_deleted');
    const held = state?.live.configuration.connections ?? [];
    const compiled = await compileConfiguration(call.body, slug, held, call);
    if (isRefusal(compiled)) return compiled;
    const { configuration, metadataWarnings } = compiled;
    const tenantId = state?.tenantId ?? crypto.randomUUID();
    const saved = isRefusal(found)
      ? await administrationOf(call.env)
          .record(tenantId)
          .create({ tenantId, slug, configuration }, changeOf(call, null))
      : await save(found, 'live', configuration, call);
    if (!saved.ok) return refuseChange(saved.failure, configuration);
    return {
      status: state === null ? 201 : 200,
      body: presentTenant(saved.value, settings, now, metadataWarnings),
      ...taggedBy(saved.value),
    };
  },
});

const deleteTenant = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}',
  operationId: 'deleteTenant',
  tag: 'Tenants',
  summary: 'Delete a tenant',
  description: 'Nobody signs in any more once it is everywhere. Until `deleted.purgeAt` it can be restored.',
  scope: 'tenants:write',
  conditions: 'match',
  answers: { 204: ['It is deleted.', null] },
  problems: ['tenant_deleted'],
  async handle(call, found) {
    const deleted = await found.record.delete(changeOf(call, found.state));
    if (!deleted.ok) return refuseChange(deleted.failure, null);
    return { status: 204 };
  },
});

const restoreTenant = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/restore',
  operationId: 'restoreTenant',
  tag: 'Tenants',
  summary: 'Undo the deletion of a tenant',
  scope: 'tenants:write',
  conditions: 'match',
  answers: { 200: ['It is as it was.', tenantAnswer] },
  problems: ['tenant_not_deleted'],
  async handle(call, found) {
    const restored = await found.record.restore(changeOf(call, found.state));
    if (!restored.ok) return refuseChange(restored.failure, null);
    const body = presentTenant(restored.value, call.settings, call.now);
    return { status: 200, body, ...taggedBy(restored.value) };
  },
});

export const TENANT_OPERATIONS = [listTenants, getTenant, putTenant, deleteTenant, restoreTenant];
