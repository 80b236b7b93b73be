/** The draft of a tenant as a whole: a configuration that nobody signs in by until it is published. */
import * as v from 'valibot';
import { tenantInput } from '../../../tenants/tenant-input.ts';
import { isRefusal } from '../answer.ts';
import { draftAnswer, tenantAnswer } from '../answers/tenant.ts';
import { compileConfiguration } from '../compile-input.ts';
import { operationOnRawBody } from '../operation.ts';
import { presentDraft, presentTenant } from '../present-tenant.ts';
import { refuse } from '../problem-codes.ts';
import { changeOf, configurationFor, findForChange, refuseChange, save, taggedBy } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const getDraft = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/draft',
  operationId: 'getDraft',
  tag: 'Draft',
  summary: 'Read the draft',
  scope: 'tenants:read',
  answers: { 200: ['The draft.', draftAnswer] },
  problems: ['draft_missing'],
  async handle(call, { state }) {
    if (state.draft === null) return refuse('draft_missing');
    return {
      status: 200,
      body: presentDraft(state, state.draft, call.settings, call.now),
      ...taggedBy(state),
    };
  },
});

const putDraft = operationOnRawBody({
  method: 'PUT',
  path: '/tenants/{slug}/draft',
  operationId: 'putDraft',
  tag: 'Draft',
  summary: 'Make or replace the draft',
  description: 'The body is that of a tenant, and says all of it. What is live stays as it is.',
  scope: 'tenants:write',
  conditions: 'match',
  schema: tenantInput,
  answers: { 200: ['The draft as it was saved.', draftAnswer] },
  problems: ['tenant_unknown', 'tenant_invalid', 'tenant_deleted'],
  async handle(call) {
    const { now, settings } = call;
    const found = await findForChange(call, call.path.slug);
    if (isRefusal(found)) return found;
    const held = configurationFor('draft', found.state).connections;
    const compiled = await compileConfiguration(call.body, found.state.slug, held, call);
    if (isRefusal(compiled)) return compiled;
    const saved = await save(found, 'draft', compiled.configuration, call);
    if (!saved.ok) return refuseChange(saved.failure, null);
    const { draft } = saved.value;
    if (draft === null) return refuse('draft_missing');
    const body = presentDraft(saved.value, draft, settings, now, compiled.metadataWarnings);
    return { status: 200, body, ...taggedBy(saved.value) };
  },
});

const discardDraft = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/draft',
  operationId: 'discardDraft',
  tag: 'Draft',
  summary: 'Throw the draft away',
  scope: 'tenants:write',
  conditions: 'match',
  answers: { 204: ['There is no draft any more.', null] },
  problems: ['tenant_deleted', 'draft_missing'],
  async handle(call, found) {
    const discarded = await found.record.discardDraft(changeOf(call, found.state));
    return discarded.ok ? { status: 204 } : refuseChange(discarded.failure, null);
  },
});

const publishDraft = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/draft/publish',
  operationId: 'publishDraft',
  tag: 'Draft',
  summary: 'Make the draft live',
  description:
    'It becomes the next version, and there is no draft any more. One that another version overtook undoes that: it is published only with an If-Match that names what you saw. So is one of which the customer’s administrator saved any part behind a set-up link.',
  scope: 'tenants:write',
  conditions: 'match',
  query: {
    untested: v.optional(
      v.pipe(
        v.picklist(['true']),
        v.description(
          'Dangerous: publishes connections, too, that no test has shown to work. Whoever signs in by them may be locked out.',
        ),
      ),
    ),
  },
  answers: { 200: ['The tenant as it is now.', tenantAnswer] },
  problems: [
    'tenant_deleted',
    'draft_missing',
    'draft_outdated',
    'draft_unseen',
    'draft_untested',
    'connection_untested',
    'recovery_missing',
    'hostname_taken',
    'email_domain_taken',
  ],
  async handle(call, { record, state }) {
    const isSeen = Array.isArray(call.conditions.ifMatch);
    const context = { ...changeOf(call, state), ...(isSeen ? {} : { expectedRevision: null }) };
    const untested = call.query.untested === 'true' ? 'take' : 'refuse';
    const published = await record.publishDraft(context, untested);
    if (!published.ok) return refuseChange(published.failure, state.draft?.configuration ?? null);
    const body = presentTenant(published.value, call.settings, call.now);
    return { status: 200, body, ...taggedBy(published.value) };
  },
});

export const DRAFT_OPERATIONS = [getDraft, putDraft, discardDraft, publishDraft];
