/**
 * Every problem that the API answers with, RFC 9457: its code, its status, what it means and what to do. The generated
 * documentation lists them from here; what is about one request alone, such as its wrong fields, is added to it.
 */
import type { FieldProblem } from '../../tenants/field-rules.ts';
import { MAX_BODY_BYTES } from './read-json.ts';

export const PROBLEMS = {
  query_invalid: [400, 'The query has wrong parameters', 'errors names each of them.'],
  body_malformed: [400, 'The body is not JSON', 'It must be one JSON text in UTF-8.'],
  idempotency_key_invalid: [
    400,
    'The Idempotency-Key cannot be used',
    'It must have 8 to 200 visible ASCII characters; a UUID is a good one.',
  ],
  condition_malformed: [
    400,
    'A condition cannot be read',
    'If-Match and If-None-Match take * or entity tags such as earlier answers carried as ETag, with commas between them.',
  ],
  unauthorized: [
    401,
    'This needs a token',
    'Send an API key, or the OPERATOR_TOKEN of this deployment, as "Authorization: Bearer ...".',
  ],
  scope_missing: [403, 'This key may not do that', 'Use a key that has the scope.'],
  path_unknown: [404, 'There is nothing at this address', 'GET /api/v1 shows all that there is.'],
  tenant_unknown: [404, 'There is no such tenant', 'No tenant has this slug.'],
  connection_unknown: [404, 'There is no such connection', 'The tenant has no connection with this id.'],
  draft_missing: [404, 'There is no draft', 'PUT one, or change the live configuration.'],
  draft_test_unknown: [
    404,
    'There is no such test',
    'The connection was not tested, or there is none with this id.',
  ],
  refusal_unknown: [404, 'There is no such refused sign-in', 'None has this reference, or it is forgotten.'],
  version_unknown: [
    404,
    'There is no such version',
    'GET /tenants/{slug}/versions lists those that there are.',
  ],
  name_unknown: [404, 'The tenant does not have this name', 'It is not in its list.'],
  webhook_unknown: [404, 'There is no such webhook', 'No endpoint has this id.'],
  session_unknown: [404, 'There is no such session', 'The tenant has none with this id, or it is over.'],
  setup_link_unknown: [404, 'There is no such set-up link', 'The tenant has no link with this id.'],
  reference_unknown: [
    404,
    'Nothing is kept under this number',
    'It is none, or is forgotten by now; the log may still have it.',
  ],
  delivery_unknown: [404, 'There is no such delivery', 'It was never made, or is forgotten by now.'],
  webhook_key_unknown: [404, 'There is no such secret', 'The webhook has no key with this id.'],
  key_unknown: [404, 'There is no such API key', 'No key has this id.'],
  method_not_allowed: [405, 'This method is not known here', 'Allow lists those that are.'],
  tenant_deleted: [
    409,
    'The tenant is deleted',
    'Restore it with POST /tenants/{slug}/restore, then repeat the request.',
  ],
  tenant_not_deleted: [409, 'The tenant is not deleted', 'There is nothing to restore.'],
  draft_outdated: [
    409,
    'The draft is outdated',
    'Another version went live since it was begun, which publishing it would undo. Compare the two, then publish it with the ETag of the draft as If-Match, or discard it.',
  ],
  draft_unseen: [
    409,
    'The draft is an administrator’s',
    'The customer’s administrator saved it, behind a set-up link. Look at it, then publish it with its ETag as If-Match, or discard it.',
  ],
  draft_untested: [
    409,
    'The draft was not tested',
    'It has connections that are new or changed, and that no test has shown to work as they are: GET /tenants/{slug}/draft/tests tells. Test them, or publish it with untested=true.',
  ],
  slug_taken: [409, 'The slug is taken', 'Another tenant has it.'],
  hostname_taken: [
    409,
    'A hostname is taken',
    'It belongs to another tenant, which has to give it up first.',
  ],
  email_domain_taken: [
    409,
    'An email domain is taken',
    'It belongs to another tenant, which has to give it up first.',
  ],
  evidence_missing: [
    409,
    'The sign-in cannot be tried again',
    'What was received is not kept, or not any more, or its connection is gone: keepEvidenceHours of a connection keeps it.',
  ],
  metadata_url_missing: [
    409,
    'The metadata comes from nowhere by itself',
    'The connection has no metadataUrl: PUT it with its new metadata, or with an address.',
  ],
  too_many_domains: [409, 'There are too many email domains', 'Remove one that is not needed any more.'],
  too_many_setup_links: [
    409,
    'There are too many set-up links',
    'Revoke one that is not needed any more, or wait until one has ended.',
  ],
  connection_untested: [
    409,
    'SAML cannot be required of everybody yet',
    'No live connection is known to work: test one, or sign in by it once.',
  ],
  recovery_missing: [
    409,
    'SAML cannot be required of everybody yet',
    'There is no way in without it: make a recovery address, and an account behind it.',
  ],
  recovery_address_missing: [
    409,
    'There is no recovery address',
    'Make one first: there is nothing yet that could be armed.',
  ],
  recovery_account_unknown: [404, 'There is no such recovery account', 'The tenant has none with this id.'],
  recovery_account_needed: [
    409,
    'The recovery account is needed',
    'It is the last one, and everybody has to use SAML. An administrator has to add another one first.',
  ],
  oidc_client_unknown: [
    404,
    'There is no such client',
    'The tenant has no OpenID Connect client with this id.',
  ],
  oidc_client_public: [409, 'The client has no secret', 'It is public: it stands on PKCE alone.'],
  too_many_oidc_clients: [
    409,
    'There are too many OpenID Connect clients',
    'Remove one that is not needed any more.',
  ],
  too_many_webhooks: [409, 'There are too many webhooks', 'Remove one that is not needed any more.'],
  webhook_key_needed: [
    409,
    'The webhook needs this secret',
    'It is the last one: without it nothing could be signed. Make a new one first.',
  ],
  delivery_too_old: [
    409,
    'The event is forgotten',
    'Events are kept for a week: there is nothing left to send.',
  ],
  idempotency_key_running: [
    409,
    'A request with this Idempotency-Key is under way',
    'Wait for its answer, or repeat it after a minute.',
  ],
  tenant_changed: [
    412,
    'The tenant is not as you knew it',
    'If-Match or If-None-Match does not hold for it: read it again, decide, and send its ETag.',
  ],
  oidc_client_changed: [
    412,
    'The client was changed meanwhile',
    'Somebody else saved it, and nothing was saved now: read it again, decide, and send its ETag.',
  ],
  webhook_changed: [
    412,
    'The webhook was changed meanwhile',
    'Somebody else saved it, and nothing was saved now: read it again, decide, and send its ETag.',
  ],
  body_too_large: [413, 'The body is too large', `At most ${MAX_BODY_BYTES} bytes are read.`],
  body_not_json_type: [415, 'The body must be JSON', 'Send Content-Type: application/json.'],
  body_invalid: [422, 'The body has wrong fields', 'errors names each of them.'],
  tenant_invalid: [422, 'The tenant has wrong fields', 'errors names each of them.'],
  idempotency_key_used: [
    422,
    'This Idempotency-Key belongs to another request',
    'Another request was sent with it within the last day: take a new key for this one.',
  ],
  rate_limited: [429, 'Too many requests', 'Retry-After says in how many seconds to go on.'],
  too_many_attempts: [
    429,
    'Too many wrong tokens came from this address',
    'Retry-After says in how many seconds the next one is looked at.',
  ],
  internal_error: [
    500,
    'Something went wrong here',
    'It is in the log under the reference. A change may have been made: read the tenant again.',
  ],
  record_unavailable: [
    503,
    'What this stands on did not answer',
    'Try again in a moment. A change may have been made: read the tenant again.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A request that was not done, as a value. */
export interface Refusal {
  readonly problem: ProblemCode;
  /** In place of the sentence in the table. */
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
}

/** Refuses with the sentence of the table, or a better one. */
export function refuse(problem: ProblemCode, detail?: string): Refusal {
  return detail === undefined ? { problem } : { problem, detail };
}

/** Refuses with all wrong fields. */
export function refuseFields(problem: ProblemCode, errors: readonly FieldProblem[]): Refusal {
  const { length } = errors;
  const detail =
    length === 1 ? 'One is wrong; errors says which.' : `${length} are wrong; errors says which.`;
  return { problem, detail, errors };
}
