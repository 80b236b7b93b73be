/**
 * `/console/tenants/<slug>/webhooks/<id>`: one endpoint that is told of events: changed, given a new secret, removed. A secret
 * is in the answer to the post that made it and nowhere else. I/O: the tenant's record.
 */
import { EVENT_TYPES } from '../../../administration/event.ts';
import type { NewWebhookSecret, WebhookEndpoint, WebhookInput } from '../../../administration/webhook.ts';
import { refuseWebhook } from '../../api/operations/webhooks.ts';
import { Uri } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { ShownOnce } from '../shown-once.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { ConfirmPage } from './confirm.tsx';
import { DeliveryTable } from './deliveries.tsx';
import { renderEvents } from './events.tsx';
import { fieldErrors } from './field-errors.ts';
import { type FieldValues, savedValues, typedValues } from './field-values.ts';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { changeContext, showUnknown, type TenantVisit } from './visit.tsx';
import { WebhookFields } from './webhook-fields.tsx';

const PAGE_SIZE = 25;
const NAMES = { url: { name: 'url', label: 'The address' } };

/** Adds an endpoint, and shows its secret. */
export async function addWebhook(visit: TenantVisit): Promise<Response> {
  const { c, record } = visit;
  const made = await record.createWebhook(readInput(visit), changeContext(visit));
  return made.ok
    ? showSecret(visit, made.value, 'The new endpoint’s secret')
    : renderEvents(visit, 422, typedValues(c.var.form), fieldErrors(refuseWebhook(made.failure), NAMES));
}

/** Shows one endpoint. */
export async function showWebhook(visit: TenantVisit): Promise<Response> {
  const endpoint = await findEndpoint(visit);
  return endpoint === null
    ? showUnknown(visit.c, 'endpoint')
    : show(visit, endpoint, 200, savedOf(endpoint), endpoint.types, {});
}

/** Changes it. */
export async function saveWebhook(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const endpoint = await findEndpoint(visit);
  if (endpoint === null) return showUnknown(c, 'endpoint');
  const saved = await record.updateWebhook(endpoint.id, readInput(visit), changeContext(visit));
  if (saved.ok) return c.redirect(`${href}/webhooks/${endpoint.id}?done=webhook`, 303);
  const errors = fieldErrors(refuseWebhook(saved.failure), NAMES);
  return show(visit, endpoint, 422, typedValues(c.var.form), c.var.form.all('types'), errors);
}

/** Gives it a new secret beside the one it has, and shows it. */
export async function rollSecretOver(visit: TenantVisit): Promise<Response> {
  const { c, record } = visit;
  const made = await record.rotateWebhookSecret(c.req.param('webhook') ?? '', changeContext(visit));
  return made.ok ? showSecret(visit, made.value, 'The new secret') : showUnknown(c, 'endpoint');
}

/** Takes an older secret away. */
export async function retireSecret(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const [id = '', key = ''] = [c.req.param('webhook'), c.req.param('key')];
  const retired = await record.retireWebhookKey(id, key, changeContext(visit));
  return c.redirect(`${href}/webhooks/${id}${retired.ok ? '?done=retired' : ''}`, 303);
}

/** Asks whether to remove it. */
export async function askToRemoveWebhook(visit: TenantVisit): Promise<Response> {
  const { c, href } = visit;
  const endpoint = await findEndpoint(visit);
  if (endpoint === null) return showUnknown(c, 'endpoint');
  const content = (
    <ConfirmPage
      visit={visit}
      tab="events"
      title="Remove the endpoint?"
      action={`${href}/webhooks/${endpoint.id}/remove`}
      label="Remove it"
      back={`${href}/webhooks/${endpoint.id}`}
    >
      <p class="lead">Nothing is sent there any more, and its secrets are worth nothing.</p>
      <p>
        <Uri text={endpoint.url} />
      </p>
    </ConfirmPage>
  );
  return page(c, content);
}

/** Removes it. */
export async function removeWebhook(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const removed = await record.removeWebhook(c.req.param('webhook') ?? '', changeContext(visit));
  return c.redirect(`${href}/events${removed.ok ? '?done=webhook-removed' : ''}`, 303);
}

/** Sends an event again. */
export async function sendAgain(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const sent = await record.redeliver(c.req.param('delivery') ?? '', c.var.now);
  if (!sent.ok)
    return renderEvents(
      visit,
      422,
      savedValues({ enabled: 'on' }),
      fieldErrors(refuseWebhook(sent.failure), {}),
    );
  const back = /^(?:events|webhooks\/[A-Za-z0-9_-]{1,64})$/.exec(c.var.form.text('back'))?.[0] ?? 'events';
  return c.redirect(`${href}/${back}?done=redelivered`, 303);
}

async function findEndpoint({ c, record }: TenantVisit): Promise<WebhookEndpoint | null> {
  const endpoints = await record.webhooks();
  return endpoints.find(({ id }) => id === c.req.param('webhook')) ?? null;
}

function readInput({
  c: {
    var: { form },
  },
}: TenantVisit): WebhookInput {
  const ticked = form.all('types');
  return {
    url: form.text('url').trim(),
    types: EVENT_TYPES.filter((type) => ticked.includes(type)),
    enabled: form.text('enabled') === 'on',
  };
}

function savedOf({ url, enabled }: WebhookEndpoint): FieldValues {
  return savedValues({ url, enabled: enabled ? 'on' : '' });
}

function showSecret(visit: TenantVisit, { endpoint, secret }: NewWebhookSecret, heading: string) {
  const { c, href } = visit;
  const content = (
    <TenantFrame visit={visit} tab="events" heading={heading}>
      <p class="lead">
        Copy it now: it is shown this once. The receiver checks with it that an event comes from here.
        {endpoint.keys.length > 1 ? ' The secret before it signs as well, until you retire it.' : ''}
      </p>
      <section class="panel" aria-label="The secret">
        <p>
          <Uri text={endpoint.url} />
        </p>
        <ShownOnce id="webhook-secret" secret={secret} label="Copy the secret" />
        <p class="actions">
          <a class="button" href={`${href}/webhooks/${endpoint.id}`}>
            I have kept it
          </a>
        </p>
      </section>
    </TenantFrame>
  );
  return page(c, content);
}

async function show(
  visit: TenantVisit,
  endpoint: WebhookEndpoint,
  status: 200 | 422,
  values: FieldValues,
  chosen: readonly string[],
  errors: FieldErrors,
): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const own = `${href}/webhooks/${endpoint.id}`;
  const of = ['deliveries', state.tenantId, endpoint.id];
  const cursor = readPageCursor(visit, of);
  const sent = await record.deliveries({ endpointId: endpoint.id, state: null, limit: PAGE_SIZE, cursor });
  const content = (
    <TenantFrame visit={visit} tab="events" heading="Endpoint for events">
      <ErrorSummary errors={errors} />
      <form method="post" action={own} class="panel">
        <FormToken site={site} />
        <WebhookFields values={values} chosen={chosen} errors={errors} />
        <p class="actions">
          <button type="submit">Save</button>
          <a class="button danger" href={`${own}/remove`}>
            Remove the endpoint
          </a>
        </p>
      </form>
      <Secrets visit={visit} endpoint={endpoint} own={own} />
      <h2 class="above">Deliveries</h2>
      <section class="panel flush" aria-label="Deliveries">
        <DeliveryTable
          visit={visit}
          deliveries={sent.items}
          endpoints={[endpoint]}
          back={`webhooks/${endpoint.id}`}
          empty="Nothing was sent there yet."
        />
      </section>
      <Pager visit={visit} of={of} path={own} query={{}} cursor={cursor} next={sent.cursor} />
    </TenantFrame>
  );
  return page(c, content, status);
}

interface SecretsProps {
  readonly visit: TenantVisit;
  readonly endpoint: WebhookEndpoint;
  readonly own: string;
}

function Secrets({ visit: { site }, endpoint: { keys }, own }: SecretsProps) {
  return (
    <>
      <h2 class="above">Secrets</h2>
      <section class="panel flush" aria-label="Secrets">
        <Table
          caption="Secrets"
          columns={['Key', 'Made']}
          empty=""
          rows={keys.map(({ id, createdAt }) => ({
            head: <code>{id}</code>,
            cells: [<When at={createdAt} now={site.now} />],
            actions:
              keys.length < 2 ? (
                'signs'
              ) : (
                <form method="post" action={`${own}/keys/${id}/retire`}>
                  <FormToken site={site} />
                  <button class="link" type="submit" aria-label={`Retire the secret ${id}`}>
                    Retire
                  </button>
                </form>
              ),
          }))}
        />
      </section>
      <form method="post" action={`${own}/rotate`} class="actions">
        <FormToken site={site} />
        <button class="second" type="submit">
          Make a new secret
        </button>
      </form>
    </>
  );
}
