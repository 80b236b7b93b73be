/**
 * Every path of ours that is none, or else `/sso/recovery/<secret>`: how administrators come in while their identity provider
 * does not answer. It never leads to one. What is not the armed address of this tenant is answered as any unknown path, by the
 * same work and with no I/O. Threats: guessing, telling which accounts there are. I/O behind the address: the tenant's record.
 */
import type { Context } from 'hono';
import { type RecoveryAccount, readRecoveryName } from '../administration/recovery.ts';
import { setupSessionEnd } from '../administration/setup-link.ts';
import { nameBrowser } from '../operators/browser-name.ts';
import { derivePassword } from '../operators/password-hash.ts';
import { MAX_PASSWORD_CHARACTERS } from '../operators/password-policy.ts';
import { readRecoveryCode } from '../operators/recovery-codes.ts';
import { encodeBase64Url, hashSecret } from '../operators/secret-text.ts';
import { makeRecoverySession } from '../sign-in/recovery-session.ts';
import { administrationOf } from '../stores/administration.ts';
import { openRecoveryGate } from '../tenants/recovery-gate.ts';
import { clientAddressKey } from './client-address.ts';
import { consoleCookieHash, makeSecret, setConsoleCookie } from './console/cookies.ts';
import { ErrorSummary, Field } from './console/fields.tsx';
import { readForm } from './console/form.ts';
import { tellTooManyAttempts } from './console/too-many-attempts.ts';
import type { TenantEnv } from './context.ts';
import { setSessionCookie } from './cookies.ts';
import { logRecovery } from './log.ts';
import { refuseUnknownPath } from './not-found.tsx';
import { page, siteOf } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';
import { setSetupCookie } from './setup/cookie.ts';
import type { SetupDoorEnv } from './setup/env.ts';
import { SetupLayout } from './setup/layout.tsx';
import { SETUP_PATH } from './setup-link-url.ts';

const NAME_CHARACTERS = 254;
const SESSION_ID_OCTETS = 16;
/** A session is not bound to an end of what let it in: whoever closes recovery ends what was opened by it. */
const NEVER = { expiresAt: Number.POSITIVE_INFINITY };

const WRONG =
  'Name, password or code is not right. A code counts once; if you have just used it, wait for the next.';
const NOT_TAKEN = 'This was not sent from a page of ours, or could not be read. Sign in here.';

type Answer = Response | Promise<Response>;

/** Asks who it is, lets in who has all three, and is nothing at every other path. */
export function recoverOrRefuse(c: Context<TenantEnv>): Answer {
  const { tenant, now } = c.var;
  const { method, path } = c.req;
  const secretHash = openRecoveryGate(path, tenant.recovery, now);
  if (secretHash === null) return refuseUnknownPath(c);
  if (method === 'POST') return signIn(c, secretHash);
  return method === 'GET' || method === 'HEAD' ? show(c, 200, {}) : refuseUnknownPath(c);
}

async function signIn(c: Context<TenantEnv>, secretHash: string): Promise<Response> {
  const { tenant, origin, now } = c.var;
  const form = isFromOrigin(c.req.raw, origin) ? await readForm(c) : null;
  if (form === null) return show(c, 403, { error: NOT_TAKEN });
  const record = administrationOf(c.env).record(tenant.id);
  const typed = form.text('name').slice(0, NAME_CHARACTERS);
  const source = {
    secretHash,
    // What is no name has no account either, and is treated like any other that has none.
    name: readRecoveryName(typed) ?? typed,
    address: clientAddressKey(c),
    deviceHash: await consoleCookieHash(c, 'recoveryDevice'),
  };
  const admitted = await record.admitRecovery(source, now);
  if (!admitted.ok) {
    const refusal = admitted.failure;
    if (refusal.code === 'recovery_closed') return refuseUnknownPath(c);
    logRecovery(c, 'too_many_attempts');
    return show(c, 429, { name: typed, error: tellTooManyAttempts(c, refusal) });
  }
  const password = form.text('password').slice(0, MAX_PASSWORD_CHARACTERS * 4);
  const code = form.text('code');
  const [sessionSecret, device] = [makeSecret(), makeSecret()];
  const account = await record.signInForRecovery(
    {
      ...source,
      derivedKey: await derivePassword(password, admitted.value),
      code: readRecoveryCode(code) ?? code.replace(/\s/g, ''),
      sessionHash: hashSecret(sessionSecret),
      newDeviceHash: hashSecret(device),
      browser: nameBrowser(c.req.header('User-Agent') ?? ''),
    },
    now,
  );
  if (account === null) {
    logRecovery(c, 'refused');
    return show(c, 422, { name: typed, error: WRONG });
  }
  logRecovery(c, 'signed_in');
  await setConsoleCookie(c, 'recoveryDevice', device);
  const expiresAt = setupSessionEnd(NEVER, now);
  const session = { tenantId: tenant.id, via: 'recovery', sessionSecret, expiresAt } as const;
  await setSetupCookie(c as unknown as Context<SetupDoorEnv>, session);
  if (tenant.recoveryOpens === 'application') await openApplication(c, account);
  return c.redirect(SETUP_PATH, 303);
}

/** Signs in to the application, too, where the operator allows that. */
async function openApplication(c: Context<TenantEnv>, account: RecoveryAccount): Promise<void> {
  const { tenant, ledger, now } = c.var;
  const id = encodeBase64Url(crypto.getRandomValues(new Uint8Array(SESSION_ID_OCTETS)));
  const session = makeRecoverySession(tenant, account, id, now);
  const { idpEntityId: issuer } = session.identity;
  const entry = { requestId: null, issuer, assertionId: id, rememberUntil: session.expiresAt, session, now };
  const { outcome } = await ledger.open(entry);
  if (outcome === 'opened') await setSessionCookie(c, session);
}

function show(
  c: Context<TenantEnv>,
  status: 200 | 403 | 422 | 429,
  { name, error }: { readonly name?: string; readonly error?: string },
): Answer {
  const { tenant } = c.var;
  const title = 'Recovery sign-in';
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title={title} mood={error === undefined ? 'calm' : 'attention'}>
      <h1>{title}</h1>
      <p>
        For administrators, while their identity provider does not answer. You come to the set-up pages; every
        administrator can see that you did.
      </p>
      <ErrorSummary title="You are not signed in" errors={error === undefined ? {} : { '': error }} />
      <form method="post">
        <Field name="name" label="User name" value={name} autocomplete="username" />
        <Field name="password" label="Password" type="password" autocomplete="current-password" />
        <Field
          name="code"
          label="Code"
          autocomplete="one-time-code"
          hint="The six digits that your authenticator app shows now, or one of your one-time codes."
          maxlength={32}
        />
        <p class="actions">
          <button type="submit">Sign in</button>
        </p>
      </form>
    </SetupLayout>
  );
  return page(c, content, status);
}
