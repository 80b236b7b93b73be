/**
 * `GET /sso/chosen?returnTo=…&entityID=…`: where the tenant's discovery service sends people back to. Anybody can make such
 * a link, as any link to `/sso/login`, and it can do no more than one of those: it begins a sign-in at one of the tenant's own
 * identity providers, which leads to a path on this very host. From here nobody is sent to the discovery service again.
 */
import type { Context } from 'hono';
import { readDiscoveryAnswer } from '../saml/idp-discovery.ts';
import { checkReturnTo } from '../sign-in/return-to.ts';
import type { TenantEnv } from './context.ts';
import { currentWholeSession } from './cookies.ts';
import { isSeen, sendToIdentityProvider, showChooser } from './login.tsx';
import { signInPath } from './refuse.tsx';
import { refuseUnauthenticated } from './session.ts';

/** Sends the person to the identity provider that was chosen; where none was, or none of the tenant's, has the person choose here. */
export async function followChoice(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, origin } = c.var;
  const query = new URL(c.req.url).searchParams;
  const returnTo = checkReturnTo(query.get('returnTo'), origin);
  // Without a service there is nothing to answer; a session needs no identity provider.
  if ((tenant.discoveryServiceUrl ?? null) === null) return c.redirect(signInPath(returnTo), 303);
  if ((await currentWholeSession(c)) !== null) return c.redirect(returnTo, 303);
  if (!isSeen(c.req.raw)) return refuseUnauthenticated(c, returnTo);

  const chosen = readDiscoveryAnswer(query);
  const { connections } = tenant;
  const named = connections.filter(({ identityProvider }) => identityProvider.entityId === chosen);
  const [connection, another] = named;
  if (another !== undefined) return showChooser(c, named, returnTo, null);
  if (connection === undefined && chosen !== null && connections.length > 0) {
    return showChooser(c, connections, returnTo, null, 'provider_unknown');
  }
  const connectionId = connection?.id ?? null;
  return sendToIdentityProvider(c, { returnTo, connectionId, email: null, restarted: false });
}
