/** The console's URL map, on the operator's host alone: what is before the sign-in, and what is behind it. */
import { Hono } from 'hono/tiny';
import { changeOwnPassword, endSessions, renewRecoveryCodes, showAccount } from './account.tsx';
import { showAudit } from './audit.tsx';
import { askToEnrol, enrol } from './enrol.tsx';
import type { ConsoleEnv, SignedInEnv } from './env.ts';
import { askForFirstAccount, takeFirstAccount } from './first-account.tsx';
import { prepareConsole, requireOperator, requireOwnForm } from './guard.tsx';
import { askToJoin, join } from './join.tsx';
import { askToRevokeKey, listKeys, makeKey, revokeKey } from './keys.tsx';
import { CONSOLE_HOME } from './navigation.ts';
import {
  askToRemoveOperator,
  inviteOperator,
  listOperators,
  removeOperator,
  withdrawInvitation,
} from './operators.tsx';
import { showDeployment } from './overview.tsx';
import { showReferencePage } from './references.tsx';
import { askForAuthenticator, replaceAuthenticator } from './replace-authenticator.tsx';
import { beginSamlSignIn, finishSamlSignIn } from './saml.tsx';
import { askToSignIn, signInOperator, signOutOperator } from './sign-in.tsx';
import { tenantPages } from './tenants/routes.ts';

/** Makes the console, to be mounted at /console once the settings are read. */
export function operatorConsole(): Hono<ConsoleEnv> {
  const behindSignIn = new Hono<SignedInEnv>()
    .use(requireOperator)
    .get('/', (c) => c.redirect(CONSOLE_HOME, 303))
    .post('/sign-out', signOutOperator)
    .get('/overview', showDeployment)
    .get('/references', showReferencePage)
    .get('/keys', listKeys)
    .post('/keys', makeKey)
    .get('/keys/:id/revoke', askToRevokeKey)
    .post('/keys/:id/revoke', revokeKey)
    .get('/operators', listOperators)
    .post('/operators', inviteOperator)
    .get('/operators/:id/remove', askToRemoveOperator)
    .post('/operators/:id/remove', removeOperator)
    .post('/operators/invitations/:id/withdraw', withdrawInvitation)
    .get('/account', showAccount)
    .post('/account/sessions', endSessions)
    .post('/account/password', changeOwnPassword)
    .post('/account/recovery-codes', renewRecoveryCodes)
    .get('/account/authenticator', askForAuthenticator)
    .post('/account/authenticator', replaceAuthenticator)
    .get('/audit', showAudit)
    .route('/', tenantPages());

  return (
    new Hono<ConsoleEnv>()
      .use(prepareConsole)
      .get('/saml', beginSamlSignIn)
      // The one form that comes from another host.
      .post('/saml', finishSamlSignIn)
      .use(requireOwnForm)
      .get('/sign-in', askToSignIn)
      .post('/sign-in', signInOperator)
      .get('/first-account', askForFirstAccount)
      .post('/first-account', takeFirstAccount)
      .get('/join', askToJoin)
      .post('/join', join)
      .get('/enrol', askToEnrol)
      .post('/enrol', enrol)
      .route('/', behindSignIn)
  );
}
