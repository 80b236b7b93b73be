/** What happened to a tenant: its audit trail, its sign-ins, its people. */
import { formatInstant } from '../../../saml/instant.ts';
import { isRefusal } from '../answer.ts';
import { auditEntryAnswer } from '../answers/activity.ts';
import { pageOf } from '../answers/common.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { operation } from '../operation.ts';
import { findTenant } from '../tenant-access.ts';

const listAudit = operation({
  method: 'GET',
  path: '/tenants/{slug}/audit',
  operationId: 'listAudit',
  tag: 'Activity',
  summary: 'List what was done to a tenant',
  description: 'Who, when and what, the newest first. Nothing can be taken out of it.',
  scope: 'audit:read',
  query: LIST_QUERY,
  answers: { 200: ['One page of the trail.', pageOf(auditEntryAnswer)] },
  problems: ['tenant_unknown'],
  async handle(call) {
    const found = await findTenant(call, call.path.slug);
    if (isRefusal(found)) return found;
    const { record, state } = found;
    return answerPage(
      call,
      ['audit', state.tenantId],
      (page) => record.audit(page),
      (entry) => ({ ...entry, at: formatInstant(entry.at) }),
    );
  },
});

export const ACTIVITY_OPERATIONS = [listAudit];
