/** Nothing here: hosts that are nobody's, and paths that are none. */
import type { Context } from 'hono';
import type { HostEnv, TenantEnv } from './context.ts';
import { localSite } from './language.ts';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { prefersJson } from './prefers.ts';
import { page, problem } from './respond.ts';

/** The same for every host without a tenant, so that guessed names cannot be told from malformed ones. */
export function refuseUnknownHost(c: Context<HostEnv> | Context<TenantEnv>): Response | Promise<Response> {
  const { settings } = c.var;
  if (prefersJson(c.req.raw)) {
    return problem(c, 404, { code: 'host_unknown', title: 'There is no sign-in at this address' });
  }
  const homeUrl = `${settings.scheme}://${settings.baseDomain}/`;
  const site = { ...localSite(c, null), isSwitchable: false };
  return page(c, <NotFoundPage site={site} what="host" homeUrl={homeUrl} />, 404);
}

/** A path of ours that does not exist, on a host that does. */
export function refuseUnknownPath(c: Context<HostEnv> | Context<TenantEnv>): Response | Promise<Response> {
  if (prefersJson(c.req.raw)) return problem(c, 404, { code: 'not_found', title: 'There is nothing here' });
  const tenant = 'tenant' in c.var ? c.var.tenant : null;
  return page(c, <NotFoundPage site={localSite(c, tenant)} what="page" homeUrl="/" />, 404);
}
