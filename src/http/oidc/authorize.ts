/**
 * `/sso/oidc/authorize`: who is signed in gets a code at once; who is not signs in by SAML, and comes back here. OpenID Connect
 * Core 1.0, section 3.1.2. The request comes from anybody; beginning writes nothing anywhere.
 */

import type { Context } from 'hono';
import { base64url } from 'jose';
import {
  type AuthorizationRequest,
  findReturnAddress,
  type ReturnAddress,
  readAuthorizationRequest,
  writeAnswer,
} from '../../oidc/authorization-request.ts';
import { judgeFreshness } from '../../oidc/freshness.ts';
import { describeRefusal, type OidcRefusalCode } from '../../oidc/refusals.ts';
import type { Session } from '../../session/session.ts';
import { AUTHORIZE_PATH, checkReturnTo, DEFAULT_RETURN_TO } from '../../sign-in/return-to.ts';
import { readForm } from '../console/form.ts';
import type { TenantEnv } from '../context.ts';
import { currentWholeSession } from '../cookies.ts';
import { personClaims } from '../identity-token.ts';
import { logOidc } from '../log.ts';
import { isSeen, sendToIdentityProvider } from '../login.tsx';
import { openIdTokenHint } from './id-token-hint.ts';
import { refuseClient, refuseRequest } from './refuse.tsx';
import { seal } from './sealed.ts';

const CODE_ID_OCTETS = 16;
const MAX_FORM_BYTES = 16_384;

/** Our own, in the address that a person comes back to: when he was sent to sign in again. */
const ASKED_AT = 'sign_in_asked_at';

/** Takes a request by POST as well, on to GET: no cookie comes along with what another site posts. */
export async function takeAuthorizationForm(c: Context<TenantEnv>): Promise<Response> {
  const form = await readForm(c, MAX_FORM_BYTES);
  return form === null
    ? refuseClient(c, 'oidc_form_unreadable')
    : c.redirect(`${AUTHORIZE_PATH}?${form.fields()}`, 303);
}

/** Answers the application with a code, or has the person sign in first. */
export async function authorize(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, origin, now } = c.var;
  const query = new URL(c.req.url).searchParams;
  const address = findReturnAddress(query, tenant.oidcClients ?? []);
  if (!address.ok) return refuseRequest(c, address.failure.code);
  const request = readAuthorizationRequest(query, address.value);
  if (!request.ok) return refuse(c, address.value, request.failure.code);
  const session = await currentWholeSession(c);
  const fresh = judgeFreshness(request.value, session, readAskedAt(query), now);
  if (fresh.step === 'refuse') return refuse(c, request.value, fresh.code);
  if (fresh.step === 'proceed' && session !== null) {
    if (await isOfSomebodyElse(c, request.value, session))
      return refuse(c, request.value, 'oidc_somebody_else');
    const code = await makeCode(c, request.value, session);
    return c.redirect(writeAnswer(request.value, origin, { code }), 303);
  }
  return signIn(c, query, request.value, session);
}

/** Sends the person to sign in, and back to this very request. */
async function signIn(
  c: Context<TenantEnv>,
  query: URLSearchParams,
  request: AuthorizationRequest,
  session: Session | null,
): Promise<Response> {
  const { origin, now } = c.var;
  query.delete(ASKED_AT);
  // It is for whom nothing is asked.
  query.delete('id_token_hint');
  if (session !== null) query.set(ASKED_AT, String(now));
  const returnTo = checkReturnTo(`${AUTHORIZE_PATH}?${query}`, origin);
  if (returnTo === DEFAULT_RETURN_TO) return refuse(c, request, 'oidc_parameter_too_long');
  const { loginHint: email } = request;
  if (session === null) {
    const wish = new URLSearchParams({ returnTo, ...(email !== null && { email }) });
    return c.redirect(`/sso/login?${wish}`, 303);
  }
  // What nobody sees, such as an image, shall not push out the requests that are pending.
  if (!isSeen(c.req.raw)) return refuse(c, request, 'oidc_login_required');
  const { connectionId } = session;
  return sendToIdentityProvider(c, { returnTo, connectionId, email, restarted: false, forceAuthn: true });
}

/** With prompt=none nobody could see that it is another person: OpenID Connect Core 1.0, section 3.1.2.1. */
async function isOfSomebodyElse(
  c: Context<TenantEnv>,
  { prompt, idTokenHint }: AuthorizationRequest,
  session: Session,
): Promise<boolean> {
  if (prompt !== 'none' || idTokenHint === null) return false;
  const hint = await openIdTokenHint(c, idTokenHint);
  return hint?.['sub'] !== (await personClaims(c.var.tenant, session)).sub;
}

function makeCode(c: Context<TenantEnv>, request: AuthorizationRequest, session: Session): Promise<string> {
  const { tenant, origin: issuer, now } = c.var;
  const { client, scopes, redirectUri, codeChallenge, nonce } = request;
  return seal(c, 'edge-saml/authorization-code/1', {
    tenantId: tenant.id,
    issuer,
    clientId: client.id,
    sessionId: session.id,
    scopes,
    codeId: base64url.encode(crypto.getRandomValues(new Uint8Array(CODE_ID_OCTETS))),
    issuedAt: now,
    redirectUri,
    codeChallenge,
    nonce,
  });
}

function refuse(c: Context<TenantEnv>, address: ReturnAddress, code: OidcRefusalCode): Response {
  logOidc(c, code, null);
  return c.redirect(writeAnswer(address, c.var.origin, describeRefusal(code)), 303);
}

function readAskedAt(query: URLSearchParams): number | null {
  const text = query.get(ASKED_AT) ?? '';
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}
