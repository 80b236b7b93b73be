/**
 * What is found out about a draft before it goes live: its tests, which people make in a browser, and its shadow, where real
 * sign-ins are judged by it as well.
 */
import * as v from 'valibot';
import { type DraftTest, type DraftTrials, digestConnection } from '../../../administration/draft-trial.ts';
import type { TenantState } from '../../../administration/tenant-record.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { list } from '../answers/common.ts';
import {
  type DraftTestAnswer,
  draftTestAnswer,
  type ShadowAnswer,
  shadowAnswer,
} from '../answers/draft-trials.ts';
import { refuse } from '../problem-codes.ts';
import { configurationFor } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const listDraftTests = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/draft/tests',
  operationId: 'listDraftTests',
  tag: 'Draft',
  summary: 'List the tests of the draft',
  description:
    'The last one of each connection. They are made in a browser, on the pages for set-up or in the console. Without a draft they are those of what is live.',
  scope: 'tenants:read',
  answers: { 200: ['All of them.', v.object({ items: list(draftTestAnswer) })] },
  async handle(_call, { record, state }) {
    const { tests } = await record.draftTrials();
    return { status: 200, body: { items: tests.map((test) => presentTest(test, state)) } };
  },
});

const getDraftTest = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/draft/tests/{connectionId}',
  operationId: 'getDraftTest',
  tag: 'Draft',
  summary: 'Read the last test of a connection',
  scope: 'tenants:read',
  answers: { 200: ['The test.', draftTestAnswer] },
  problems: ['draft_test_unknown'],
  async handle({ path }, { record, state }) {
    const { tests } = await record.draftTrials();
    const test = tests.find(({ connectionId }) => connectionId === path.connectionId);
    return test === undefined
      ? refuse('draft_test_unknown')
      : { status: 200, body: presentTest(test, state) };
  },
});

const readShadow = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/draft/shadow',
  operationId: 'readShadow',
  tag: 'Draft',
  summary: 'Read how real sign-ins fare by the draft',
  scope: 'tenants:read',
  answers: { 200: ['Whether it is on, and the counts.', shadowAnswer] },
  async handle(_call, { record }) {
    return { status: 200, body: presentShadow(await record.draftTrials()) };
  },
});

const switchShadowOn = tenantOperation({
  method: 'PUT',
  path: '/tenants/{slug}/draft/shadow',
  operationId: 'switchShadowOn',
  tag: 'Draft',
  summary: 'Try the draft on real sign-ins',
  description:
    'Whoever signs in by what is live is judged by the draft as well, after the answer: it changes nothing for them.',
  scope: 'tenants:write',
  answers: { 200: ['It is on.', shadowAnswer] },
  problems: ['draft_missing', 'tenant_deleted'],
  async handle({ author, now }, { record, state }) {
    if (state.deleted !== null) return refuse('tenant_deleted');
    if (!(await record.switchShadow(true, { author, now }))) return refuse('draft_missing');
    return { status: 200, body: presentShadow(await record.draftTrials()) };
  },
});

const switchShadowOff = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/draft/shadow',
  operationId: 'switchShadowOff',
  tag: 'Draft',
  summary: 'Stop trying the draft on real sign-ins',
  scope: 'tenants:write',
  answers: { 204: ['It is off.', null] },
  async handle({ author, now }, { record }) {
    await record.switchShadow(false, { author, now });
    return { status: 204 };
  },
});

function presentTest(
  { connectionId, digest, at, author, code, checks, attributes }: DraftTest,
  state: TenantState,
): DraftTestAnswer {
  const { connections } = configurationFor('draft', state);
  const connection = connections.find(({ id }) => id === connectionId);
  const isCurrent = connection !== undefined && digestConnection(connection) === digest;
  return { connectionId, at: formatInstant(at), author, code, isCurrent, checks, attributes };
}

function presentShadow({ shadow, counts }: DraftTrials): ShadowAnswer {
  return {
    since: shadow === null ? null : formatInstant(shadow.since),
    author: shadow?.author ?? null,
    counts: counts.map(({ digest: _digest, lastAt, ...count }) => ({
      ...count,
      lastAt: formatInstant(lastAt),
    })),
  };
}

export const DRAFT_TRIAL_OPERATIONS = [
  listDraftTests,
  getDraftTest,
  readShadow,
  switchShadowOn,
  switchShadowOff,
];
