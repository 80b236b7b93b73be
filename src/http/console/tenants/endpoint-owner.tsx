/** Whose endpoints a page is about: those of one tenant, or those that are told of all tenants. The pages are the same. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type {
  WebhookContext,
  WebhookEndpoint,
  WebhookEndpointsPort,
} from '../../../administration/webhook.ts';
import { operatorAuthor } from '../../../operators/operator.ts';
import type { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import type { FieldErrors } from '../fields.tsx';
import type { ConsoleSite } from '../layout.tsx';
import type { FieldValues } from './field-values.ts';

export interface EndpointOwner {
  readonly c: Context<SignedInEnv>;
  readonly site: ConsoleSite;
  readonly port: WebhookEndpointsPort;
  /** `webhooks` and `webhooks/<id>` are below it. */
  readonly href: string;
  /** The page that lists the endpoints. */
  readonly listHref: string;
  frame(heading: string, content: Child): Parameters<typeof page>[1];
  /** The list again, with what was typed for a new endpoint and what is wrong with it. */
  showList(status: 200 | 422, values: FieldValues, errors: FieldErrors): Promise<Response>;
  /** What was sent to an endpoint, as far as it is known in one place. */
  deliveries(endpoint: WebhookEndpoint): Promise<Child>;
}

/** By whom an endpoint is changed, and when. */
export function webhookContext({ c }: Pick<EndpointOwner, 'c'>): WebhookContext {
  return { author: operatorAuthor(c.var.operator), now: c.var.now };
}
