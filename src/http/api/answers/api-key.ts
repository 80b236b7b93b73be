/** API keys as the API shows them: never their secret, but once, in the answer that makes one. */
import * as v from 'valibot';
import { SCOPES } from '../../../operators/scopes.ts';
import { instant, list } from './common.ts';

export const apiKeyAnswer = v.object({
  id: v.string(),
  name: v.string(),
  scopes: list(v.picklist(SCOPES)),
  createdAt: instant('When it was made.'),
  createdBy: v.string(),
  expiresAt: v.nullable(instant('Null for one that does not expire.')),
  lastUsedAt: v.nullable(instant('To the minute.')),
  revokedAt: v.nullable(instant('When it was revoked.')),
});

export const newApiKeyAnswer = v.object({
  ...apiKeyAnswer.entries,
  key: v.pipe(v.string(), v.description('The key itself: it is shown this once.')),
});

export type ApiKeyAnswer = v.InferOutput<typeof apiKeyAnswer>;
export type NewApiKeyAnswer = v.InferOutput<typeof newApiKeyAnswer>;
