/** What happened to a tenant: its audit trail, its sign-ins, its people, its events. */
import * as v from 'valibot';
import { formatInstant } from '../../../saml/instant.ts';
import { attemptAnswer, auditEntryAnswer, personAnswer } from '../answers/activity.ts';
import { pageOf } from '../answers/common.ts';
import { attemptCountsAnswer, eventAnswer } from '../answers/webhook.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { tenantOperation } from '../tenant-operation.ts';

const MAX_SEARCH_CHARACTERS = 200;

/** A text to search by, of no more characters than anything that is found has. */
function searched(description: string) {
  const message = `must have at most ${MAX_SEARCH_CHARACTERS} characters`;
  return v.pipe(v.string(), v.maxLength(MAX_SEARCH_CHARACTERS, message), v.description(description));
}

const listAudit = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/audit',
  operationId: 'listAudit',
  tag: 'Activity',
  summary: 'List what was done to a tenant',
  description: 'Who, when and what, the newest first. Nothing can be taken out of it.',
  scope: 'audit:read',
  query: LIST_QUERY,
  answers: { 200: ['One page of the trail.', pageOf(auditEntryAnswer)] },
  async handle(call, { record, state }) {
    return answerPage(
      call,
      ['audit', state.tenantId],
      (page) => record.audit(page),
      (entry) => ({ ...entry, at: formatInstant(entry.at) }),
    );
  },
});

const listAttempts = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/attempts',
  operationId: 'listAttempts',
  tag: 'Activity',
  summary: 'List sign-in attempts',
  description: 'The newest first. They say how it went, never who it was.',
  scope: 'tenants:read',
  query: {
    outcome: v.optional(
      v.pipe(v.picklist(['signed_in', 'restarted', 'refused']), v.description('How they went.')),
    ),
    code: v.optional(searched('Why they were refused or restarted.')),
    reference: v.optional(searched('The reference number that a person was shown.')),
    ...LIST_QUERY,
  },
  answers: { 200: ['One page of attempts.', pageOf(attemptAnswer)] },
  async handle(call, { record, state }) {
    const { outcome = null, code = null, reference = null } = call.query;
    return answerPage(
      call,
      ['attempts', state.tenantId, outcome ?? '', code ?? '', reference ?? ''],
      (page) => record.attempts({ ...page, outcome, code, reference }),
      (attempt) => ({ ...attempt, at: formatInstant(attempt.at) }),
    );
  },
});

const countAttempts = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/attempts/counts',
  operationId: 'countAttempts',
  tag: 'Activity',
  summary: 'Count recent sign-in attempts',
  scope: 'tenants:read',
  answers: { 200: ['The counts.', attemptCountsAnswer] },
  async handle(call, found) {
    const { recent, lastSignInAt } = await found.record.attemptCounts(call.now);
    const at = lastSignInAt === null ? null : formatInstant(lastSignInAt);
    return { status: 200, body: { recent, lastSignInAt: at } };
  },
});

const listPeople = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/people',
  operationId: 'listPeople',
  tag: 'Activity',
  summary: 'List the people who have signed in',
  description: 'Who signed in last comes first. How much is known of them is for the tenant to say.',
  scope: 'people:read',
  query: {
    search: v.optional(searched('Part of a name, address or account key, as far as they are kept.'), ''),
    ...LIST_QUERY,
  },
  answers: { 200: ['One page of people.', pageOf(personAnswer)] },
  async handle(call, { record, state }) {
    const { search } = call.query;
    return answerPage(
      call,
      ['people', state.tenantId, search],
      (page) => record.people({ ...page, search }),
      (person) => ({
        ...person,
        firstSignInAt: formatInstant(person.firstSignInAt),
        lastSignInAt: formatInstant(person.lastSignInAt),
      }),
    );
  },
});

const listEvents = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/events',
  operationId: 'listEvents',
  tag: 'Activity',
  summary: 'List events',
  description: 'What webhooks are told, the newest first, of the last week; without who it is about.',
  scope: 'events:read',
  query: LIST_QUERY,
  answers: { 200: ['One page of events.', pageOf(eventAnswer)] },
  async handle(call, { record, state }) {
    return answerPage(
      call,
      ['events', state.tenantId],
      (page) => record.events(page),
      (event) => event,
    );
  },
});

export const ACTIVITY_OPERATIONS = [listAudit, listAttempts, countAttempts, listPeople, listEvents];
