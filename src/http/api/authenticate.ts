/**
 * Who calls the API: a bearer token, RFC 6750, that is either the deployment's OPERATOR_TOKEN or an API key. It is input
 * from anybody. The token needs no storage, so that the API answers its holder when the accounts cannot be reached; wrong
 * ones are counted by address and wait longer and longer. I/O: the operators' accounts.
 */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Author } from '../../administration/author.ts';
import { type PresentedKey, readApiKey } from '../../operators/api-key.ts';
import type { TooManyAttempts } from '../../operators/port.ts';
import { grantsScope, SCOPES, type Scope } from '../../operators/scopes.ts';
import { hashSecret, isSameSecret } from '../../operators/secret-text.ts';
import { type Result, success } from '../../result.ts';
import { apiStateNamed } from '../../stores/api-state/api-state.ts';
import { operatorAccounts } from '../../stores/operator-accounts/operator-accounts.ts';
import { isSealedApiKey } from '../api-key-seal.ts';
import { clientAddressKey } from '../client-address.ts';
import type { HostEnv } from '../context.ts';
import { problem } from '../respond.ts';

/** Who calls, for the audit trail, and what that one may do. */
export interface Caller {
  readonly author: Author;
  readonly scopes: readonly Scope[];
  /** When it ends, milliseconds since 1970; null for one that does not. */
  readonly expiresAt: number | null;
}

export type CallerFailure = TooManyAttempts | { readonly code: 'token_missing' | 'token_invalid' };

/** A route behind requireCaller. */
export interface ApiEnv {
  Bindings: HostEnv['Bindings'];
  Variables: HostEnv['Variables'] & { caller: Caller };
}

const DEPLOYMENT: Caller = {
  author: { kind: 'deployment', id: 'deployment', name: 'OPERATOR_TOKEN' },
  scopes: SCOPES,
  expiresAt: null,
};

/** Tells who calls, or why that is not known. */
export async function authenticate(c: Context<HostEnv>): Promise<Result<Caller, CallerFailure>> {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '') ?? [];
  if (token === '') return { ok: false, failure: { code: 'token_missing' } };
  if (isSameSecret(token, c.var.settings.operatorToken)) return success(DEPLOYMENT);
  const presented = readApiKey(token);
  if (presented !== null && (await isSealedApiKey(presented, c.var.settings))) return useKey(c, presented);
  // It may be made up, or older than its seal: the accounts, which are one for all, are asked about a few from each address.
  const address = apiStateNamed(c.env.API_STATE, `address ${clientAddressKey(c)}`);
  const counted = await address.countKey(c.var.now);
  if (!counted.ok) return counted;
  const used = presented === null ? UNKNOWN : await useKey(c, presented);
  if (used.ok) await address.forgiveKey();
  return used;
}

const UNKNOWN = { ok: false, failure: { code: 'token_invalid' } } as const;

async function useKey(
  c: Context<HostEnv>,
  { id, secret }: PresentedKey,
): Promise<Result<Caller, CallerFailure>> {
  const key = await operatorAccounts(c.env.OPERATOR_ACCOUNTS).useKey(id, hashSecret(secret), c.var.now);
  if (key === null) return UNKNOWN;
  const { name, scopes, expiresAt } = key;
  return success({ author: { kind: 'api-key', id, name }, scopes, expiresAt });
}

/** Lets pass who is known, as `c.var.caller`; everybody else gets 401, or 429 with when to try again. */
export const requireCaller = createMiddleware<ApiEnv>(async (c, next) => {
  const caller = await authenticate(c as unknown as Context<HostEnv>);
  if (!caller.ok) return refuseCaller(c, caller.failure);
  c.set('caller', caller.value);
  return next();
});

/** Lets pass a caller who has the scope, after requireCaller; others get 403 that names what they lack. */
export function requireScope(needed: Scope) {
  return createMiddleware<ApiEnv>((c, next) => {
    const { caller, settings } = c.var;
    // Whoever changes who signs in at the operators' tenant may come to the console as any of them, and do everything.
    const isOfOperators = needed === 'tenants:write' && c.req.param('slug') === settings.operatorTenant;
    const lacking = (isOfOperators ? SCOPES : [needed]).find((scope) => !grantsScope(caller.scopes, scope));
    if (lacking === undefined) return next();
    c.header('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${lacking}"`);
    const title = 'This key may not do that';
    const why = isOfOperators ? 'At this tenant operators sign in: to change it takes every scope. ' : '';
    const detail = `${why}It would need the scope ${lacking}.`;
    return Promise.resolve(problem(c, 403, { code: 'scope_missing', title, detail, scope: lacking }));
  });
}

function refuseCaller(c: Context, failure: CallerFailure): Response {
  if (failure.code === 'too_many_attempts') {
    const seconds = Math.max(1, Math.ceil((failure.retryAt - c.get('now')) / 1000));
    c.header('Retry-After', String(seconds));
    const title = 'Too many wrong keys came from your address';
    const detail = `The next one is looked at in ${seconds} seconds.`;
    return problem(c, 429, { code: failure.code, title, detail });
  }
  const isMissing = failure.code === 'token_missing';
  c.header('WWW-Authenticate', isMissing ? 'Bearer' : 'Bearer error="invalid_token"');
  const title = isMissing ? 'This needs an API key' : 'This API key is not good';
  const detail =
    'Send a key from the console, or the OPERATOR_TOKEN of this deployment, as "Authorization: Bearer ...".';
  return problem(c, 401, { code: 'unauthorized', title, detail });
}
