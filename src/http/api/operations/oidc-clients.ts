/**
 * OpenID Connect clients: the applications that sign people in at a tenant's host with an OpenID Connect library. A secret is in
 * the answer that makes it, and nowhere else.
 */
import * as v from 'valibot';
import type { NewOidcClient, RegisteredOidcClient } from '../../../administration/oidc-client.ts';
import type { TenantState } from '../../../administration/tenant-record.ts';
import { formatInstant } from '../../../saml/instant.ts';
import type { Settings } from '../../../settings.ts';
import { closed, distinct, text } from '../../../tenants/field-rules.ts';
import { isRedirectUri, MAX_REDIRECT_URI_CHARACTERS } from '../../../tenants/oidc-client.ts';
import { isRefusal } from '../answer.ts';
import {
  type NewOidcClientAnswer,
  newOidcClientAnswer,
  type OidcClientAnswer,
  oidcClientsAnswer,
} from '../answers/oidc-client.ts';
import { operationWithBody } from '../operation.ts';
import { refuse, refuseFields } from '../problem-codes.ts';
import { findTenant } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const redirectUris = distinct(text(MAX_REDIRECT_URI_CHARACTERS), 20);

/** What a client is made of. */
export const oidcClientInput = closed({
  displayName: v.pipe(text(100), v.description('What lists and the audit trail call the application.')),
  redirectUris: v.pipe(
    redirectUris,
    v.minLength(1, 'must have at least one entry'),
    v.description(
      'Where people come back to with a code, compared letter by letter: https; http to the machine itself; for a public client also an app’s own scheme, such as com.example.app:/signed-in.',
    ),
  ),
  postLogoutRedirectUris: v.pipe(
    v.optional(redirectUris, []),
    v.description('Where people may be sent after signing out.'),
  ),
  public: v.pipe(
    v.optional(v.boolean(), false),
    v.description('Whether it can keep no secret: a browser’s script, an app on a phone.'),
  ),
});
export type OidcClientInput = v.InferInput<typeof oidcClientInput>;

const listOidcClients = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/oidc-clients',
  operationId: 'listOidcClients',
  tag: 'OpenID Connect',
  summary: 'List the OpenID Connect clients of a tenant',
  scope: 'tenants:read',
  answers: { 200: ['The clients, without their secrets.', oidcClientsAnswer] },
  async handle({ settings }, { record, state }) {
    const clients = await record.oidcClients();
    return { status: 200, body: { items: clients.map((client) => present(client, state, settings)) } };
  },
});

const createOidcClient = operationWithBody({
  method: 'POST',
  path: '/tenants/{slug}/oidc-clients',
  operationId: 'createOidcClient',
  tag: 'OpenID Connect',
  summary: 'Make an OpenID Connect client',
  description:
    'The answer holds its secret, this once: only a hash is stored. Within two minutes every edge knows the client.',
  scope: 'tenants:write',
  schema: () => oidcClientInput,
  answers: { 201: ['The client.', newOidcClientAnswer] },
  problems: ['tenant_unknown', 'tenant_deleted', 'too_many_oidc_clients'],
  async handle({ body, author, settings, now, ...call }) {
    const { displayName, redirectUris, postLogoutRedirectUris, public: isPublic } = body;
    const wrong = Object.entries({ redirectUris, postLogoutRedirectUris }).flatMap(([field, uris]) =>
      uris.flatMap((uri, index) =>
        isRedirectUri(uri, isPublic)
          ? []
          : [{ path: `${field}[${index}]`, message: 'must be an address that people may be sent to' }],
      ),
    );
    if (wrong.length > 0) return refuseFields('body_invalid', wrong);
    const found = await findTenant(call, call.path.slug);
    if (isRefusal(found)) return found;
    const client = { displayName, redirectUris, postLogoutRedirectUris, isPublic };
    const made = await found.record.createOidcClient(client, { author, now });
    if (!made.ok) return refuse(made.failure.code);
    return { status: 201, body: presentNew(made.value, found.state, settings) };
  },
});

const renewOidcClientSecret = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/oidc-clients/{oidcClientId}/secret',
  operationId: 'renewOidcClientSecret',
  tag: 'OpenID Connect',
  summary: 'Make a new secret for an OpenID Connect client',
  description:
    'The answer holds it, this once. The one before is nothing any more, within two minutes at every edge.',
  scope: 'tenants:write',
  answers: { 201: ['The client with its new secret.', newOidcClientAnswer] },
  problems: ['tenant_deleted', 'oidc_client_unknown', 'oidc_client_public'],
  async handle({ path, author, now, settings }, { record, state }) {
    const made = await record.renewOidcClientSecret(path.oidcClientId, { author, now });
    if (!made.ok) return refuse(made.failure.code);
    return { status: 201, body: presentNew(made.value, state, settings) };
  },
});

const removeOidcClient = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/oidc-clients/{oidcClientId}',
  operationId: 'removeOidcClient',
  tag: 'OpenID Connect',
  summary: 'Remove an OpenID Connect client',
  description: 'Nobody can be signed in to the application any more, within two minutes at every edge.',
  scope: 'tenants:write',
  answers: { 204: ['It is gone.', null] },
  problems: ['tenant_deleted', 'oidc_client_unknown'],
  async handle({ path, author, now }, { record }) {
    const removed = await record.removeOidcClient(path.oidcClientId, { author, now });
    return removed.ok ? { status: 204 } : refuse(removed.failure.code);
  },
});

function present(
  { secretHash, createdAt, secretMadeAt, ...client }: RegisteredOidcClient,
  { slug, live }: TenantState,
  { scheme, baseDomain }: Pick<Settings, 'scheme' | 'baseDomain'>,
): OidcClientAnswer {
  const hosts = [`${slug}.${baseDomain}`, ...live.configuration.hostnames];
  return {
    ...client,
    public: secretHash === null,
    issuers: hosts.map((host) => `${scheme}://${host}`),
    createdAt: formatInstant(createdAt),
    secretMadeAt: secretMadeAt === null ? null : formatInstant(secretMadeAt),
  };
}

function presentNew(
  { client, secret }: NewOidcClient,
  state: TenantState,
  settings: Settings,
): NewOidcClientAnswer {
  return { ...present(client, state, settings), secret };
}

export const OIDC_CLIENT_OPERATIONS = [
  listOidcClients,
  createOidcClient,
  renewOidcClientSecret,
  removeOidcClient,
];
