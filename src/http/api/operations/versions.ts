/** What was live before, and how to go back to it. */
import { pageOf } from '../answers/common.ts';
import { tenantAnswer, versionAnswer, versionSummaryAnswer } from '../answers/tenant.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { presentTenant, presentVersion, presentVersionSummary } from '../present-tenant.ts';
import { refuse } from '../problem-codes.ts';
import { changeOf, refuseChange, taggedBy } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const listVersions = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/versions',
  operationId: 'listVersions',
  tag: 'Versions',
  summary: 'List versions',
  description: 'The newest first; that is the live one.',
  scope: 'tenants:read',
  query: LIST_QUERY,
  answers: { 200: ['One page of versions.', pageOf(versionSummaryAnswer)] },
  async handle(call, { record, state }) {
    return answerPage(
      call,
      ['versions', state.tenantId],
      (page) => record.versions(page),
      presentVersionSummary,
    );
  },
});

const getVersion = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/versions/{version}',
  operationId: 'getVersion',
  tag: 'Versions',
  summary: 'Read a version',
  scope: 'tenants:read',
  answers: { 200: ['The version with its configuration.', versionAnswer] },
  problems: ['version_unknown'],
  async handle(call, found) {
    const number = readVersionNumber(call.path.version);
    const version = number === null ? null : await found.record.version(number);
    return version === null ? refuse('version_unknown') : { status: 200, body: presentVersion(version) };
  },
});

const restoreVersion = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/versions/{version}/restore',
  operationId: 'restoreVersion',
  tag: 'Versions',
  summary: 'Go back to a version',
  description: 'Its configuration becomes the next version, live at once. A draft stays.',
  scope: 'tenants:write',
  conditions: 'match',
  answers: { 200: ['The tenant as it is now.', tenantAnswer] },
  problems: [
    'tenant_deleted',
    'version_unknown',
    'hostname_taken',
    'email_domain_taken',
    'connection_untested',
    'recovery_missing',
  ],
  async handle(call, found) {
    const number = readVersionNumber(call.path.version);
    if (number === null) return refuse('version_unknown');
    const restored = await found.record.rollBack(number, changeOf(call, found.state));
    if (!restored.ok) return refuseChange(restored.failure, null);
    const body = presentTenant(restored.value, call.settings, call.now);
    return { status: 200, body, ...taggedBy(restored.value) };
  },
});

function readVersionNumber(text: string): number | null {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
}

export const VERSION_OPERATIONS = [listVersions, getVersion, restoreVersion];
