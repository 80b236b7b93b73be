/**
 * The front page of the operator's host: a work email or the name of an organisation leads to its host, the address as the
 * hint that its identity provider takes. It is posted, and goes on sealed, so that no log has it. I/O: KV, the limiter.
 *
 * Whether somebody is led on cannot be hidden from who tries it. So that nobody finds out who the customers are: only a whole
 * name leads anywhere, and of email domains only those that their owner has proven, so that a list is worth nothing; whatever
 * leads nowhere is answered alike, letter by letter; and each address that guesses has to wait longer and longer, for names
 * that exist as well, before anything is looked up. A name says no more than opening its host would.
 */
import type { Context } from 'hono';
import { apiStateNamed } from '../stores/api-state/api-state.ts';
import { TenantStore } from '../stores/tenant-store.ts';
import { listTenantHosts, readHost } from '../tenants/deployment.ts';
import { readEmailDomain } from '../tenants/email-domain.ts';
import { type Tenant, usesSharedAcs } from '../tenants/tenant.ts';
import { clientAddressKey } from './client-address.ts';
import { readForm } from './console/form.ts';
import type { HostEnv } from './context.ts';
import { sealHanded } from './handed-over.ts';
import { localSite } from './language.ts';
import { identityProviderTargets } from './login.tsx';
import { FindOrganisationPage, type FindOrganisationPageProps } from './pages/find-organisation-page.tsx';
import { MAX_TYPED_CHARACTERS, remember, remembered } from './remembered.ts';
import { page } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';

const MAX_FORM_BYTES = 4_096;

/** Asks who wants to sign in. */
export async function askForOrganisation(c: Context<HostEnv>): Promise<Response> {
  const before = await remembered(c);
  return ask(c, 200, { typed: before ?? '', isRemembered: before !== null, error: null });
}

/** Leads to the host of whoever was typed. */
export async function findOrganisation(c: Context<HostEnv>): Promise<Response> {
  const { settings, now } = c.var;
  const form = await readForm(c, MAX_FORM_BYTES);
  if (form === null || !isFromOrigin(c.req.raw, `${settings.scheme}://${settings.baseDomain}`)) {
    return c.redirect('/', 303);
  }
  const typed = form.text('who').trim().slice(0, MAX_TYPED_CHARACTERS);
  const isRemembered = form.text('remember') === 'on';
  const guesses = apiStateNamed(c.env.API_STATE, `find ${clientAddressKey(c)}`);
  // Counted before anything is known, so that many at once gain nothing; what leads on is taken back.
  const counted = await guesses.countAttempt('finding', now);
  if (!counted.ok) {
    c.header('Retry-After', String(Math.ceil((counted.failure.retryAt - now) / 1000)));
    return ask(c, 429, { typed, isRemembered, error: 'too_many_tries' });
  }
  const tenant = await findTenant(c, typed);
  if (tenant === null) return ask(c, 200, { typed, isRemembered, error: 'who_unknown' });
  await guesses.takeBackAttempt('finding');
  await remember(c, typed, isRemembered);
  return c.redirect(await hostFor(c, tenant, typed), 303);
}

async function findTenant(c: Context<HostEnv>, typed: string): Promise<Tenant | null> {
  const { settings, now } = c.var;
  const store = new TenantStore(c.env.TENANTS);
  if (typed.includes('@')) {
    const domain = readEmailDomain(typed);
    return domain === null ? null : store.findByEmailDomain(domain, now);
  }
  const name = typed.toLowerCase().replace(/\s+/g, '-');
  const owner = readHost(`${name}.${settings.baseDomain}`, settings);
  return owner?.kind === 'slug' ? store.findByHost(owner, now) : null;
}

/** Without subdomains for everybody, which is what the shared ACS is for, a tenant is at its own hostname. */
async function hostFor(c: Context<HostEnv>, tenant: Tenant, typed: string): Promise<string> {
  const { settings } = c.var;
  const [underBase, own] = listTenantHosts(tenant, settings);
  const origin = `${settings.scheme}://${(usesSharedAcs(tenant) ? own : undefined) ?? underBase}`;
  if (!typed.includes('@')) return `${origin}/`;
  const wish = { tenantId: tenant.id, returnTo: '/', connectionId: null, email: typed, restarted: false };
  return `${origin}/sso/login?wish=${await sealHanded(c, 'edge-saml/sign-in-wish/1', wish)}`;
}

function ask(
  c: Context<HostEnv>,
  status: 200 | 429,
  props: Omit<FindOrganisationPageProps, 'site'>,
): Response | Promise<Response> {
  const content = <FindOrganisationPage site={localSite(c, null)} {...props} />;
  return page(c, content, status, identityProviderTargets(c.var.settings));
}
