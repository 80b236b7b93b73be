/** People signed in to a tenant, without the identity provider, for tests inside workerd. */
import { env } from 'cloudflare:workers';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import type { Identity, Session } from '../../src/session/session.ts';
import { SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import { readSettings } from '../../src/settings.ts';
import { signInLedger } from '../../src/stores/sign-in-ledger.ts';

/** Opens a session at the connection of `connectionOf`, or one with changes, and gives it with its cookie. */
export async function signInAs(
  tenantId: string,
  who: Partial<Identity> = {},
  connectionId = 'idp',
  changes: Partial<Session> = {},
) {
  const now = Date.now();
  const session: Session = {
    id: crypto.randomUUID().slice(0, 22),
    tenantId,
    connectionId,
    identity: {
      accountKey: 'grace',
      displayName: 'Grace',
      email: 'grace@acme.example',
      nameId: null,
      attributes: [],
      idpEntityId: 'https://idp.example.com',
      sessionIndex: null,
      authnInstant: now,
      authnContextClassRef: null,
      ...who,
    },
    signedInAt: now,
    expiresAt: now + 3_600_000,
    renewedAt: now,
    ...changes,
  };
  const ledger = signInLedger(env.SIGN_IN_LEDGER, tenantId);
  await ledger.open({
    requestId: null,
    issuer: session.identity.idpEntityId,
    assertionId: session.id,
    rememberUntil: session.expiresAt,
    session,
    now,
  });
  return { session, ledger, cookie: await sealFor(session) };
}

/** Seals a session as the Worker does; gives the Cookie header. */
export async function sealFor(session: Session): Promise<string> {
  const settings = readSettings(env);
  if (!settings.ok) throw new Error('the tests have no settings');
  const keys = await deriveSigningKeys(settings.value.cookieKeys, 'edge-saml/session/1');
  return `${SESSION_COOKIE_NAME}=${await sealSession(session, keys)}`;
}
