/**
 * The addresses of OpenID Connect on a tenant's host. They are there where the deployment has keys for tokens and the tenant a client;
 * elsewhere they are left to whoever has them.
 */
import type { Context, Next } from 'hono';
import { Hono } from 'hono/tiny';
import { AUTHORIZE_PATH } from '../../sign-in/return-to.ts';
import type { TenantEnv } from '../context.ts';
import { authorize, takeAuthorizationForm } from './authorize.ts';
import { showDiscovery } from './discovery.ts';
import { endSession, takeEndSessionForm } from './end-session.ts';
import { exchangeCode } from './token.ts';
import { describeUser } from './userinfo.ts';

type Handler = (c: Context<TenantEnv>) => Response | Promise<Response>;

/** Creates the routes. */
export function openIdConnect(): Hono<TenantEnv> {
  return new Hono<TenantEnv>()
    .get('/.well-known/openid-configuration', offered(shared(showDiscovery)))
    .get(AUTHORIZE_PATH, offered(authorize))
    .post(AUTHORIZE_PATH, offered(takeAuthorizationForm))
    .post('/sso/oidc/token', offered(shared(exchangeCode)))
    .options('/sso/oidc/token', offered(shared(answerPreflight)))
    .get('/sso/oidc/userinfo', offered(shared(describeUser)))
    .post('/sso/oidc/userinfo', offered(shared(describeUser)))
    .options('/sso/oidc/userinfo', offered(shared(answerPreflight)))
    .get('/sso/oidc/logout', offered(endSession))
    .post('/sso/oidc/logout', offered(takeEndSessionForm));
}

/** Leaves the address to what comes after where there is no OpenID Connect. */
function offered(handle: Handler) {
  return (c: Context<TenantEnv>, next: Next) =>
    c.get('settings').tokenKeys.length > 0 && c.get('tenant').oidcClients?.length ? handle(c) : next();
}

/** Lets any site's script read the answer: none of these looks at a cookie, and what is in them takes a code or a token. */
function shared(handle: Handler): Handler {
  return (c) => {
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Access-Control-Expose-Headers', 'WWW-Authenticate');
    return handle(c);
  };
}

function answerPreflight(c: Context<TenantEnv>): Response {
  c.header('Access-Control-Allow-Methods', 'GET, POST');
  c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  c.header('Access-Control-Max-Age', '600');
  return c.body(null, 204);
}
