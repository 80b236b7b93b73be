/** API keys, and the audit trail of the deployment, where their making and revoking stands. */
import * as v from 'valibot';
import { type ApiKey, KEY_ID_OCTETS, makeApiKey } from '../../../operators/api-key.ts';
import { grantsScope, SCOPES } from '../../../operators/scopes.ts';
import { hashSecret, SECRET_OCTETS } from '../../../operators/secret-text.ts';
import { formatInstant, parseInstant } from '../../../saml/instant.ts';
import { operatorAccounts } from '../../../stores/operator-accounts/operator-accounts.ts';
import { closed, distinct, text } from '../../../tenants/field-rules.ts';
import { sealApiKey } from '../../api-key-seal.ts';
import { deploymentAuditEntryAnswer } from '../answers/activity.ts';
import { type ApiKeyAnswer, apiKeyAnswer, newApiKeyAnswer } from '../answers/api-key.ts';
import { list, pageOf } from '../answers/common.ts';
import { answerPage, LIST_QUERY } from '../lists.ts';
import { operation, operationWithBody } from '../operation.ts';
import { refuse, refuseFields } from '../problem-codes.ts';

const apiKeyInput = closed({
  name: v.pipe(text(80), v.description('What it is for, as lists show it.')),
  scopes: v.pipe(
    distinct(v.picklist(SCOPES), SCOPES.length),
    v.minLength(1, 'must not be empty'),
    v.description('No more than the caller has.'),
  ),
  expiresAt: v.pipe(
    v.optional(
      v.nullable(v.pipe(v.string(), v.isoTimestamp('must be an instant such as 2027-01-01T00:00:00Z'))),
    ),
    v.description(
      'From when on it is refused: no later than the caller is. Null, the default, for never, where the caller is not either.',
    ),
  ),
});
export type ApiKeyInput = v.InferInput<typeof apiKeyInput>;

const listApiKeys = operation({
  method: 'GET',
  path: '/api-keys',
  operationId: 'listApiKeys',
  tag: 'API keys',
  summary: 'List API keys',
  description: 'Revoked and expired ones, too. All on one page, without their secrets.',
  scope: 'keys:read',
  answers: { 200: ['All keys.', v.object({ items: list(apiKeyAnswer) })] },
  async handle({ env }) {
    const keys = await operatorAccounts(env.OPERATOR_ACCOUNTS).listKeys();
    return { status: 200, body: { items: keys.map(presentApiKey) } };
  },
});

const createApiKey = operationWithBody({
  method: 'POST',
  path: '/api-keys',
  operationId: 'createApiKey',
  tag: 'API keys',
  summary: 'Make an API key',
  description: 'The answer holds the key, this once: only its hash is stored.',
  scope: 'keys:write',
  schema: () => apiKeyInput,
  answers: { 201: ['The key.', newApiKeyAnswer] },
  async handle({ body, scopes, expiresAt: ownExpiry, author, env, now, settings }) {
    const expiresAt = readExpiry(body.expiresAt);
    const tooMany = body.scopes.flatMap((scope, index) =>
      grantsScope(scopes, scope) ? [] : [{ path: `scopes[${index}]`, message: 'is not a scope of your own' }],
    );
    const past =
      expiresAt !== null && !(expiresAt > now)
        ? [{ path: 'expiresAt', message: 'must be in the future' }]
        : [];
    // A key that was lent for a day shall not live on in another.
    const late =
      ownExpiry !== null && (expiresAt === null || expiresAt > ownExpiry)
        ? [{ path: 'expiresAt', message: 'must not be later than that of your own key' }]
        : [];
    const errors = [...tooMany, ...past, ...late];
    if (errors.length > 0) return refuseFields('body_invalid', errors);
    const random = (octets: number) => crypto.getRandomValues(new Uint8Array(octets));
    const made = makeApiKey(random(KEY_ID_OCTETS), random(SECRET_OCTETS));
    const newKey = {
      id: made.id,
      secretHash: hashSecret(made.secret),
      name: body.name,
      scopes: body.scopes,
      expiresAt,
    };
    const key = await operatorAccounts(env.OPERATOR_ACCOUNTS).makeKey(newKey, author, now);
    return { status: 201, body: { ...presentApiKey(key), key: await sealApiKey(made, settings) } };
  },
});

const revokeApiKey = operation({
  method: 'DELETE',
  path: '/api-keys/{keyId}',
  operationId: 'revokeApiKey',
  tag: 'API keys',
  summary: 'Revoke an API key',
  description: 'It is refused from the next request on, and stays in the list.',
  scope: 'keys:write',
  answers: { 204: ['It is revoked.', null] },
  problems: ['key_unknown'],
  async handle({ path, author, env, now }) {
    const revoked = await operatorAccounts(env.OPERATOR_ACCOUNTS).revokeKey(path.keyId, author, now);
    return revoked ? { status: 204 } : refuse('key_unknown');
  },
});

const listDeploymentAudit = operation({
  method: 'GET',
  path: '/audit',
  operationId: 'listDeploymentAudit',
  tag: 'Activity',
  summary: 'List what was done to operators and keys',
  description: 'The newest first. What was done to a tenant stands in its own trail.',
  scope: 'audit:read',
  query: LIST_QUERY,
  answers: { 200: ['One page of the trail.', pageOf(deploymentAuditEntryAnswer)] },
  handle: (call) =>
    answerPage(
      call,
      ['deployment-audit'],
      (page) => operatorAccounts(call.env.OPERATOR_ACCOUNTS).listAudit(page),
      (entry) => ({ ...entry, at: formatInstant(entry.at) }),
    ),
});

function readExpiry(text: string | null | undefined): number | null {
  // One that no calendar has is never in the future.
  return text === null || text === undefined ? null : (parseInstant(text) ?? Number.NaN);
}

function presentApiKey(key: ApiKey): ApiKeyAnswer {
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    ...key,
    createdAt: formatInstant(key.createdAt),
    expiresAt: at(key.expiresAt),
    lastUsedAt: at(key.lastUsedAt),
    revokedAt: at(key.revokedAt),
  };
}

export const API_KEY_OPERATIONS = [listDeploymentAudit, listApiKeys, createApiKey, revokeApiKey];
