/** Webhooks through the API: of one tenant, or of all. */
import type { NewWebhookSecretAnswer, WebhookAnswer } from '../http/api/answers/webhook.ts';
import type { WebhookInput } from '../http/api/operations/webhooks.ts';
import { segment } from './pages.ts';
import type { ChangeOptions } from './tenant-client.ts';
import type { ApiAnswer, ApiTransport } from './transport.ts';

type Answered<Body> = Promise<ApiAnswer<Body>>;

/** Makes the client of the webhooks at a path. */
export function webhookClient(send: ApiTransport, base: string) {
  const one = (id: string) => `${base}/${segment(id)}`;
  return {
    list: (): Answered<{ readonly items: readonly WebhookAnswer[] }> => send({ path: base }),
    /** The answer has its secret, this once. */
    create: (body: WebhookInput): Answered<NewWebhookSecretAnswer> =>
      send({ method: 'POST', path: base, body }),
    read: (id: string): Answered<WebhookAnswer> => send({ path: one(id) }),
    put: (id: string, body: WebhookInput, options: ChangeOptions = {}): Answered<WebhookAnswer> =>
      send({ method: 'PUT', path: one(id), body, ...options }),
    delete: (id: string): Answered<void> => send({ method: 'DELETE', path: one(id) }),
    rotate: (id: string): Answered<NewWebhookSecretAnswer> =>
      send({ method: 'POST', path: `${one(id)}/rotate` }),
    retireKey: (id: string, keyId: string): Answered<WebhookAnswer> =>
      send({ method: 'DELETE', path: `${one(id)}/keys/${segment(keyId)}` }),
  };
}
