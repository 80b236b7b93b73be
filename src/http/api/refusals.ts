/** What the operator API answers when it does not do what was asked: one function for each kind, RFC 9457. */
import type { Context, ErrorHandler } from 'hono';
import type { FieldProblem } from '../../tenants/field-rules.ts';
import { logError, makeReference } from '../log.ts';
import { problem } from '../respond.ts';
import { type BodyFailureCode, MAX_BODY_BYTES } from './json-body.ts';

const BODY_REFUSALS = {
  body_not_json_type: {
    status: 415,
    title: 'The body must be JSON',
    detail: 'Send Content-Type: application/json.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    detail: `At most ${MAX_BODY_BYTES} bytes are read.`,
  },
  body_malformed: {
    status: 400,
    title: 'The body is not JSON',
    detail: 'It must be one JSON text in UTF-8.',
  },
} as const satisfies Record<BodyFailureCode, object>;

/** Refuses a body that could not be read. */
export function refuseBody(c: Context, code: BodyFailureCode): Response {
  const { status, ...details } = BODY_REFUSALS[code];
  return problem(c, status, { code, ...details });
}

/** Refuses a tenant with wrong fields, naming all of them. */
export function refuseTenant(c: Context, errors: readonly FieldProblem[]): Response {
  return problem(c, 422, {
    code: 'tenant_invalid',
    title: 'The tenant has wrong fields',
    detail: countOf(errors),
    errors,
  });
}

/** Refuses a query with wrong parameters, naming all of them. */
export function refuseQuery(c: Context, errors: readonly FieldProblem[]): Response {
  return problem(c, 400, {
    code: 'query_invalid',
    title: 'The query has wrong parameters',
    detail: countOf(errors),
    errors,
  });
}

const TAKEN = {
  slug_taken: 'The slug is taken',
  hostname_taken: 'A hostname is taken',
  email_domain_taken: 'An email domain is taken',
} as const;

/** Refuses a name that another tenant has, or had until its deletion cannot be undone any more. */
export function refuseTaken(c: Context, code: keyof typeof TAKEN, path: string): Response {
  const errors = [{ path, message: 'belongs to another tenant' }];
  return problem(c, 409, {
    code,
    title: TAKEN[code],
    detail: countOf(errors),
    errors,
  });
}

/** Answers for a tenant that does not exist. */
export function refuseUnknownTenant(c: Context): Response {
  const detail =
    'No tenant has this slug. One that was saved elsewhere within the last minute may not have arrived yet.';
  return problem(c, 404, { code: 'tenant_unknown', title: 'There is no such tenant', detail });
}

/** Refuses to change a tenant that is not as the client believes. */
export function refuseStale(c: Context): Response {
  const detail = 'If-Match or If-None-Match does not hold for it: read it again, then decide.';
  return problem(c, 412, { code: 'tenant_changed', title: 'The tenant is not as you knew it', detail });
}

/** Refuses a method, and lists those that there are. */
export function refuseMethod(c: Context, allow: string): Response {
  c.header('Allow', allow);
  const detail = `Here these methods are known: ${allow}.`;
  return problem(c, 405, { code: 'method_not_allowed', title: 'This method is not known here', detail });
}

/** Answers for a path of the API that does not exist. */
export function refuseUnknownPath(c: Context): Response {
  const detail = 'The API has /api/v1/tenants and /api/v1/tenants/{slug}.';
  return problem(c, 404, { code: 'path_unknown', title: 'There is nothing at this address', detail });
}

/** Answers for a bug or an outage, with the reference of its line in the log. */
export const refuseFault: ErrorHandler = (error, c) => {
  const reference = makeReference();
  logError(error, reference);
  const detail =
    'It is in the log under this reference. A change may have been made in part: read the tenant again.';
  return problem(c, 500, { code: 'internal_error', title: 'Something went wrong here', detail, reference });
};

function countOf({ length }: readonly FieldProblem[]): string {
  return length === 1 ? 'One is wrong; errors says which.' : `${length} are wrong; errors says which.`;
}
