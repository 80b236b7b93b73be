/** Refused sign-ins: why, check by check, and trying one again where what was received is kept. */
import type { Refusal as RefusedSignIn } from '../../../administration/refusal.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { retrySignIn } from '../../retry-sign-in.ts';
import {
  type RefusalAnswer,
  type RetriedAnswer,
  refusalAnswer,
  retriedAnswer,
} from '../answers/draft-trials.ts';
import { refuse } from '../problem-codes.ts';
import { tenantOperation } from '../tenant-operation.ts';

const getRefusal = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/refusals/{reference}',
  operationId: 'getRefusal',
  tag: 'Activity',
  summary: 'Read why a sign-in was refused',
  scope: 'tenants:read',
  answers: { 200: ['The attempt with its checks.', refusalAnswer] },
  problems: ['refusal_unknown'],
  async handle({ path, now }, { record }) {
    const refusal = await record.refusal(path.reference, now);
    return refusal === null ? refuse('refusal_unknown') : { status: 200, body: presentRefusal(refusal) };
  },
});

const retryRefusal = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/refusals/{reference}/retry',
  operationId: 'retryRefusal',
  tag: 'Activity',
  summary: 'Try a refused sign-in again',
  description:
    'As it was received then, by the draft as it is now, or by what is live where there is none. It signs nobody in; the audit trail tells that it was done.',
  scope: 'tenants:write',
  answers: { 200: ['How it would go.', retriedAnswer] },
  problems: ['refusal_unknown', 'evidence_missing'],
  async handle({ path, author, now, settings }, { record, state }) {
    const refusal = await record.refusal(path.reference, now);
    if (refusal === null) return refuse('refusal_unknown');
    const { reference } = refusal.attempt;
    const retried = await retrySignIn({ record, state }, reference, { author, now, settings });
    if (retried === null) return refuse('evidence_missing');
    const { checks, connection, attributes } = retried;
    const body: RetriedAnswer = {
      connectionId: connection.id,
      judgedBy: state.draft === null ? 'live' : 'draft',
      passed: checks.every(({ passed }) => passed),
      checks,
      attributes,
    };
    return { status: 200, body };
  },
});

function presentRefusal({ attempt, checks, evidenceUntil }: RefusedSignIn): RefusalAnswer {
  return {
    ...attempt,
    at: formatInstant(attempt.at),
    checks,
    evidenceUntil: evidenceUntil === null ? null : formatInstant(evidenceUntil),
  };
}

export const REFUSAL_OPERATIONS = [getRefusal, retryRefusal];
