/**
 * `POST /sso/oidc/token`: a code becomes an ID token and an access token, once. RFC 6749, section 4.1.3; OpenID Connect Core 1.0,
 * section 3.1.3. It comes from an application, or from anybody. I/O: the ledger.
 */
import type { Context } from 'hono';
import {
  ACCESS_TOKEN_SECONDS,
  type AuthorizationCode,
  checkCode,
  type Grant,
} from '../../oidc/authorization-code.ts';
import { releaseClaims } from '../../oidc/claims.ts';
import { authenticateClient } from '../../oidc/client-authentication.ts';
import { signIdentityToken } from '../../session/identity-token.ts';
import type { Session } from '../../session/session.ts';
import { judgeSession, sessionEnd } from '../../session/session-rules.ts';
import { isStillConnected } from '../../sign-in/session-origins.ts';
import { readForm } from '../console/form.ts';
import type { TenantEnv } from '../context.ts';
import { personClaims } from '../identity-token.ts';
import { tokenSigner } from '../token-signer.ts';
import { refuseClient } from './refuse.tsx';
import { open, seal } from './sealed.ts';

const MAX_FORM_BYTES = 16_384;
/** As far as the clocks of two machines of ours may differ. */
const CLOCK_SKEW_MILLISECONDS = 60_000;

/**
 * Answers with the tokens. Enforces, in order: who asks; what for; that the code is this client's, with its address and verifier;
 * that it is used for the first time; that the session is still open. A code is used up by whoever could use it, and nobody else.
 */
export async function exchangeCode(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, origin: issuer, ledger, now } = c.var;
  const form = await readForm(c, MAX_FORM_BYTES);
  if (form === null) return refuseClient(c, 'oidc_form_unreadable');
  const fields = { clientId: form.text('client_id'), clientSecret: form.text('client_secret') };
  const authorization = c.req.header('Authorization') ?? null;
  const client = authenticateClient(authorization, fields, tenant.oidcClients ?? [], now);
  if (!client.ok) return refuseClient(c, client.failure.code);
  if (form.text('grant_type') !== 'authorization_code') return refuseClient(c, 'oidc_grant_type');
  const [sealed, redirectUri, codeVerifier] = ['code', 'redirect_uri', 'code_verifier'].map((name) =>
    form.text(name),
  );
  if (!sealed || !redirectUri || !codeVerifier) return refuseClient(c, 'oidc_token_parameter');

  const code = await open(c, 'edge-saml/authorization-code/1', sealed);
  if (code === null) return refuseClient(c, 'oidc_code_unknown');
  const checked = await checkCode(code, {
    tenantId: tenant.id,
    issuer,
    client: client.value,
    redirectUri,
    codeVerifier,
    now,
  });
  if (!checked.ok) return refuseClient(c, checked.failure.code);

  const { codeId, sessionId } = code;
  const rememberUntil = now + ACCESS_TOKEN_SECONDS * 1000 + CLOCK_SKEW_MILLISECONDS;
  const redeemed = await ledger.redeemCode({ codeId, sessionId, rememberUntil, now });
  if (redeemed.outcome === 'code_already_used') return refuseClient(c, 'oidc_code_already_used');
  const session = redeemed.outcome === 'redeemed' ? keepOpen(c, redeemed.session, code) : null;
  return session === null ? refuseClient(c, 'oidc_code_session_ended') : giveTokens(c, code, session);
}

/** The session of a grant, as it was seen when that was given; null where it is over by the tenant's rules of today. */
export function keepOpen(c: Context<TenantEnv>, stored: Session, { issuedAt }: Grant): Session | null {
  const { tenant, now } = c.var;
  const session = { ...stored, renewedAt: Math.max(stored.renewedAt, issuedAt) };
  const isOpen = isStillConnected(session, tenant) && judgeSession(session, tenant.session, now) !== 'over';
  return isOpen ? session : null;
}

async function giveTokens(
  c: Context<TenantEnv>,
  { redirectUri: _redirectUri, codeChallenge: _codeChallenge, nonce, ...grant }: AuthorizationCode,
  session: Session,
): Promise<Response> {
  const { tenant, origin: issuer, settings, now } = c.var;
  const signer = await tokenSigner(settings);
  if (signer === null) throw new Error('there is no key to sign with, though the endpoint is there');
  const claims = releaseClaims(await personClaims(tenant, session), grant.scopes);
  const terms = { issuer, audience: grant.clientId, now, sessionEnd: sessionEnd(session, tenant.session) };
  return c.json({
    access_token: await seal(c, 'edge-saml/access-token/1', { ...grant, issuedAt: now }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: grant.scopes.join(' '),
    id_token: await signIdentityToken({ ...claims, ...(nonce !== null && { nonce }) }, terms, signer),
  });
}
