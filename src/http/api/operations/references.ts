/** What a reference number stands for. */
import { readReference } from '../../../events/reference.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { findReference } from '../../../stores/find-reference.ts';
import { operatorAccounts } from '../../../stores/operator-accounts/operator-accounts.ts';
import { referenceAnswer } from '../answers/reference.ts';
import { operation } from '../operation.ts';
import { presentReference } from '../present-reference.ts';
import { refuse } from '../problem-codes.ts';

const getReference = operation({
  method: 'GET',
  path: '/references/{reference}',
  operationId: 'getReference',
  tag: 'Activity',
  summary: 'Find what a reference number stands for',
  description:
    'The number that a person saw, or that an event, a change or a webhook has in the log; in any case, with or without its dash. It says what happened and who mends it, never who it was.',
  scope: 'audit:read',
  answers: { 200: ['What is kept under it.', referenceAnswer] },
  problems: ['reference_unknown'],
  async handle({ env, path }) {
    const reference = readReference(path.reference);
    const found =
      reference === null
        ? []
        : await findReference(administrationOf(env), operatorAccounts(env.OPERATOR_ACCOUNTS), reference);
    if (reference === null || found.length === 0) return refuse('reference_unknown');
    return { status: 200, body: { reference, items: found.map(presentReference) } };
  },
});

export const REFERENCE_OPERATIONS = [getReference];
