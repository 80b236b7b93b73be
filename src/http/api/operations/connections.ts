/**
 * Connections, one at a time. The same operations work on what is live, at once, and under /draft on the draft alone: they
 * are declared once for both.
 */
import * as v from 'valibot';
import { readMetadataWarnings } from '../../../tenants/warnings.ts';
import { isRefusal } from '../answer.ts';
import { list } from '../answers/common.ts';
import { connectionAnswer } from '../answers/tenant.ts';
import { compileOneConnection } from '../compile-input.ts';
import {
  connectionPatchSchema,
  connectionSchema,
  patchConnection,
  putConnection,
  removeConnection,
} from '../edit-connections.ts';
import { type Operation, operation, operationOnRawBody } from '../operation.ts';
import { presentConnection } from '../present-tenant.ts';
import { refuse } from '../problem-codes.ts';
import {
  configurationFor,
  editTenant,
  findForChange,
  findTenant,
  type Target,
  taggedBy,
} from '../tenant-access.ts';

const savedConnectionAnswer = v.object({
  ...connectionAnswer.entries,
  warnings: v.pipe(
    list(v.object({ code: v.string(), path: v.string(), message: v.string() })),
    v.description('What was odd about its metadata.'),
  ),
});
export type SavedConnectionAnswer = v.InferOutput<typeof savedConnectionAnswer>;

function connectionOperations(target: Target): readonly Operation[] {
  const isLive = target === 'live';
  const base = isLive ? '/tenants/{slug}/connections' : '/tenants/{slug}/draft/connections';
  const one = `${base}/{connectionId}` as const;
  const tag = isLive ? 'Connections' : 'Draft';
  const ofDraft = isLive ? '' : ' of the draft';
  const name = (verb: string, noun: string) => `${verb}${isLive ? '' : 'Draft'}${noun}`;
  const changeProblems = [
    'tenant_unknown',
    'tenant_deleted',
    'body_invalid',
    ...(isLive ? (['email_domain_taken'] as const) : []),
  ] as const;

  const listConnections = operation({
    method: 'GET',
    path: base,
    operationId: name('list', 'Connections'),
    tag,
    summary: `List the connections${ofDraft}`,
    scope: 'tenants:read',
    answers: { 200: ['All connections.', v.object({ items: list(connectionAnswer) })] },
    problems: ['tenant_unknown'],
    async handle(call) {
      const found = await findTenant(call, call.path.slug);
      if (isRefusal(found)) return found;
      const { connections } = configurationFor(target, found.state);
      return { status: 200, body: { items: connections.map(presentConnection) }, ...taggedBy(found.state) };
    },
  });

  const getConnection = operation({
    method: 'GET',
    path: one,
    operationId: name('get', 'Connection'),
    tag,
    summary: `Read a connection${ofDraft}`,
    scope: 'tenants:read',
    answers: { 200: ['The connection.', connectionAnswer] },
    problems: ['tenant_unknown', 'connection_unknown'],
    async handle(call) {
      const found = await findTenant(call, call.path.slug);
      if (isRefusal(found)) return found;
      const { connections } = configurationFor(target, found.state);
      const connection = connections.find(({ id }) => id === call.path.connectionId);
      if (connection === undefined) return refuse('connection_unknown');
      return { status: 200, body: presentConnection(connection), ...taggedBy(found.state) };
    },
  });

  const put = operationOnRawBody({
    method: 'PUT',
    path: one,
    operationId: name('put', 'Connection'),
    tag,
    summary: `Make or replace a connection${ofDraft}`,
    description: 'The body says all of it; its id is the one in the address.',
    scope: 'tenants:write',
    conditions: 'match',
    schema: connectionSchema,
    answers: { 200: ['The connection as it was saved.', savedConnectionAnswer] },
    problems: changeProblems,
    async handle(call) {
      const { slug, connectionId } = call.path;
      const found = await findForChange(call, slug);
      if (isRefusal(found)) return found;
      const held = configurationFor(target, found.state).connections;
      const compiled = await compileOneConnection(call.body, connectionId, held, call);
      if (isRefusal(compiled)) return compiled;
      const { connection, metadataWarnings } = compiled;
      const state = await editTenant(call, slug, target, (configuration) =>
        putConnection(configuration, connection),
      );
      if (isRefusal(state)) return state;
      const warnings = readMetadataWarnings(metadataWarnings, 'metadata');
      return { status: 200, body: { ...presentConnection(connection), warnings }, ...taggedBy(state) };
    },
  });

  const patch = operationOnRawBody({
    method: 'PATCH',
    path: one,
    operationId: name('patch', 'Connection'),
    tag,
    summary: `Change the policies of a connection${ofDraft}`,
    description:
      'A JSON merge patch, RFC 7396: what is left out stays, null brings back the default. The identity provider itself is changed by PUT.',
    scope: 'tenants:write',
    conditions: 'match',
    schema: connectionPatchSchema,
    mediaTypes: ['application/merge-patch+json', 'application/json'],
    answers: { 200: ['The connection as it was saved.', connectionAnswer] },
    problems: [...changeProblems, 'connection_unknown'],
    async handle(call) {
      const { slug, connectionId } = call.path;
      const context = { deployment: call.settings, now: call.now };
      const state = await editTenant(call, slug, target, (configuration) =>
        patchConnection(configuration, connectionId, call.body, context),
      );
      if (isRefusal(state)) return state;
      const { connections } = configurationFor(target, state);
      const connection = connections.find(({ id }) => id === connectionId);
      if (connection === undefined) return refuse('connection_unknown');
      return { status: 200, body: presentConnection(connection), ...taggedBy(state) };
    },
  });

  const remove = operation({
    method: 'DELETE',
    path: one,
    operationId: name('delete', 'Connection'),
    tag,
    summary: `Remove a connection${ofDraft}`,
    scope: 'tenants:write',
    conditions: 'match',
    answers: { 204: ['It is removed.', null] },
    problems: ['tenant_unknown', 'tenant_deleted', 'connection_unknown'],
    async handle(call) {
      const { slug, connectionId } = call.path;
      const state = await editTenant(call, slug, target, (configuration) =>
        removeConnection(configuration, connectionId),
      );
      return isRefusal(state) ? state : { status: 204, ...taggedBy(state) };
    },
  });

  return [listConnections, getConnection, put, patch, remove];
}

const checkConnection = operationOnRawBody({
  method: 'POST',
  path: '/tenants/{slug}/connections/{connectionId}/check',
  operationId: 'checkConnection',
  tag: 'Connections',
  summary: 'Check a connection without saving it',
  description:
    'Reads what PUT would take, its metadata fetched too, and shows it back: whom one would trust, where people are sent, by which keys.',
  scope: 'tenants:write',
  schema: connectionSchema,
  answers: { 200: ['The connection as it would be saved.', savedConnectionAnswer] },
  problems: ['tenant_unknown', 'body_invalid'],
  async handle(call) {
    const { slug, connectionId } = call.path;
    const found = await findTenant(call, slug);
    if (isRefusal(found)) return found;
    // None is held: metadata that cannot be fetched now is said to be that, whatever there was before.
    const compiled = await compileOneConnection(call.body, connectionId, [], call);
    if (isRefusal(compiled)) return compiled;
    const warnings = readMetadataWarnings(compiled.metadataWarnings, 'metadata');
    return { status: 200, body: { ...presentConnection(compiled.connection), warnings } };
  },
});

export const CONNECTION_OPERATIONS: readonly Operation[] = [...connectionOperations('live'), checkConnection];
export const DRAFT_CONNECTION_OPERATIONS: readonly Operation[] = connectionOperations('draft');
