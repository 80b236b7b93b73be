/** How the values that operations answer with become HTTP answers. */
import type { Context } from 'hono';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import { problem } from '../respond.ts';
import type { Answer } from './operation.ts';
import { PROBLEMS, type Refusal } from './problem-codes.ts';

/** Tells a refusal from a value. */
export function isRefusal(value: object): value is Refusal {
  return 'problem' in value;
}

/** Writes the answer of an operation. */
export function writeAnswer(c: Context, answer: Answer | Refusal): Response {
  if (isRefusal(answer)) return writeProblem(c, answer);
  if (answer.etag !== undefined) c.header('ETag', answer.etag);
  const { status, body } = answer;
  if (body === undefined) return c.body(null, status as StatusCode);
  return c.json(body, status as ContentfulStatusCode);
}

/** Writes a problem, RFC 9457. */
export function writeProblem(
  c: Context,
  refusal: Refusal,
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const [status, title, sentence] = PROBLEMS[refusal.problem];
  const { problem: code, detail = sentence, errors } = refusal;
  return problem(c, status, { code, title, detail, ...(errors === undefined ? {} : { errors }), ...more });
}
