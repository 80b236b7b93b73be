/**
 * The typed client of the operator API. Its types are those of the schemas that the API validates and answers by; it stands on fetch
 * alone, and runs in Workers, in Node and in browsers.
 *
 *     const api = createApiClient({ origin: 'https://login.example.com', token });
 *     await api.tenant('acme').put({ displayName: 'Acme', connections: [{ id: 'okta', metadata }] });
 *     for await (const { slug } of api.tenants({ filter: 'expiring' })) console.log(slug);
 */
import type { TenantFilter } from '../administration/directory.ts';
import type { DeploymentAuditEntryAnswer } from '../http/api/answers/activity.ts';
import type { ApiKeyAnswer, NewApiKeyAnswer } from '../http/api/answers/api-key.ts';
import type { DeploymentExpiriesAnswer } from '../http/api/answers/expiries.ts';
import type { ReferenceAnswer } from '../http/api/answers/reference.ts';
import type { TenantSummaryAnswer } from '../http/api/answers/tenant.ts';
import type { ApiKeyInput } from '../http/api/operations/api-keys.ts';
import { readPages, segment } from './pages.ts';
import { tenantClient } from './tenant-client.ts';
import { type ApiAnswer, type ApiClientOptions, apiTransport } from './transport.ts';
import { webhookClient } from './webhook-client.ts';

export type { DeploymentEvent, TenantEvent } from '../administration/event.ts';
/** For those who receive webhooks: whether one is genuine, by its headers, its body as it came, and its secret. */
export { verifyWebhook, type WebhookRefusal } from '../webhooks/signature.ts';
export { ApiProblem } from './problem.ts';
export type { ConnectionInput, ConnectionPatch, TenantInput } from './tenant-client.ts';
export type { ApiAnswer, ApiClientOptions };

export interface TenantListQuery {
  readonly search?: string;
  readonly filter?: TenantFilter;
}

export type ApiClient = ReturnType<typeof createApiClient>;

/** Makes a client of one deployment. What the API refuses comes as an ApiProblem. */
export function createApiClient(options: ApiClientOptions) {
  const send = apiTransport(options);
  return {
    tenants: (query: TenantListQuery = {}) =>
      readPages<TenantSummaryAnswer>(send, '/tenants', { ...query, limit: 200 }),
    tenant: (slug: string) => tenantClient(send, slug),
    webhooks: webhookClient(send, '/webhooks'),
    apiKeys: {
      list: (): Promise<ApiAnswer<{ readonly items: readonly ApiKeyAnswer[] }>> =>
        send({ path: '/api-keys' }),
      /** The answer has the key, this once. */
      create: (body: ApiKeyInput): Promise<ApiAnswer<NewApiKeyAnswer>> =>
        send({ method: 'POST', path: '/api-keys', body }),
      revoke: (id: string): Promise<ApiAnswer<void>> =>
        send({ method: 'DELETE', path: `/api-keys/${segment(id)}` }),
    },
    /** What lapses soon: of the deployment itself, and of which tenants. */
    expiries: (): Promise<ApiAnswer<DeploymentExpiriesAnswer>> => send({ path: '/expiries' }),
    /** What a reference number stands for, however it is written. */
    reference: (reference: string): Promise<ApiAnswer<ReferenceAnswer>> =>
      send({ path: `/references/${segment(reference)}` }),
    audit: () => readPages<DeploymentAuditEntryAnswer>(send, '/audit'),
  };
}
