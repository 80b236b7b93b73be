/**
 * One endpoint that is told of events: added, changed, given a new secret, removed. A secret is in the answer to the post that
 * made it and nowhere else. I/O: whatever holds the endpoints.
 */
import { EVENT_TYPES } from '../../../administration/event.ts';
import {
  type NewWebhookSecret,
  type WebhookEndpoint,
  type WebhookInput,
  webhookRevision,
} from '../../../administration/webhook.ts';
import { refuseWebhook } from '../../api/operations/webhooks.ts';
import { Uri } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { ShownOnce } from '../shown-once.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { type EndpointOwner, webhookContext } from './endpoint-owner.tsx';
import { fieldErrors } from './field-errors.ts';
import { type FieldValues, savedValues, typedValues } from './field-values.ts';
import { showUnknown } from './visit.tsx';
import { WebhookFields } from './webhook-fields.tsx';

const NAMES = { url: { name: 'url', label: 'The address' } };

/** Adds an endpoint, and shows its secret. */
export async function addWebhook(owner: EndpointOwner): Promise<Response> {
  const { c, port } = owner;
  const made = await port.createWebhook(readInput(owner), webhookContext(owner));
  return made.ok
    ? showSecret(owner, made.value, 'The new endpoint’s secret')
    : owner.showList(422, typedValues(c.var.form), fieldErrors(refuseWebhook(made.failure), NAMES));
}

/** Shows one endpoint. */
export async function showWebhook(owner: EndpointOwner): Promise<Response> {
  const endpoint = await findEndpoint(owner);
  if (endpoint === null) return showUnknown(owner.c, 'endpoint');
  const { url, enabled, types } = endpoint;
  return show(owner, endpoint, 200, savedValues({ url, enabled: enabled ? 'on' : '' }), types, {});
}

/** Changes it. */
export async function saveWebhook(owner: EndpointOwner): Promise<Response> {
  const { c, port, href } = owner;
  const endpoint = await findEndpoint(owner);
  if (endpoint === null) return showUnknown(c, 'endpoint');
  const revision = c.var.form.text('revision');
  const saved = await port.updateWebhook(endpoint.id, readInput(owner), webhookContext(owner), revision);
  if (saved.ok) return c.redirect(`${href}/webhooks/${endpoint.id}?done=webhook`, 303);
  const errors = fieldErrors(refuseWebhook(saved.failure), NAMES);
  const isOvertaken = saved.failure.code === 'webhook_changed';
  const seen = isOvertaken ? ((await findEndpoint(owner)) ?? endpoint) : endpoint;
  return show(owner, seen, isOvertaken ? 409 : 422, typedValues(c.var.form), c.var.form.all('types'), errors);
}

/** Gives it a new secret beside the one it has, and shows it. */
export async function rollSecretOver(owner: EndpointOwner): Promise<Response> {
  const { c, port } = owner;
  const made = await port.rotateWebhookSecret(c.req.param('webhook') ?? '', webhookContext(owner));
  return made.ok ? showSecret(owner, made.value, 'The new secret') : showUnknown(c, 'endpoint');
}

/** Takes an older secret away. */
export async function retireSecret(owner: EndpointOwner): Promise<Response> {
  const { c, port, href } = owner;
  const endpoint = await findEndpoint(owner);
  if (endpoint === null) return showUnknown(c, 'endpoint');
  const retired = await port.retireWebhookKey(endpoint.id, c.req.param('key') ?? '', webhookContext(owner));
  return c.redirect(`${href}/webhooks/${endpoint.id}${retired.ok ? '?done=retired' : ''}`, 303);
}

/** Asks whether to remove it. */
export async function askToRemoveWebhook(owner: EndpointOwner): Promise<Response> {
  const { c, site, href } = owner;
  const endpoint = await findEndpoint(owner);
  if (endpoint === null) return showUnknown(c, 'endpoint');
  const own = `${href}/webhooks/${endpoint.id}`;
  const content = (
    <>
      <p class="lead">Nothing is sent there any more, and its secrets are worth nothing.</p>
      <p>
        <Uri text={endpoint.url} />
      </p>
      <form method="post" action={`${own}/remove`} class="actions">
        <FormToken site={site} />
        <button class="danger full" type="submit">
          Remove it
        </button>
        <a class="button second" href={own}>
          Cancel
        </a>
      </form>
    </>
  );
  return page(c, owner.frame('Remove the endpoint?', content));
}

/** Removes it. */
export async function removeWebhook(owner: EndpointOwner): Promise<Response> {
  const { c, port, listHref } = owner;
  const removed = await port.removeWebhook(c.req.param('webhook') ?? '', webhookContext(owner));
  return c.redirect(`${listHref}${removed.ok ? '?done=webhook-removed' : ''}`, 303);
}

async function findEndpoint({ c, port }: EndpointOwner): Promise<WebhookEndpoint | null> {
  const endpoints = await port.webhooks();
  return endpoints.find(({ id }) => id === c.req.param('webhook')) ?? null;
}

function readInput({ c }: EndpointOwner): WebhookInput {
  const { form } = c.var;
  const ticked = form.all('types');
  return {
    url: form.text('url').trim(),
    types: EVENT_TYPES.filter((type) => ticked.includes(type)),
    enabled: form.text('enabled') === 'on',
  };
}

function showSecret(owner: EndpointOwner, { endpoint, secret }: NewWebhookSecret, heading: string) {
  const content = (
    <>
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
          <a class="button" href={`${owner.href}/webhooks/${endpoint.id}`}>
            I have kept it
          </a>
        </p>
      </section>
    </>
  );
  return page(owner.c, owner.frame(heading, content));
}

async function show(
  owner: EndpointOwner,
  endpoint: WebhookEndpoint,
  status: 200 | 409 | 422,
  values: FieldValues,
  chosen: readonly string[],
  errors: FieldErrors,
): Promise<Response> {
  const { c, site, href } = owner;
  const own = `${href}/webhooks/${endpoint.id}`;
  // What is wrong otherwise leaves the form with the endpoint that it was filled in on.
  const revision = status === 422 ? c.var.form.text('revision') : webhookRevision(endpoint);
  const content = (
    <>
      <ErrorSummary errors={errors} />
      <section class="panel" aria-labelledby="endpoint">
        <h2 id="endpoint">What is sent where</h2>
        <form method="post" action={own}>
          <FormToken site={site} />
          <input type="hidden" name="revision" value={revision} />
          <WebhookFields values={values} chosen={chosen} errors={errors} />
          <p class="actions">
            <button type="submit">Save</button>
            <a class="button danger" href={`${own}/remove`}>
              Remove the endpoint
            </a>
          </p>
        </form>
      </section>
      <Secrets owner={owner} endpoint={endpoint} own={own} />
      {await owner.deliveries(endpoint)}
    </>
  );
  return page(c, owner.frame('Endpoint for events', content), status);
}

interface SecretsProps {
  readonly owner: EndpointOwner;
  readonly endpoint: WebhookEndpoint;
  readonly own: string;
}

function Secrets({ owner: { site }, endpoint: { keys }, own }: SecretsProps) {
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
