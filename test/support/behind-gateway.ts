/**
 * A tenant's host in front of an application, inside workerd: the whole Worker over real storage, before a Worker of the test's own
 * that is bound as `APP` and keeps what it received. For tests that need no process.
 */
import { env } from 'cloudflare:workers';
import { createApp } from '../../src/app.ts';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import type { Session } from '../../src/session/session.ts';
import { SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import type { Env } from '../../src/settings.ts';
import { signInLedger } from '../../src/stores/sign-in-ledger.ts';
import { forgetCached, listKeys } from '../../src/stores/tenant-store.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { cookieSecret, session, tenant } from './tenants.ts';
import { listTokenKeys, tokenJwk } from './token-keys.ts';

const SECRET = cookieSecret('k1', 1);
export const HOUR = 3_600_000;
export const TOKEN_JWK = tokenJwk('t1');

export interface Behind {
  /** What the application answers. */
  answer: (request: Request) => Response | Promise<Response>;
  /** What it received, in order. */
  readonly received: Request[];
  readonly tenant: Tenant;
  readonly origin: string;
  readonly now: number;
  /** The bindings of the Worker. */
  readonly env: Env;
  /** A session of the tenant, open in its ledger, as a Cookie header. */
  signIn(changes?: Partial<Session>, identity?: Partial<Session['identity']>): Promise<string>;
  /** Sends a request to the tenant's host. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Puts a tenant, new each time, before an application. */
export async function behindGateway(
  changes: Partial<Tenant> = {},
  variables: Partial<Record<keyof Env, unknown>> = {},
): Promise<Behind> {
  const id = crypto.randomUUID();
  const record = tenant({ id, slug: `t-${id.slice(0, 8)}`, ...changes });
  await Promise.all(listKeys(record).map((key) => env.TENANTS.put(key, JSON.stringify(record))));
  forgetCached(listKeys(record));
  const behind: { answer: Behind['answer']; received: Request[] } = {
    answer: () => new Response('from the application'),
    received: [],
  };
  const deployed = {
    ...env,
    BASE_DOMAIN: 'example.com',
    COOKIE_KEYS: `k1:${SECRET.secret.toBase64({ alphabet: 'base64url', omitPadding: true })}`,
    TOKEN_KEYS: listTokenKeys(TOKEN_JWK),
    APP: {
      fetch: async (url: string, init: RequestInit) => {
        const request = new Request(url, init);
        behind.received.push(request);
        return behind.answer(request);
      },
    },
    ...variables,
  } as unknown as Env;
  const app = createApp();
  const origin = `https://${record.slug}.example.com`;
  const now = Date.now();
  return Object.assign(behind, {
    tenant: record,
    origin,
    now,
    env: deployed,
    async signIn(more: Partial<Session> = {}, identity: Partial<Session['identity']> = {}) {
      const base = { id: crypto.randomUUID(), tenantId: id, signedInAt: now, renewedAt: now };
      const opened = session({ ...base, expiresAt: now + HOUR, ...more }, identity);
      const entry = { requestId: null, issuer: 'https://idp.example.com', assertionId: opened.id };
      const ledger = signInLedger(env.SIGN_IN_LEDGER, id);
      await ledger.open({ ...entry, rememberUntil: now + HOUR, now, session: opened });
      const keys = await deriveSigningKeys([SECRET], 'edge-saml/session/1');
      return `${SESSION_COOKIE_NAME}=${await sealSession(opened, keys)}`;
    },
    fetch: async (path: string, init: RequestInit = {}) =>
      app.fetch(new Request(`${origin}${path}`, { redirect: 'manual', ...init }), deployed, {
        waitUntil() {},
      } as unknown as ExecutionContext),
  });
}
