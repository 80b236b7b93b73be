/** Custom hostnames and email domains, one at a time: live at once. */
import * as v from 'valibot';
import { claimsOf } from '../../../administration/configuration.ts';
import { readHostname } from '../../../hostname.ts';
import { describeIssues, describeKind } from '../../../tenants/field-rules.ts';
import { tenantInput } from '../../../tenants/tenant-input.ts';
import { isRefusal } from '../answer.ts';
import { list } from '../answers/common.ts';
import { type Operation, operation } from '../operation.ts';
import { refuse, refuseFields } from '../problem-codes.ts';
import { configurationFor, editTenant, taggedBy } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const namesAnswer = v.object({
  hostnames: v.pipe(list(v.string()), v.description('Custom ones; {slug}.BASE_DOMAIN is always there.')),
  emailDomains: v.pipe(list(v.string()), v.description('Of all its connections.')),
});

const listNames = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/names',
  operationId: 'listNames',
  tag: 'Names',
  summary: 'List the hostnames and email domains of a tenant',
  description: 'To find the tenant that has a name, search the list of tenants for it.',
  scope: 'tenants:read',
  answers: { 200: ['What is live.', namesAnswer] },
  async handle(_call, found) {
    const { slug: _slug, ...names } = claimsOf(found.state.slug, configurationFor('live', found.state));
    return { status: 200, body: names, ...taggedBy(found.state) };
  },
});

const addHostname = operation({
  method: 'PUT',
  path: '/tenants/{slug}/hostnames/{hostname}',
  operationId: 'addHostname',
  tag: 'Names',
  summary: 'Add a custom hostname',
  description: 'Nothing changes where the tenant has it already. Point its DNS here first.',
  scope: 'tenants:write',
  conditions: 'match',
  answers: { 204: ['The tenant has it.', null] },
  problems: ['tenant_unknown', 'tenant_deleted', 'body_invalid', 'hostname_taken'],
  async handle(call) {
    const { slug, hostname } = call.path;
    const schema = tenantInput({ deployment: call.settings, now: call.now }).entries.hostnames;
    const read = v.safeParse(schema, [hostname], { message: describeKind });
    if (!read.success) {
      const errors = describeIssues(read.issues).map(({ message }) => ({ path: 'hostname', message }));
      return refuseFields('body_invalid', errors);
    }
    const state = await editTenant(call, slug, 'live', (configuration) => {
      const hostnames = [...new Set([...configuration.hostnames, ...read.output])];
      const all = v.safeParse(schema, hostnames, { message: describeKind });
      return all.success
        ? { ...configuration, hostnames }
        : refuseFields('body_invalid', [{ path: 'hostname', message: 'would be one too many' }]);
    });
    return isRefusal(state) ? state : { status: 204, ...taggedBy(state) };
  },
});

const removeHostname = operation({
  method: 'DELETE',
  path: '/tenants/{slug}/hostnames/{hostname}',
  operationId: 'removeHostname',
  tag: 'Names',
  summary: 'Remove a custom hostname',
  description: 'It is free for another tenant once no edge serves it any more.',
  scope: 'tenants:write',
  conditions: 'match',
  answers: { 204: ['The tenant does not have it any more.', null] },
  problems: ['tenant_unknown', 'tenant_deleted', 'name_unknown'],
  async handle(call) {
    const name = readHostname(call.path.hostname);
    const state = await editTenant(call, call.path.slug, 'live', (configuration) => {
      const hostnames = configuration.hostnames.filter((hostname) => hostname !== name);
      const isThere = hostnames.length < configuration.hostnames.length;
      return isThere ? { ...configuration, hostnames } : refuse('name_unknown');
    });
    return isRefusal(state) ? state : { status: 204, ...taggedBy(state) };
  },
});

export const NAME_OPERATIONS: readonly Operation[] = [listNames, addHostname, removeHostname];
export type NamesAnswer = v.InferOutput<typeof namesAnswer>;
