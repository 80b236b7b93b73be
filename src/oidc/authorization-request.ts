/**
 * An authentication request, OpenID Connect Core 1.0, section 3.1.2.1: authorization code with PKCE (RFC 7636) and nothing else. It
 * comes from anybody; first of all it is settled where the answer may go, so that no refusal sends a browser elsewhere. Pure.
 */
import { type Facts, type Result, success } from '../result.ts';
import { MAX_REDIRECT_URI_CHARACTERS, type OidcClient } from '../tenants/oidc-client.ts';
import { type OidcRefusalCode, refuseOidc } from './refusals.ts';

export interface AuthorizationRequest {
  readonly client: OidcClient;
  readonly redirectUri: string;
  /** Given back as it is. */
  readonly state: string | null;
  readonly nonce: string | null;
  /** Those that are known here; openid is among them. */
  readonly scopes: readonly Scope[];
  readonly codeChallenge: string;
  readonly prompt: 'none' | 'login' | null;
  readonly maxAgeSeconds: number | null;
  readonly loginHint: string | null;
  /** An ID token of ours, as it claims. */
  readonly idTokenHint: string | null;
}

/** Where the answer to a request goes, and with which state. */
export type ReturnAddress = Pick<AuthorizationRequest, 'client' | 'redirectUri' | 'state'>;

export const SCOPES = ['openid', 'profile', 'email', 'groups'] as const;
export type Scope = (typeof SCOPES)[number];

type Refused<Value> = Result<Value, Facts<OidcRefusalCode>>;

/**
 * The parameters that are read, and their longest values: what has to fit into a link to come back by (MAX_RETURN_TO_BYTES). Some
 * libraries keep all that they know in the state.
 */
const MAX_CHARACTERS: Readonly<Record<string, number>> = {
  client_id: 100,
  redirect_uri: MAX_REDIRECT_URI_CHARACTERS,
  state: 1_400,
  nonce: 600,
  scope: 600,
  response_type: 100,
  response_mode: 100,
  prompt: 100,
  max_age: 100,
  login_hint: 600,
  id_token_hint: 8_000,
  code_challenge: 600,
  code_challenge_method: 100,
};

/** Finds whose request it is, and the address among those of the client's own that the answer goes to. */
export function findReturnAddress(
  query: URLSearchParams,
  clients: readonly OidcClient[],
): Refused<ReturnAddress> {
  const clientId = readOnly(query, 'client_id');
  const client = clients.find(({ id }) => id === clientId);
  if (client === undefined) return refuseOidc('oidc_client_unknown');
  const redirectUri = readOnly(query, 'redirect_uri');
  if (redirectUri === null || !client.redirectUris.includes(redirectUri))
    return refuseOidc('oidc_redirect_uri_mismatch');
  return success({ client, redirectUri, state: readOnly(query, 'state') });
}

/**
 * Reads the rest of a request. Enforces, in order: each parameter once and not too long; nothing of what is not supported; a code,
 * in the query, for openid; PKCE with S256; a prompt and a max_age that can be read.
 */
export function readAuthorizationRequest(
  query: URLSearchParams,
  address: ReturnAddress,
): Refused<AuthorizationRequest> {
  const limits = Object.entries(MAX_CHARACTERS);
  if (limits.some(([name]) => query.getAll(name).length > 1)) return refuseOidc('oidc_parameter_repeated');
  if (limits.some(([name, most]) => (query.get(name) ?? '').length > most))
    return refuseOidc('oidc_parameter_too_long');
  if (query.has('request')) return refuseOidc('oidc_request_object');
  if (query.has('request_uri')) return refuseOidc('oidc_request_uri');
  if (query.has('registration')) return refuseOidc('oidc_registration');
  if (query.get('response_type') !== 'code') return refuseOidc('oidc_response_type');
  if ((query.get('response_mode') ?? 'query') !== 'query') return refuseOidc('oidc_response_mode');
  const wanted = (query.get('scope') ?? '').split(' ');
  const scopes = SCOPES.filter((scope) => wanted.includes(scope));
  if (!scopes.includes('openid')) return refuseOidc('oidc_scope');
  const codeChallenge = query.get('code_challenge');
  if (codeChallenge === null) return refuseOidc('oidc_code_challenge_missing');
  if (query.get('code_challenge_method') !== 'S256') return refuseOidc('oidc_code_challenge_method');
  if (!/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)) return refuseOidc('oidc_code_challenge_malformed');
  const prompt = readPrompt(query.get('prompt'));
  if (!prompt.ok) return prompt;
  const maxAge = query.get('max_age');
  if (maxAge !== null && !/^[0-9]{1,9}$/.test(maxAge)) return refuseOidc('oidc_max_age');
  return success({
    ...address,
    nonce: query.get('nonce'),
    scopes,
    codeChallenge,
    prompt: prompt.value,
    maxAgeSeconds: maxAge === null ? null : Number(maxAge),
    loginHint: query.get('login_hint'),
    idTokenHint: query.get('id_token_hint'),
  });
}

/**
 * `consent` asks nothing of anybody: the operator has consented by making the client. `select_account` is a new sign-in, where
 * the identity provider may ask who it is.
 */
function readPrompt(text: string | null): Refused<AuthorizationRequest['prompt']> {
  const prompts = new Set((text ?? '').split(' ').filter(Boolean));
  if (prompts.size === 0) return success(null);
  if (prompts.has('none')) return prompts.size === 1 ? success('none') : refuseOidc('oidc_prompt');
  const known = ['login', 'consent', 'select_account'];
  if (![...prompts].every((prompt) => known.includes(prompt))) return refuseOidc('oidc_prompt');
  return success(prompts.has('login') || prompts.has('select_account') ? 'login' : null);
}

/** The value of a parameter that is there once. */
function readOnly(query: URLSearchParams, name: string): string | null {
  const [value, second] = query.getAll(name);
  return value !== undefined && second === undefined ? value : null;
}

/** Writes the answer into the address that it goes to: RFC 6749, section 4.1.2; `iss` keeps answers of two providers apart (RFC 9207). */
export function writeAnswer(
  { redirectUri, state }: Omit<ReturnAddress, 'client'>,
  issuer: string,
  answer: Readonly<Record<string, string>>,
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state !== null && { state }), iss: issuer });
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters}`;
}
