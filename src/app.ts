/** The whole URL map: which host has which addresses, and what a request passes before it gets there. */
import { Hono } from 'hono/tiny';
import { consumeAssertion, refuseMethod } from './http/acs.tsx';
import { answerAgain } from './http/answered-checks.ts';
import { operatorApi } from './http/api/routes.ts';
import { arrive } from './http/arrive.tsx';
import { chooseLanguage } from './http/choose-language.tsx';
import { followChoice } from './http/chosen.ts';
import { operatorConsole } from './http/console/console.tsx';
import type { HostEnv, TenantEnv } from './http/context.ts';
import { issueRenewedCookie } from './http/cookies.ts';
import { beginDraftTest } from './http/draft-test.tsx';
import { exactPath } from './http/exact-path.ts';
import { askForOrganisation, findOrganisation } from './http/find-organisation.tsx';
import { serveApplication } from './http/gateway/gateway.tsx';
import { passAgain } from './http/gateway/pass-again.ts';
import { handOverToConsole } from './http/hand-over.tsx';
import { showHealth } from './http/health.ts';
import { hostOwner } from './http/host-owner.ts';
import { requireHttps } from './http/https.ts';
import { JWKS_PATH, showJwks } from './http/jwks.ts';
import { login, loginAs } from './http/login.tsx';
import { askToLogOut, logOut } from './http/logout.tsx';
import { showMetadata } from './http/metadata.ts';
import { refuseUnknownPath } from './http/not-found.tsx';
import { openIdConnect } from './http/oidc/routes.ts';
import { endOwnSessions, listOwnSessions } from './http/own-sessions.tsx';
import { LANGUAGE_PATH } from './http/pages/layout.tsx';
import { recoverOrRefuse } from './http/recovery.tsx';
import { tellInternalError } from './http/refuse.tsx';
import { stampAnswer } from './http/respond.ts';
import { showSession } from './http/session.ts';
import { requireSettings } from './http/settings.tsx';
import { customerSetup } from './http/setup/setup.ts';
import { beginShared, consumeShared, refuseSharedMethod } from './http/shared-acs.tsx';
import { receivePost, receiveRedirect } from './http/slo.tsx';
import { requireTenant } from './http/tenant-host.ts';
import { type Env, readSettings } from './settings.ts';
import { OWN_SESSIONS_PATH } from './sign-in/return-to.ts';

/** Creates the application: the operator's host and the tenants' hosts are two apps, told apart by host alone. */
export function createApp() {
  // Each is made for the first request that needs it: starting the Worker is to cost next to nothing.
  let operatorHost: Hono<HostEnv> | undefined;
  let tenantHost: Hono<TenantEnv> | undefined;

  return {
    fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response> {
      const again = answerAgain(request, env);
      if (again !== null) return again;
      const passed = passAgain(request, env);
      if (passed !== null) return passed.then((answer) => answer ?? goWholeWay(request, env, context));
      return goWholeWay(request, env, context);
    },
  };

  function goWholeWay(request: Request, env: Env, context: ExecutionContext) {
    if (isOperatorHost(request, env)) {
      operatorHost ??= createOperatorHost();
      return operatorHost.fetch(request, env, context);
    }
    tenantHost ??= createTenantHost();
    return tenantHost.fetch(request, env, context);
  }
}

function createOperatorHost(): Hono<HostEnv> {
  return new Hono<HostEnv>({ getPath: exactPath })
    .use(stampAnswer, requireSettings, requireHttps)
    .get('/', askForOrganisation)
    .post('/', findOrganisation)
    .get('/healthz', showHealth)
    .get(JWKS_PATH, showJwks)
    .get('/sso/begin', beginShared)
    .post('/sso/acs', consumeShared)
    .all('/sso/acs', refuseSharedMethod)
    .post(LANGUAGE_PATH, chooseLanguage)
    .route('/api/v1', operatorApi())
    .route('/console', operatorConsole())
    .notFound(refuseUnknownPath)
    .onError(tellInternalError);
}

function createTenantHost(): Hono<TenantEnv> {
  return new Hono<TenantEnv>({ getPath: exactPath })
    .use(stampAnswer, requireSettings, requireHttps, requireTenant, issueRenewedCookie)
    .get('/sso/login', login)
    .post('/sso/login', loginAs)
    .get('/sso/chosen', followChoice)
    .post('/sso/acs', consumeAssertion)
    .all('/sso/acs', refuseMethod)
    .get('/sso/arrive', arrive)
    .get('/sso/metadata', showMetadata)
    .get('/sso/session', showSession)
    .get(JWKS_PATH, showJwks)
    .get('/sso/console', handOverToConsole)
    .get('/sso/draft-test', beginDraftTest)
    .get('/sso/slo', receiveRedirect)
    .post('/sso/slo', receivePost)
    .get('/sso/logout', askToLogOut)
    .post('/sso/logout', logOut)
    .get(OWN_SESSIONS_PATH, listOwnSessions)
    .post(OWN_SESSIONS_PATH, endOwnSessions)
    .post(LANGUAGE_PATH, chooseLanguage)
    .route('/sso/setup', customerSetup())
    .route('/', openIdConnect())
    .all('/sso/*', recoverOrRefuse)
    .all('*', serveApplication)
    .onError(tellInternalError);
}

function isOperatorHost(request: Request, env: Env): boolean {
  const settings = readSettings(env);
  return settings.ok && hostOwner(request, settings.value)?.kind === 'operator';
}
