/** OpenID Connect clients as the API shows them: never their secret, but once, in the answer that makes it. */
import * as v from 'valibot';
import { instant, list } from './common.ts';

export const oidcClientAnswer = v.object({
  id: v.pipe(v.string(), v.description('The `client_id`.')),
  displayName: v.string(),
  redirectUris: list(v.string()),
  postLogoutRedirectUris: list(v.string()),
  public: v.pipe(v.boolean(), v.description('Whether it has no secret, and stands on PKCE alone.')),
  issuers: v.pipe(
    list(v.string()),
    v.description('What the application configures as issuer: one for each host of the tenant.'),
  ),
  createdAt: instant('When it was made.'),
  secretMadeAt: v.nullable(instant('When its secret was made.')),
  formerSecretEndsAt: v.nullable(instant('Until when the secret before is good as well; null if it is not.')),
});

export const newOidcClientAnswer = v.object({
  ...oidcClientAnswer.entries,
  secret: v.pipe(
    v.nullable(v.string()),
    v.description('The `client_secret`: it is shown this once. Null for a public client.'),
  ),
});

export const oidcClientsAnswer = v.object({ items: list(oidcClientAnswer) });

export type OidcClientAnswer = v.InferOutput<typeof oidcClientAnswer>;
export type NewOidcClientAnswer = v.InferOutput<typeof newOidcClientAnswer>;
