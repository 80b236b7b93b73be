/** `/console/events`: endpoints that are told of the events of all tenants. I/O: the directory. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { administrationOf } from '../../../stores/administration.ts';
import { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import { ErrorSummary } from '../fields.tsx';
import { ConsoleLayout, consoleSite } from '../layout.tsx';
import { DONE } from './done.ts';
import type { EndpointOwner } from './endpoint-owner.tsx';
import { EndpointTable, NewEndpoint } from './endpoints.tsx';
import { savedValues } from './field-values.ts';
import { TENANT_STYLES } from './tenant-styles.ts';

const HREF = '/console/events';

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
            endpoints={await port.webhooks()}
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
        </>
      );
      return page(c, frame('Events of all tenants', content, false), status);
    },
    deliveries: async () => (
      <p class="hint">What was sent there is on the page of the tenant that it was about.</p>
    ),
  };
}
