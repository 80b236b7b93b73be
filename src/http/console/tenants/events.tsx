/** `/console/tenants/<slug>/events`: who is told of events, what was sent, and the events themselves. I/O: the tenant's record. */
import type { TenantEvent } from '../../../administration/event.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { DeliveryTable } from './deliveries.tsx';
import { EndpointTable, NewEndpoint } from './endpoints.tsx';
import { type FieldValues, savedValues } from './field-values.ts';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import type { TenantView, TenantVisit } from './visit.tsx';

const PAGE_SIZE = 25;
const RECENT_DELIVERIES = 10;

/** Shows the page. */
export function showEvents(visit: TenantVisit): Promise<Response> {
  return renderEvents(visit, 200, savedValues({ enabled: 'on' }), {});
}

/** Shows the page with what was typed for an endpoint, and what is wrong with it. */
export async function renderEvents(
  visit: TenantVisit,
  status: 200 | 422,
  values: FieldValues,
  errors: FieldErrors,
): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const [endpoints, deliveries, events] = await Promise.all([
    record.webhooks(),
    record.deliveries({ endpointId: null, state: null, limit: RECENT_DELIVERIES, cursor: null }),
    listEvents(visit),
  ]);
  const content = (
    <TenantFrame visit={visit} tab="events">
      <ErrorSummary errors={errors} />
      <p class="lead">
        Endpoints are told of what happens here, each event signed and sent again for a day until it is taken.
      </p>
      <h3 class="above">Endpoints of this tenant</h3>
      <EndpointTable
        site={site}
        endpoints={endpoints}
        href={href}
        empty="None. Those of all tenants are told of this one as well."
      />
      {state.deleted === null ? (
        <NewEndpoint
          site={site}
          href={href}
          values={values}
          chosen={c.var.form.all('types')}
          errors={errors}
        />
      ) : null}
      <h3 class="above">Last deliveries</h3>
      <section class="panel flush" aria-label="Last deliveries">
        <DeliveryTable
          site={site}
          href={href}
          mayChange={state.deleted === null}
          deliveries={deliveries.items}
          endpoints={endpoints}
          back="events"
          empty="Nothing was sent yet."
        />
      </section>
      {events}
    </TenantFrame>
  );
  return page(c, content, status);
}

/** Shows the events alone, to those who do not say who is told of them. */
export async function showEventsAlone(visit: TenantView): Promise<Response> {
  const content = (
    <TenantFrame visit={visit} tab="events">
      {await listEvents(visit)}
    </TenantFrame>
  );
  return page(visit.c, content);
}

async function listEvents(visit: TenantView) {
  const { site, record, state, href } = visit;
  const of = ['events', state.tenantId];
  const cursor = readPageCursor(visit, of);
  const events = await record.events({ limit: PAGE_SIZE, cursor });
  return (
    <>
      <h3 class="above">Events of the last week</h3>
      <section class="panel flush" aria-label="Events">
        <Table
          caption="Events"
          columns={['Event', 'What it says', 'When']}
          empty="Nothing has happened in the last week."
          rows={events.items.map((event) => eventRow(event, site.now))}
        />
      </section>
      <Pager visit={visit} of={of} path={`${href}/events`} query={{}} cursor={cursor} next={events.cursor} />
    </>
  );
}

function eventRow({ type, at, data }: TenantEvent, now: number) {
  return {
    head: <code class="event">{type}</code>,
    cells: [
      <details>
        <summary aria-label={`Data of ${type}`}>Data</summary>
        <pre>
          <PersonData text={JSON.stringify(data, null, 2)} />
        </pre>
      </details>,
      <When at={Date.parse(at)} now={now} />,
    ],
  };
}
