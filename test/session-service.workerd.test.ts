/** The entrypoint for other Workers: the same rule as every host's, whatever is asked, and no answer where nothing is known. */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { createApp } from '../src/app.ts';
import { createSessionService } from '../src/session-service.ts';
import type { Env } from '../src/settings.ts';
import { LOGOUT_COOKIE_NAME } from '../src/sign-in/pending-logout.ts';
import { makeRecoverySession } from '../src/sign-in/recovery-session.ts';
import { connectionOf, createTenant } from './support/records.ts';
import { sealFor, signInAs } from './support/signed-in.ts';

const app = createApp();
const SessionService = createSessionService(app);
const NOBODY = { session: null, setCookie: null };

function ask(url: string, cookie?: string, bindings: Env = env) {
  const headers = new Headers(cookie === undefined ? {} : { cookie });
  return new SessionService(createExecutionContext(), bindings).session({ url, headers });
}

async function newTenant(recoveryOpens: 'setup' | 'application' = 'setup') {
  const { tenantId, slug } = await createTenant({ connections: [connectionOf()], recoveryOpens });
  return { tenantId, slug, origin: `http://${slug}.${env.BASE_DOMAIN}` };
}

describe('what it says', () => {
  test('is what /sso/session says, with the way to sign in and back', async () => {
    const { tenantId, slug, origin } = await newTenant();
    const { cookie } = await signInAs(tenantId);
    const answer = await ask(`${origin}/docs/42?tab=notes`, cookie);
    const asked = new Request(`${origin}/sso/session`, { headers: { cookie } });
    expect(answer.session).toEqual(await (await app.fetch(asked, env, createExecutionContext())).json());
    expect(answer).toMatchObject({
      session: { tenant: slug, identity: { accountKey: 'grace' } },
      setCookie: null,
    });
    expect(answer.signInUrl).toBe(`${origin}/sso/login?returnTo=%2Fdocs%2F42%3Ftab%3Dnotes`);
  });

  test('gives the renewed session to send along, and no other cookie that is set beside it', async () => {
    const { tenantId, origin } = await newTenant();
    const { session } = await signInAs(tenantId);
    const due = await sealFor({ ...session, renewedAt: session.renewedAt - 60_000 });
    const { setCookie } = await ask(`${origin}/`, `${LOGOUT_COOKIE_NAME}=x; ${due}`);
    expect(setCookie).toMatch(/^__Host-session=ey/);
  });

  test.each([
    ['setup', false],
    ['application', true],
  ] as const)('of who came in by recovery, where it opens the %s: %s', async (recoveryOpens, isKnown) => {
    const { tenantId, origin } = await newTenant(recoveryOpens);
    const session = { lifetimeSeconds: 3_600, idleTimeoutSeconds: 600 };
    const recovered = makeRecoverySession({ id: tenantId, session }, { name: 'Grace' }, 'r', Date.now());
    const { session: known } = await ask(`${origin}/`, await sealFor(recovered));
    expect(known?.recovery ?? false).toBe(isKnown);
  });

  test('never leads to an address of ours, or of another host', async () => {
    const { origin } = await newTenant();
    for (const path of ['/sso/logout', '//evil.example/', '/%2fevil.example']) {
      const { signInUrl } = await ask(origin + path);
      expect(signInUrl, path).toBe(`${origin}/sso/login?returnTo=%2F`);
    }
  });
});

describe('nobody', () => {
  test('is at a host that is no customer’s', async () => {
    const nowhere = { ...NOBODY, signInUrl: null };
    for (const host of [env.BASE_DOMAIN, `nobody.${env.BASE_DOMAIN}`, 'elsewhere.example', '[::1]:8787']) {
      expect(await ask(`http://${host}/docs/42`), host).toEqual(nowhere);
    }
  });

  test('is known by what crossed the network in the clear', async () => {
    const { tenantId, slug } = await newTenant();
    const { cookie } = await signInAs(tenantId);
    const deployed = { ...env, BASE_DOMAIN: 'example.com' } as Env;
    const host = `${slug}.example.com`;
    expect(await ask(`http://${host}/docs`, cookie, deployed)).toEqual({
      ...NOBODY,
      signInUrl: `https://${host}/sso/login?returnTo=%2Fdocs`,
    });
    expect((await ask(`https://${host}/docs`, cookie, deployed)).session).not.toBeNull();
  });
});

test('where it cannot be known, it throws, with a code and no more', async () => {
  const { tenantId, origin } = await newTenant();
  const { cookie, session } = await signInAs(tenantId);
  const unconfigured = { ...env, COOKIE_KEYS: '' } as Env;
  await expect(ask(`${origin}/`, cookie, unconfigured)).rejects.toThrow(/: 503 unconfigured\.$/);
  const gone = {
    ...env,
    SIGN_IN_LEDGER: {
      getByName() {
        throw new Error('secret');
      },
    },
  } as unknown as Env;
  const due = await sealFor({ ...session, renewedAt: session.renewedAt - 60_000 });
  const failed = await ask(`${origin}/`, due, gone).then(String, (error: Error) => error.message);
  expect(failed).toMatch(/^The session could not be checked: 50[03] \w+ [0-9A-Z]{4}-[0-9A-Z]{4}\.$/);
});
