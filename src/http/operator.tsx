/** The operator's own host: for a person who has lost the address of their organisation, and for monitoring. */
import type { Context } from 'hono';
import { TenantStore } from '../stores/tenant-store.ts';
import { readHost } from '../tenants/deployment.ts';
import type { HostEnv } from './context.ts';
import { localSite } from './language.ts';
import { FindOrganisationPage, type FindOrganisationPageProps } from './pages/find-organisation-page.tsx';
import { page } from './respond.ts';

/** Asks for the organisation's short name, and leads to its host. It says no more than opening that host would. */
export async function findOrganisation(c: Context<HostEnv>): Promise<Response> {
  const { scheme, baseDomain } = c.var.settings;
  const typed = c.req.query('organisation') ?? null;
  const ask = (error: FindOrganisationPageProps['error']) => {
    const site = localSite(c, null);
    const form = (
      <FindOrganisationPage site={site} baseDomain={baseDomain} organisation={typed ?? ''} error={error} />
    );
    return page(c, form, 200, [`${scheme}://*.${baseDomain}`]);
  };
  if (typed === null) return ask(null);
  const owner = readHost(`${typed.trim().toLowerCase()}.${baseDomain}`, c.var.settings);
  if (owner?.kind !== 'slug') return ask('organisation_invalid');
  const tenant = await new TenantStore(c.env.TENANTS).findByHost(owner, c.var.now);
  return tenant === null ? ask('organisation_unknown') : c.redirect(`${scheme}://${owner.host}/`, 303);
}

/** Says that the deployment has its settings and answers. */
export function showHealth(c: Context<HostEnv>): Response {
  return c.text('ok');
}
