/** What happened to a tenant, as the API shows it. */
import * as v from 'valibot';
import { authorAnswer, count, instant, list } from './common.ts';

export const auditEntryAnswer = v.object({
  sequence: count('Grows with each entry of a tenant.'),
  reference: v.pipe(
    v.nullable(v.string()),
    v.description('Finds it again; null for what is older than that.'),
  ),
  at: instant('When it was done.'),
  author: authorAnswer,
  action: v.string(),
  version: v.pipe(v.nullable(v.number()), v.description('The version that came of it.')),
  changes: v.pipe(list(v.string()), v.description('What changed, in words.')),
});

export const attemptDetails = v.object({
  stages: v.pipe(
    v.record(v.string(), v.number()),
    v.description('Milliseconds of each stage that there was.'),
  ),
  colo: v.pipe(v.nullable(v.string()), v.description('The data centre that served it.')),
});

export const attemptAnswer = v.object({
  reference: v.pipe(v.string(), v.description('What the person saw.')),
  at: instant('When the response arrived.'),
  outcome: v.picklist(['signed_in', 'restarted', 'refused']),
  code: v.pipe(v.nullable(v.string()), v.description('Why it was refused or restarted.')),
  connectionId: v.nullable(v.string()),
  durationMilliseconds: v.number(),
  details: v.pipe(v.optional(attemptDetails), v.description('Where it was measured.')),
});

export const personAnswer = v.object({
  id: v.pipe(v.string(), v.description('A keyed hash of the account key.')),
  accountKey: v.pipe(v.nullable(v.string()), v.description('Null where the tenant does not allow it.')),
  displayName: v.nullable(v.string()),
  email: v.nullable(v.string()),
  connectionId: v.string(),
  firstSignInAt: instant('The first sign-in.'),
  lastSignInAt: instant('The last sign-in.'),
  signInCount: count('How often.'),
});

export const openSessionAnswer = v.object({
  id: v.pipe(v.string(), v.description('Names the session here; it is no key to it.')),
  person: v.pipe(
    v.nullable(v.pick(personAnswer, ['id', 'accountKey', 'displayName', 'email'])),
    v.description('Null for somebody without an account key.'),
  ),
  connectionId: v.string(),
  kind: v.picklist(['saml', 'recovery']),
  signedInAt: instant('When it began.'),
  lastSeenAt: instant('When it was last seen, to within five minutes.'),
  expiresAt: instant('When it ends by itself.'),
});

export const endedSessionsAnswer = v.object({ ended: count('How many sessions were ended.') });

export const deploymentAuditEntryAnswer = v.object({
  number: count('Counts up from 1 without a gap.'),
  at: instant('When it was done.'),
  author: authorAnswer,
  action: v.string(),
  subject: v.pipe(v.string(), v.description('What it was done to.')),
});

export type AuditEntryAnswer = v.InferOutput<typeof auditEntryAnswer>;
export type AttemptAnswer = v.InferOutput<typeof attemptAnswer>;
export type PersonAnswer = v.InferOutput<typeof personAnswer>;
export type OpenSessionAnswer = v.InferOutput<typeof openSessionAnswer>;
export type EndedSessionsAnswer = v.InferOutput<typeof endedSessionsAnswer>;
export type DeploymentAuditEntryAnswer = v.InferOutput<typeof deploymentAuditEntryAnswer>;
