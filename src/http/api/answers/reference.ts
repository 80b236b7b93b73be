/** What is kept under a reference number, as the API shows it. */
import * as v from 'valibot';
import { attemptDetails } from './activity.ts';
import { authorAnswer, instant, list } from './common.ts';

export const referenceItemAnswer = v.object({
  kind: v.picklist(['sign_in', 'sign_out', 'change', 'webhook', 'error']),
  tenant: v.pipe(v.nullable(v.string()), v.description('Its slug; null for the deployment itself.')),
  at: instant('When it was.'),
  code: v.pipe(v.string(), v.description('How it went, as the log has it.')),
  outcome: v.pipe(
    v.nullable(v.picklist(['signed_in', 'restarted', 'refused'])),
    v.description('Of a sign-in.'),
  ),
  connectionId: v.nullable(v.string()),
  durationMilliseconds: v.nullable(v.number()),
  details: v.pipe(v.nullable(attemptDetails), v.description('Where it was measured.')),
  explanation: v.pipe(
    v.nullable(
      v.object({
        problem: v.string(),
        remedy: v.string(),
        mender: v.picklist(['identity-provider', 'service-provider', 'operator', 'person']),
      }),
    ),
    v.description('What a code of a sign-in means, and who mends it.'),
  ),
  checks: v.pipe(
    list(
      v.object({
        code: v.string(),
        passed: v.boolean(),
        expected: v.string(),
        received: v.nullable(v.string()),
      }),
    ),
    v.description('Of a refused sign-in, as long as they are kept; without what may be about a person.'),
  ),
  author: v.pipe(v.nullable(authorAnswer), v.description('Of a change.')),
  changes: v.pipe(list(v.string()), v.description('What a change changed, in words.')),
  delivery: v.pipe(
    v.nullable(
      v.object({ eventType: v.string(), webhookId: v.string(), state: v.string(), tries: v.number() }),
    ),
    v.description('Of a webhook.'),
  ),
});

export const referenceAnswer = v.object({
  reference: v.string(),
  items: v.pipe(list(referenceItemAnswer), v.description('One, but for rare chance.')),
});

export type ReferenceItemAnswer = v.InferOutput<typeof referenceItemAnswer>;
export type ReferenceAnswer = v.InferOutput<typeof referenceAnswer>;
