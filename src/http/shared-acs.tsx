/**
 * The shared ACS on the operator's host, for tenants whose Responses all go there. `GET /sso/begin` keeps the request that was
 * begun on a tenant's host, and sends it. `POST /sso/acs` judges the answer by the tenant of that request, by no other, and the
 * person goes on to that tenant's host with something that is good once, for a minute, in this browser. Both come from anybody:
 * what was begun in another browser ends at the tenant's host, which knows what it began. I/O: KV, the tenant's ledger.
 */
import type { Context } from 'hono';
import { readCookies } from '../session/cookie-header.ts';
import type { HandedRequest } from '../sign-in/hand-over.ts';
import { openPendingRequests, SHARED_ACS } from '../sign-in/pending-request.ts';
import { findOwner } from '../sign-in/shared-answer.ts';
import { TenantStore } from '../stores/tenant-store.ts';
import { readHost } from '../tenants/deployment.ts';
import { type Tenant, usesSharedAcs } from '../tenants/tenant.ts';
import { finishAt, readAnswer } from './acs.tsx';
import type { HostEnv, TenantEnv } from './context.ts';
import { deriveCookieKeys } from './cookie-keys.ts';
import { openHanded, redirectHanded } from './handed-over.ts';
import { isSeen, sendRequest } from './login.tsx';
import { refuseWithoutTenant } from './refuse.tsx';
import { serveTenant } from './tenant-host.ts';

/** Keeps a request in this browser, and sends it. */
export async function beginShared(c: Context<HostEnv>): Promise<Response> {
  const handed = await openHanded<HandedRequest>(c, 'edge-saml/shared-request/1', c.req.query('request'));
  const host = handed?.begun.pending.host;
  if (handed === null || host === undefined || !isSeen(c.req.raw)) return refuseHandOver(c);
  const shared = await serveShared(c, host, handed.tenantId);
  return shared === null ? refuseHandOver(c) : sendRequest(shared, handed.begun);
}

function refuseHandOver(c: Context<HostEnv>): Response | Promise<Response> {
  return refuseWithoutTenant(c, 'pending_request_missing');
}

/** Finishes a sign-in for whichever tenant it is of. */
export async function consumeShared(c: Context<HostEnv>): Promise<Response> {
  const body = await readAnswer(c);
  const cookies = readCookies(c.req.header('cookie') ?? null);
  const keys = (await deriveCookieKeys(c.var.settings)).pendingRequest;
  const contentType = c.req.header('content-type') ?? null;
  const owner = findOwner(body, contentType, await openPendingRequests(cookies, SHARED_ACS, keys));
  const shared = owner && (await serveShared(c, owner.host, owner.tenantId));
  if (shared === null) return refuseHandOver(c);
  const { tenant, serviceProvider } = shared.var;
  const tenantId = tenant.id;
  return finishAt(shared, body, {
    serviceProvider,
    begin: (wish) => redirectHanded(shared, 'edge-saml/sign-in-wish/1', 'login?wish', wish),
    enter(session, requestId) {
      if (requestId === null) throw new Error('the shared ACS opens no session that nobody asked for');
      const handed = { tenantId, sessionId: session.id, requestId };
      return redirectHanded(shared, 'edge-saml/arrival/1', 'arrive?session', handed);
    },
  });
}

/** A bookmark, the back button, or an identity provider set to another binding. */
export function refuseSharedMethod(c: Context<HostEnv>): Response | Promise<Response> {
  c.header('Allow', 'POST');
  return refuseWithoutTenant(c, 'method_not_allowed');
}

/**
 * Finds the tenant that has a host, and shares the ACS; still the one that it was, where that is known. What nobody asked for
 * may at most begin a sign-in here: no browser is bound to it.
 */
async function serveShared(
  c: Context<HostEnv>,
  host: string,
  tenantId: string | null,
): Promise<Context<TenantEnv> | null> {
  const owner = readHost(host, c.var.settings);
  const tenant = owner && (await new TenantStore(c.env.TENANTS).findByHost(owner, c.var.now));
  if (owner === null || tenant === null || !usesSharedAcs(tenant)) return null;
  if (tenantId !== null && tenant.id !== tenantId) return null;
  const shared = c as unknown as Context<TenantEnv>;
  await serveTenant(shared, acceptNothingUnsolicited(tenant), owner.host);
  return shared;
}

function acceptNothingUnsolicited(tenant: Tenant): Tenant {
  const connections = tenant.connections.map((connection) => {
    const { response } = connection;
    return response.unsolicited === 'accept'
      ? { ...connection, response: { ...response, unsolicited: 'restart' as const } }
      : connection;
  });
  return { ...tenant, connections };
}
