/** `GET /sso/login?returnTo=…&connection=…&email=…`, or with what another host of ours sealed as `wish`: begins a sign-in. Every parameter may come from anybody. */
import type { Context } from 'hono';
import { buildDiscoveryRequest } from '../saml/idp-discovery.ts';
import type { Settings } from '../settings.ts';
import { beginSignIn, type SignInBegun, type SignInWish } from '../sign-in/begin.ts';
import type { HandedRequest, HandedWish } from '../sign-in/hand-over.ts';
import { checkReturnTo } from '../sign-in/return-to.ts';
import { readEmailDomain } from '../tenants/email-domain.ts';
import { chooseWay } from '../tenants/saml-required.ts';
import { announcedDiscoveryUrl } from '../tenants/service-provider.ts';
import { type Connection, usesSharedAcs } from '../tenants/tenant.ts';
import { readForm } from './console/form.ts';
import type { TenantEnv } from './context.ts';
import { currentWholeSession, setPendingCookie } from './cookies.ts';
import { openHanded, sealHanded } from './handed-over.ts';
import { localSite } from './language.ts';
import { ChooserPage, type ChooserPageProps } from './pages/chooser-page.tsx';
import { PostFormPage } from './pages/post-form-page.tsx';
import { refuseSignIn } from './refuse.tsx';
import { MAX_TYPED_CHARACTERS, remember, remembered } from './remembered.ts';
import { page } from './respond.ts';
import { isFromOrigin } from './same-origin.ts';
import { refuseUnauthenticated } from './session.ts';

const REQUEST_ID_BYTES = 16;
const MAX_FORM_BYTES = 16_384;

/** Sends the person to the identity provider, or straight to the deep link where there is a session already. */
export async function login(c: Context<TenantEnv>): Promise<Response> {
  const handed = await openHanded<HandedWish>(c, 'edge-saml/sign-in-wish/1', c.req.query('wish'));
  const wish = handed?.tenantId === c.var.tenant.id ? handed : askedFor(c);
  const { returnTo } = wish;
  // The whole session, as the pages ask for it: else the two could disagree, and send a person to and fro.
  if ((await currentWholeSession(c)) !== null) return c.redirect(returnTo, 303);
  return isSeen(c.req.raw) ? sendOn(c, wish) : refuseUnauthenticated(c, returnTo);
}

/** Sends who is not signed in to wherever the tenant has its people sign in. */
async function sendOn(
  c: Context<TenantEnv>,
  wish: Omit<SignInWish, 'tenant' | 'serviceProvider'>,
): Promise<Response> {
  const isOpen = wish.connectionId === null && !wish.restarted;
  const way = isOpen ? chooseWay(c.var.tenant, wish.email) : 'identity-provider';
  // In a pilot the address says where a person goes.
  if (way === 'ask') return showChooser(c, null, wish.returnTo, wish.email);
  if (way !== 'identity-provider') return c.redirect(way.fallbackUrl, 303);
  const discovery = isOpen && wish.email === null ? askDiscovery(c, wish.returnTo) : null;
  return discovery === null ? sendToIdentityProvider(c, wish) : c.redirect(discovery, 303);
}

/** Where the tenant has a discovery service say which of its several connections is meant; null where there is nothing to ask. */
function askDiscovery(c: Context<TenantEnv>, returnTo: string): string | null {
  const { tenant, origin, serviceProvider, settings } = c.var;
  const { discoveryServiceUrl = null, connections } = tenant;
  const responseUrl = announcedDiscoveryUrl(new URL(origin).host, tenant, settings);
  if (discoveryServiceUrl === null || responseUrl === null || connections.length < 2) return null;
  const { entityId: spEntityId } = serviceProvider;
  return buildDiscoveryRequest(discoveryServiceUrl, { spEntityId, responseUrl, returnTo });
}

/** `POST /sso/login`: the person said by which address, which is in no address of ours, and is remembered where that was wanted. */
export async function loginAs(c: Context<TenantEnv>): Promise<Response> {
  const form = await readForm(c, MAX_FORM_BYTES);
  if (form === null || !isFromOrigin(c.req.raw, c.var.origin)) return c.redirect('/sso/login', 303);
  const email = form.text('email').trim().slice(0, MAX_TYPED_CHARACTERS);
  const returnTo = checkReturnTo(form.text('returnTo'), c.var.origin);
  await remember(c, email, form.text('remember') === 'on');
  return sendOn(c, { returnTo, connectionId: null, email, restarted: false });
}

/** What the address itself asks for. */
function askedFor(c: Context<TenantEnv>) {
  return {
    returnTo: checkReturnTo(c.req.query('returnTo') ?? null, c.var.origin),
    connectionId: c.req.query('connection') ?? null,
    email: c.req.query('email') ?? null,
    restarted: false,
  };
}

/**
 * Whether the answer fills a window. A few images of another site with this address would push out the requests that are
 * pending in this browser, and the person's own sign-in would fail. Old browsers and other clients do not say.
 */
export function isSeen(request: Request): boolean {
  const destination = request.headers.get('sec-fetch-dest');
  return destination === null || destination === 'document';
}

/** Begins a sign-in and answers with what takes the browser there: a redirect, a form, or a choice to make first. */
export async function sendToIdentityProvider(
  c: Context<TenantEnv>,
  wish: Omit<SignInWish, 'tenant' | 'serviceProvider'>,
): Promise<Response> {
  const { tenant, serviceProvider, settings, now } = c.var;
  const random = crypto.getRandomValues(new Uint8Array(REQUEST_ID_BYTES));
  const begun = await beginSignIn(
    { ...wish, tenant, serviceProvider },
    {
      now,
      random,
      signingKey: settings.spKeys.signing,
    },
  );
  const { returnTo } = wish;
  switch (begun.step) {
    case 'failed':
      return refuseSignIn(c, { code: begun.failure.code, connectionId: begun.connectionId, returnTo });
    case 'choose':
      return showChooser(c, begun.connections, returnTo, wish.email);
    case 'redirect':
    case 'post':
      return keepAndSend(c, begun);
  }
}

type BegunRequest = Extract<SignInBegun, { readonly step: 'redirect' | 'post' }>;

/** Sends a request by way of whichever host its answer goes to. */
export function keepAndSend(c: Context<TenantEnv>, begun: BegunRequest): Promise<Response> {
  return usesSharedAcs(c.var.tenant) ? handRequestOver(c, begun) : sendRequest(c, begun);
}

/** Keeps the pending request in this browser, and sends the request through it. */
export async function sendRequest(c: Context<TenantEnv>, begun: HandedRequest['begun']): Promise<Response> {
  await setPendingCookie(c, begun.pending);
  if (begun.step === 'redirect') return c.redirect(begun.location, 303);
  const { form, connection } = begun;
  const fields = form.fields.map(({ name, value }) => [name, value] as const);
  const content = (
    <PostFormPage
      site={localSite(c, c.var.tenant)}
      action={form.action}
      fields={fields}
      connectionName={connection.displayName}
    />
  );
  return page(c, content, 200, identityProviderTargets(c.var.settings));
}

/** The answer will go to the operator's host, which has to know the request as well; this host keeps that this browser has it. */
async function handRequestOver(c: Context<TenantEnv>, begun: BegunRequest): Promise<Response> {
  const { settings, origin, tenant } = c.var;
  await setPendingCookie(c, begun.pending);
  const { host } = new URL(origin);
  const pending = { ...begun.pending, host };
  const { displayName } = begun.step === 'post' ? begun.connection : tenant;
  const handed = { tenantId: tenant.id, begun: { ...begun, pending, connection: { displayName } } };
  const sealed = await sealHanded(c, 'edge-saml/shared-request/1', handed);
  return c.redirect(`${settings.scheme}://${settings.baseDomain}/sso/begin?request=${sealed}`, 303);
}

/** Asks for the connection, or with null for the address alone. */
export async function showChooser(
  c: Context<TenantEnv>,
  choices: readonly Connection[] | null,
  returnTo: string,
  email: string | null,
  error: ChooserPageProps['error'] = findEmailError(choices, email),
): Promise<Response> {
  const { tenant } = c.var;
  const before = await remembered(c);
  const connections = choices ?? [];
  const props: Omit<ChooserPageProps, 'site'> = {
    connections,
    returnTo,
    askEmail: choices === null || tenant.connections.some(({ emailDomains }) => emailDomains.length > 0),
    email: email ?? before ?? '',
    isRemembered: before !== null,
    error,
  };
  return page(
    c,
    <ChooserPage site={localSite(c, tenant)} {...props} />,
    200,
    identityProviderTargets(c.var.settings),
  );
}

/**
 * Where a form leads whose way goes through an identity provider: anywhere that one redirects to, since it may hand the
 * person on (a federated directory, a host of its customer's), and nobody here knows where.
 */
export function identityProviderTargets({ isLocal }: Pick<Settings, 'isLocal'>): readonly string[] {
  return isLocal ? ['https:', 'http:'] : ['https:'];
}

function findEmailError(
  choices: readonly Connection[] | null,
  email: string | null,
): ChooserPageProps['error'] {
  if (email === null) return null;
  const domain = readEmailDomain(email);
  if (domain === null || choices === null) return 'email_invalid';
  return choices.some(({ emailDomains }) => emailDomains.includes(domain)) ? null : 'email_domain_unknown';
}
