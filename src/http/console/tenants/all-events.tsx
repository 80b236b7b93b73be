/** `/console/events`: endpoints that are told of the events of all tenants. I/O: the directory. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { WebhookEndpoint } from '../../../administration/webhook.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { refuseWebhook } from '../../api/operations/webhooks.ts';
import { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import { ErrorSummary } from '../fields.tsx';
import { ConsoleLayout, type ConsoleSite, consoleSite } from '../layout.tsx';
import { DeliveryTable } from './deliveries.tsx';
import { DONE } from './done.ts';
import type { EndpointOwner } from './endpoint-owner.tsx';
import { EndpointTable, NewEndpoint } from './endpoints.tsx';
import { fieldErrors } from './field-errors.ts';
import { savedValues } from './field-values.ts';
import { Pager, readPageCursor } from './pager.tsx';
import { TENANT_STYLES } from './tenant-styles.ts';

const HREF = '/console/events';
const PAGE_SIZE = 25;

/** Shows the page. */
export function showAllEvents(c: Context<SignedInEnv>): Promise<Response> {
  return deploymentOwner(c).showList(200, savedValues({ enabled: 'on' }), {});
}

/** Makes a route's handler of a page about the endpoints of all tenants. */
export function ofAll(
  handle: (owner: EndpointOwner) => Promise<Response>,
): (c: Context<SignedInEnv>) => Promise<Response> {
  return (c) => handle(deploymentOwner(c));
}

/** Sends an event of the deployment itself again. */
export async function sendOwnAgain(c: Context<SignedInEnv>): Promise<Response> {
  const { directory } = administrationOf(c.env);
  const sent = await directory.redeliver(c.req.param('delivery') ?? '', c.var.now);
  return sent.ok
    ? c.redirect(`${HREF}?done=redelivered`, 303)
    : deploymentOwner(c).showList(
        422,
        savedValues({ enabled: 'on' }),
        fieldErrors(refuseWebhook(sent.failure), {}),
      );
}

function deploymentOwner(c: Context<SignedInEnv>): EndpointOwner {
  const site = consoleSite(c);
  const port = administrationOf(c.env).directory;
  const frame = (title: string, content: Child, isBelow = true) => (
    <ConsoleLayout
      site={site}
      title={title}
      section="events"
      crumbs={isBelow ? [{ label: 'Events', href: HREF }] : []}
      done={DONE.get(c.req.query('done') ?? '') ?? null}
      styles={TENANT_STYLES}
    >
      {content}
    </ConsoleLayout>
  );
  return {
    c,
    site,
    port,
    href: HREF,
    listHref: HREF,
    frame,
    async showList(status, values, errors) {
      const endpoints = await port.webhooks();
      const content = (
        <>
          <p class="lead">
            These endpoints are told of what happens at every tenant, each event signed and sent again for a
            day until it is taken. A tenant’s own endpoints, its events and what was sent about it are on its
            page.
          </p>
          <ErrorSummary errors={errors} />
          <h2 class="unseen">Endpoints of all tenants</h2>
          <EndpointTable
            site={site}
            endpoints={endpoints}
            href={HREF}
            empty="None yet. The form below adds one."
          />
          <NewEndpoint
            site={site}
            href={HREF}
            values={values}
            chosen={c.var.form.all('types')}
            errors={errors}
          />
          {await listDeliveries(c, site, endpoints)}
        </>
      );
      return page(c, frame('Events of all tenants', content, false), status);
    },
    deliveries: async () => (
      <p class="hint">What was sent there is on the page of the tenant that it was about.</p>
    ),
  };
}

/** What was sent about the deployment itself: its certificates and API keys that lapse. */
async function listDeliveries(
  c: Context<SignedInEnv>,
  site: ConsoleSite,
  endpoints: readonly WebhookEndpoint[],
): Promise<Child> {
  const of = ['deliveries', 'deployment'];
  const cursor = readPageCursor({ c }, of);
  const query = { endpointId: null, state: null, limit: PAGE_SIZE, cursor };
  const sent = await administrationOf(c.env).directory.deliveries(query);
  return (
    <>
      <h2 class="above">Deliveries about the deployment itself</h2>
      <section class="panel flush" aria-label="Deliveries">
        <DeliveryTable
          site={site}
          href={HREF}
          mayChange
          deliveries={sent.items}
          endpoints={endpoints}
          back=""
          empty="Nothing was sent yet. What was sent about a tenant is on its page."
        />
      </section>
      <Pager visit={{ c }} of={of} path={HREF} query={{}} cursor={cursor} next={sent.cursor} />
    </>
  );
}
