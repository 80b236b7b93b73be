/** The endpoints of one tenant, and what was sent to them. I/O: the tenant's record. */
import type { Context } from 'hono';
import type { WebhookEndpoint } from '../../../administration/webhook.ts';
import { refuseWebhook } from '../../api/operations/webhooks.ts';
import type { SignedInEnv } from '../env.ts';
import { DeliveryTable } from './deliveries.tsx';
import type { EndpointOwner } from './endpoint-owner.tsx';
import { renderEvents } from './events.tsx';
import { fieldErrors } from './field-errors.ts';
import { savedValues } from './field-values.ts';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { type TenantVisit, visitTenant } from './visit.tsx';

const PAGE_SIZE = 25;

/** Makes a route's handler of a page about the endpoints of the tenant in the address. */
export function ofTenant(
  handle: (owner: EndpointOwner) => Promise<Response>,
): (c: Context<SignedInEnv>) => Response | Promise<Response> {
  return visitTenant((visit) => handle(tenantOwner(visit)));
}

/** Sends an event again. */
export async function sendAgain(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const sent = await record.redeliver(c.req.param('delivery') ?? '', c.var.now);
  if (!sent.ok) {
    return renderEvents(
      visit,
      422,
      savedValues({ enabled: 'on' }),
      fieldErrors(refuseWebhook(sent.failure), {}),
    );
  }
  const back = /^(?:events|webhooks\/[A-Za-z0-9_-]{1,64})$/.exec(c.var.form.text('back'))?.[0] ?? 'events';
  return c.redirect(`${href}/${back}?done=redelivered`, 303);
}

function tenantOwner(visit: TenantVisit): EndpointOwner {
  const { c, site, record, href } = visit;
  return {
    c,
    site,
    port: record,
    href,
    listHref: `${href}/events`,
    frame: (heading, content) => (
      <TenantFrame visit={visit} tab="events" heading={heading}>
        {content}
      </TenantFrame>
    ),
    showList: (status, values, errors) => renderEvents(visit, status, values, errors),
    deliveries: (endpoint) => listDeliveries(visit, endpoint),
  };
}

async function listDeliveries(visit: TenantVisit, endpoint: WebhookEndpoint) {
  const { site, record, state, href } = visit;
  const { id } = endpoint;
  const of = ['deliveries', state.tenantId, id];
  const cursor = readPageCursor(visit, of);
  const sent = await record.deliveries({ endpointId: id, state: null, limit: PAGE_SIZE, cursor });
  return (
    <>
      <h2 class="above">Deliveries</h2>
      <section class="panel flush" aria-label="Deliveries">
        <DeliveryTable
          site={site}
          href={href}
          mayChange={state.deleted === null}
          deliveries={sent.items}
          endpoints={[endpoint]}
          back={`webhooks/${id}`}
          empty="Nothing was sent there yet."
        />
      </section>
      <Pager
        visit={visit}
        of={of}
        path={`${href}/webhooks/${id}`}
        query={{}}
        cursor={cursor}
        next={sent.cursor}
      />
    </>
  );
}
