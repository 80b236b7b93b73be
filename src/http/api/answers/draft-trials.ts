/** What is found out about drafts and refused sign-ins, as the API shows it: how each check went, and never who it was. */
import * as v from 'valibot';
import { attemptAnswer } from './activity.ts';
import { authorAnswer, count, instant, list } from './common.ts';

const checkAnswer = v.object({
  code: v.pipe(v.string(), v.description('What was looked at, by what it refuses.')),
  passed: v.boolean(),
  expected: v.string(),
  received: v.pipe(v.nullable(v.string()), v.description('Null where it may be about a person.')),
});

const seenAttributeAnswer = v.object({
  name: v.string(),
  friendlyName: v.nullable(v.string()),
  values: count('How many values it had; they are not kept.'),
});

export const draftTestAnswer = v.object({
  connectionId: v.string(),
  at: instant('When it was made.'),
  author: authorAnswer,
  code: v.pipe(
    v.nullable(v.string()),
    v.description('Why a sign-in would be refused; null where it passed.'),
  ),
  isCurrent: v.pipe(
    v.boolean(),
    v.description('Whether the connection is still as it was tested: only then it counts.'),
  ),
  checks: list(checkAnswer),
  attributes: v.pipe(list(seenAttributeAnswer), v.description('Those that came.')),
});

export const shadowAnswer = v.object({
  since: v.nullable(instant('Since when it is on; null while it is off.')),
  author: v.pipe(v.nullable(authorAnswer), v.description('Who switched it on.')),
  counts: v.pipe(
    list(
      v.object({
        connectionId: v.string(),
        live: v.pipe(v.picklist(['signed_in', 'refused']), v.description('How they went.')),
        code: v.pipe(
          v.nullable(v.string()),
          v.description('What the draft would have refused them for; null where it would have let them in.'),
        ),
        total: count('How many.'),
        lastAt: instant('When the last one was.'),
      }),
    ),
    v.description('Real sign-ins, judged by the draft as well.'),
  ),
});

export const refusalAnswer = v.object({
  ...attemptAnswer.entries,
  checks: v.pipe(list(checkAnswer), v.description('Empty where they are not kept.')),
  evidenceUntil: v.nullable(
    instant('Until when it can be tried again; null where what was received is not kept.'),
  ),
});

export const retriedAnswer = v.object({
  connectionId: v.string(),
  judgedBy: v.picklist(['draft', 'live']),
  passed: v.boolean(),
  checks: list(checkAnswer),
  attributes: v.pipe(list(seenAttributeAnswer), v.description('Those that came.')),
});

export type DraftTestAnswer = v.InferOutput<typeof draftTestAnswer>;
export type ShadowAnswer = v.InferOutput<typeof shadowAnswer>;
export type RefusalAnswer = v.InferOutput<typeof refusalAnswer>;
export type RetriedAnswer = v.InferOutput<typeof retriedAnswer>;
