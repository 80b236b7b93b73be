/** Endpoints that are told of events, with the form that adds one. */
import { EVENT_TYPES } from '../../../administration/event.ts';
import type { WebhookEndpoint } from '../../../administration/webhook.ts';
import { Uri } from '../../pages/person-data.tsx';
import type { FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import type { ConsoleSite } from '../layout.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import type { FieldValues } from './field-values.ts';
import { Tag } from './tag.tsx';
import { WebhookFields } from './webhook-fields.tsx';

interface EndpointsProps {
  readonly site: ConsoleSite;
  readonly endpoints: readonly WebhookEndpoint[];
  /** `webhooks` and `webhooks/<id>` are below it. */
  readonly href: string;
  readonly empty: string;
}

/** Renders the table. */
export function EndpointTable({ site, endpoints, href, empty }: EndpointsProps) {
  return (
    <section class="panel flush" aria-label="Endpoints">
      <Table
        caption="Endpoints"
        columns={['Address', 'Events', 'Since']}
        empty={empty}
        rows={endpoints.map(({ id, url, types, enabled, createdAt }) => ({
          head: (
            <>
              <Uri text={url} />
              <span class="tags">{enabled ? null : <Tag mood="soon">switched off</Tag>}</span>
            </>
          ),
          cells: [
            types.length === 0 || types.length === EVENT_TYPES.length
              ? 'All'
              : types.map((type) => <Tag>{type}</Tag>),
            <When at={createdAt} now={site.now} />,
          ],
          actions: (
            <a href={`${href}/webhooks/${id}`} aria-label={`Open the endpoint ${url}`}>
              Open
            </a>
          ),
        }))}
      />
    </section>
  );
}

interface NewEndpointProps {
  readonly site: ConsoleSite;
  readonly href: string;
  readonly values: FieldValues;
  /** The types that are ticked. */
  readonly chosen: readonly string[];
  readonly errors: FieldErrors;
}

/** Renders the form for one more. */
export function NewEndpoint({ site, href, values, chosen, errors }: NewEndpointProps) {
  return (
    <section class="panel" aria-labelledby="add">
      <h3 id="add">Add an endpoint</h3>
      <form method="post" action={`${href}/webhooks`}>
        <FormToken site={site} />
        <WebhookFields values={values} chosen={chosen} errors={errors} />
        <p class="actions">
          <button type="submit">Add it</button>
        </p>
      </form>
    </section>
  );
}
