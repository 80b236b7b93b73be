/** `GET /.well-known/openid-configuration`: OpenID Connect Discovery 1.0, section 3. Each host of a tenant is an issuer. No I/O. */
import type { Context } from 'hono';
import { SCOPES } from '../../oidc/authorization-request.ts';
import { CLAIMS_SUPPORTED } from '../../oidc/claims.ts';
import type { TenantEnv } from '../context.ts';
import { JWKS_PATH, JWKS_SECONDS } from '../jwks.ts';

/** Shows what an application's library configures itself by. */
export function showDiscovery(c: Context<TenantEnv>): Response {
  const { origin, settings } = c.var;
  c.header('Cache-Control', `public, max-age=${JWKS_SECONDS}`);
  return c.json({
    issuer: origin,
    authorization_endpoint: `${origin}/sso/oidc/authorize`,
    token_endpoint: `${origin}/sso/oidc/token`,
    userinfo_endpoint: `${origin}/sso/oidc/userinfo`,
    end_session_endpoint: `${origin}/sso/oidc/logout`,
    jwks_uri: origin + JWKS_PATH,
    scopes_supported: SCOPES,
    claims_supported: CLAIMS_SUPPORTED,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set(settings.tokenKeys.map(({ algorithm }) => algorithm))],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    authorization_response_iss_parameter_supported: true,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    // Missing would mean true.
    request_uri_parameter_supported: false,
  });
}
