/**
 * OpenID Connect clients: the applications that sign people in at a tenant's host with an OpenID Connect library. A secret is in
 * the answer that makes it, and nowhere else.
 */
import * as v from 'valibot';
import {
  type NewOidcClient,
  oidcClientRevision,
  type RegisteredOidcClient,
} from '../../../administration/oidc-client.ts';
import type { TenantState } from '../../../administration/tenant-record.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { closed, distinct, text } from '../../../tenants/field-rules.ts';
import { isRedirectUri, MAX_REDIRECT_URI_CHARACTERS } from '../../../tenants/oidc-client.ts';
import { isRefusal } from '../answer.ts';
import {
  type NewOidcClientAnswer,
  newOidcClientAnswer,
  type OidcClientAnswer,
  oidcClientAnswer,
  oidcClientsAnswer,
} from '../answers/oidc-client.ts';
import { type ApiCall, type Entries, operationWithBody } from '../operation.ts';
import { meetsTag, oidcClientTag } from '../preconditions.ts';
import { type Refusal, refuse, refuseFields } from '../problem-codes.ts';
import { findTenant } from '../tenant-access.ts';
import { tenantOperation } from '../tenant-operation.ts';

const redirectUris = distinct(text(MAX_REDIRECT_URI_CHARACTERS), 20);

/** What may be changed of a client. */
const changes = {
  displayName: v.pipe(
    text(100),
    v.description('What lists, the audit trail and the page after signing out call the application.'),
  ),
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
};
const oidcClientChanges = closed(changes);
export type OidcClientChanges = v.InferInput<typeof oidcClientChanges>;

/** What a client is made of. */
export const oidcClientInput = closed({
  ...changes,
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
  async handle(call, { record, state }) {
    const clients = await record.oidcClients();
    return { status: 200, body: { items: clients.map((client) => present(client, state, call)) } };
  },
});

const getOidcClient = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/oidc-clients/{oidcClientId}',
  operationId: 'getOidcClient',
  tag: 'OpenID Connect',
  summary: 'Read an OpenID Connect client',
  scope: 'tenants:read',
  answers: { 200: ['The client, without its secret.', oidcClientAnswer] },
  problems: ['oidc_client_unknown'],
  async handle(call, { record, state }) {
    const client = (await record.oidcClients()).find(({ id }) => id === call.path.oidcClientId);
    return client === undefined ? refuse('oidc_client_unknown') : answer(client, state, call);
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
  async handle(call) {
    const { public: isPublic, ...client } = call.body;
    const wrong = checkAddresses(client, isPublic);
    if (wrong !== null) return wrong;
    const found = await findTenant(call, call.path.slug);
    if (isRefusal(found)) return found;
    const made = await found.record.createOidcClient({ ...client, isPublic }, contextOf(call));
    return made.ok ? answerNew(made.value, found.state, call) : refuse(made.failure.code);
  },
});

const putOidcClient = operationWithBody({
  method: 'PUT',
  path: '/tenants/{slug}/oidc-clients/{oidcClientId}',
  operationId: 'putOidcClient',
  tag: 'OpenID Connect',
  summary: 'Change an OpenID Connect client',
  description:
    'The body says all of it; its secret stays. Within two minutes every edge knows: what was an address before leads nowhere then.',
  scope: 'tenants:write',
  conditions: 'match',
  conditionProblem: 'oidc_client_changed',
  schema: () => oidcClientChanges,
  answers: { 200: ['The client as it was saved.', oidcClientAnswer] },
  problems: ['tenant_unknown', 'tenant_deleted', 'oidc_client_unknown'],
  async handle(call) {
    const found = await findTenant(call, call.path.slug);
    if (isRefusal(found)) return found;
    const { record, state } = found;
    const { oidcClientId } = call.path;
    const client = (await record.oidcClients()).find(({ id }) => id === oidcClientId);
    if (client === undefined) return refuse('oidc_client_unknown');
    if (!meetsTag(call.conditions, oidcClientTag(client))) return refuse('oidc_client_changed');
    const wrong = checkAddresses(call.body, client.secretHash === null);
    if (wrong !== null) return wrong;
    const revision = call.conditions.ifMatch === null ? null : oidcClientRevision(client);
    const saved = await record.updateOidcClient(oidcClientId, call.body, contextOf(call), revision);
    return saved.ok ? answer(saved.value, state, call) : refuse(saved.failure.code);
  },
});

const renewOidcClientSecret = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/oidc-clients/{oidcClientId}/secret',
  operationId: 'renewOidcClientSecret',
  tag: 'OpenID Connect',
  summary: 'Make a new secret for an OpenID Connect client',
  description:
    'The answer holds it, this once; every edge takes it after two minutes, which is when the application should change over. The one before is good for 24 hours more, or until it is ended; an older one ends now.',
  scope: 'tenants:write',
  answers: { 201: ['The client with its new secret.', newOidcClientAnswer] },
  problems: ['tenant_deleted', 'oidc_client_unknown', 'oidc_client_public'],
  async handle(call, { record, state }) {
    const made = await record.renewOidcClientSecret(call.path.oidcClientId, contextOf(call));
    return made.ok ? answerNew(made.value, state, call) : refuse(made.failure.code);
  },
});

const endFormerOidcClientSecret = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/oidc-clients/{oidcClientId}/former-secret',
  operationId: 'endFormerOidcClientSecret',
  tag: 'OpenID Connect',
  summary: 'End the former secret of an OpenID Connect client',
  description: 'Before its 24 hours are over; within two minutes it is nothing any more at every edge.',
  scope: 'tenants:write',
  answers: { 204: ['There is none.', null] },
  problems: ['tenant_deleted', 'oidc_client_unknown'],
  async handle(call, { record }) {
    const ended = await record.endFormerOidcClientSecret(call.path.oidcClientId, contextOf(call));
    return ended.ok ? { status: 204 } : refuse(ended.failure.code);
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
  async handle(call, { record }) {
    const removed = await record.removeOidcClient(call.path.oidcClientId, contextOf(call));
    return removed.ok ? { status: 204 } : refuse(removed.failure.code);
  },
});

type Call = Pick<ApiCall<string, Entries, unknown>, 'settings' | 'author' | 'now'>;

function contextOf({ author, now }: Call) {
  return { author, now };
}

function checkAddresses(
  { redirectUris, postLogoutRedirectUris }: OidcClientInput,
  isPublic: boolean,
): Refusal | null {
  const wrong = Object.entries({ redirectUris, postLogoutRedirectUris }).flatMap(([field, uris = []]) =>
    uris.flatMap((uri, index) =>
      isRedirectUri(uri, isPublic)
        ? []
        : [{ path: `${field}[${index}]`, message: 'must be an address that people may be sent to' }],
    ),
  );
  return wrong.length > 0 ? refuseFields('body_invalid', wrong) : null;
}

function present(
  { secretHash, createdAt, secretMadeAt, formerSecret, ...client }: RegisteredOidcClient,
  { slug, live }: TenantState,
  { settings: { scheme, baseDomain }, now }: Call,
): OidcClientAnswer {
  const hosts = [`${slug}.${baseDomain}`, ...live.configuration.hostnames];
  const isFormerGood = formerSecret !== undefined && now < formerSecret.endsAt;
  return {
    ...client,
    public: secretHash === null,
    issuers: hosts.map((host) => `${scheme}://${host}`),
    createdAt: formatInstant(createdAt),
    secretMadeAt: secretMadeAt === null ? null : formatInstant(secretMadeAt),
    formerSecretEndsAt: isFormerGood ? formatInstant(formerSecret.endsAt) : null,
  };
}

function answer(client: RegisteredOidcClient, state: TenantState, call: Call) {
  return { status: 200, body: present(client, state, call), etag: oidcClientTag(client) };
}

function answerNew({ client, secret }: NewOidcClient, state: TenantState, call: Call) {
  const { body, etag } = answer(client, state, call);
  return { status: 201, body: { ...body, secret } satisfies NewOidcClientAnswer, etag };
}

export const OIDC_CLIENT_OPERATIONS = [
  listOidcClients,
  createOidcClient,
  getOidcClient,
  putOidcClient,
  renewOidcClientSecret,
  endFormerOidcClientSecret,
  removeOidcClient,
];
