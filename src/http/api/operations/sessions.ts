/** Who is signed in to a tenant, and ending that. Sessions go by ids of their own here, which are no keys to them. */
import * as v from 'valibot';
import type { SessionSelection } from '../../../administration/open-session.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { SESSION_RENEWAL_SECONDS } from '../../../session/session-rules.ts';
import { endedSessionsAnswer, openSessionAnswer } from '../answers/activity.ts';
import { pageOf } from '../answers/common.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { refuse, refuseFields } from '../problem-codes.ts';
import { tenantOperation } from '../tenant-operation.ts';

const BOUND = `An ended session is refused everywhere within ${SESSION_RENEWAL_SECONDS} seconds. Told as sessions.ended.`;

const listSessions = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/sessions',
  operationId: 'listSessions',
  tag: 'Activity',
  summary: 'List open sessions',
  description: 'Who signed in last comes first. How much is known of them is for the tenant to say.',
  scope: 'people:read',
  query: LIST_QUERY,
  answers: { 200: ['One page of sessions.', pageOf(openSessionAnswer)] },
  async handle(call, { record, state }) {
    return answerPage(
      call,
      ['sessions', state.tenantId],
      (page) => record.sessions({ ...page, now: call.now }),
      (session) => ({
        ...session,
        signedInAt: formatInstant(session.signedInAt),
        lastSeenAt: formatInstant(session.lastSeenAt),
        expiresAt: formatInstant(session.expiresAt),
      }),
    );
  },
});

const endSession = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/sessions/{sessionId}',
  operationId: 'endSession',
  tag: 'Activity',
  summary: 'End a session',
  description: BOUND,
  scope: 'tenants:write',
  answers: { 204: ['It is ended.', null] },
  problems: ['session_unknown'],
  async handle({ path, author, now }, { record }) {
    const ended = await record.endSessions({ by: 'session', id: path.sessionId }, { author, now });
    return ended > 0 ? { status: 204 } : refuse('session_unknown');
  },
});

const endSessions = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/sessions',
  operationId: 'endSessions',
  tag: 'Activity',
  summary: 'End sessions',
  description: `Those of a person, of a connection, or all: exactly one of the three is named. ${BOUND}`,
  scope: 'tenants:write',
  query: {
    person: v.optional(v.pipe(v.string(), v.description('The id of a person, as lists have it.'))),
    connection: v.optional(v.pipe(v.string(), v.description('The id of a connection.'))),
    all: v.optional(v.pipe(v.picklist(['true']), v.description('All of the tenant.'))),
  },
  answers: { 200: ['They are ended.', endedSessionsAnswer] },
  async handle({ query: { person, connection, all }, author, now }, { record }) {
    const named: readonly SessionSelection[] = [
      ...(person === undefined ? [] : [{ by: 'person' as const, id: person }]),
      ...(connection === undefined ? [] : [{ by: 'connection' as const, id: connection }]),
      ...(all === undefined ? [] : [{ by: 'tenant' as const, id: null }]),
    ];
    const [which, another] = named;
    if (which === undefined || another !== undefined) {
      const message = 'must be named, or connection, or all, and one of them alone';
      return refuseFields('query_invalid', [{ path: 'person', message }]);
    }
    return { status: 200, body: { ended: await record.endSessions(which, { author, now }) } };
  },
});

export const SESSION_OPERATIONS = [listSessions, endSession, endSessions];
