/** What was sent to endpoints, what became of it, and the button that sends it again. */
import type {
  DeliveryAttempt,
  DeliveryError,
  WebhookDelivery,
  WebhookEndpoint,
} from '../../../administration/webhook.ts';
import { Uri } from '../../pages/person-data.tsx';
import { FormToken } from '../form-token.tsx';
import type { ConsoleSite } from '../layout.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { Tag, type TagMood } from './tag.tsx';

const STATES: Readonly<Record<WebhookDelivery['state'], readonly [words: string, mood: TagMood]>> = {
  pending: ['on its way', 'soon'],
  delivered: ['taken', 'good'],
  given_up: ['given up', 'bad'],
};

const ERRORS: Readonly<Record<DeliveryError, string>> = {
  status: 'it answered with an error',
  redirect: 'it answered with a redirect, which is not followed',
  timeout: 'it did not answer in time',
  unreachable: 'it could not be reached',
  url_refused: 'its address may not be called any more',
  endpoint_gone: 'it was removed, or switched off',
  event_gone: 'the event was forgotten before it could be sent',
};

interface DeliveryTableProps {
  readonly site: ConsoleSite;
  /** `deliveries` is below it. */
  readonly href: string;
  readonly deliveries: readonly WebhookDelivery[];
  readonly endpoints: readonly WebhookEndpoint[];
  readonly mayChange: boolean;
  /** Where sending again leads back to, below `href`. */
  readonly back: string;
  readonly empty: string;
}

/** Renders the table. */
export function DeliveryTable({
  site,
  href,
  deliveries,
  endpoints,
  mayChange,
  back,
  empty,
}: DeliveryTableProps) {
  return (
    <Table
      caption="Deliveries"
      columns={['Event', 'To', 'What became of it', 'When']}
      empty={empty}
      rows={deliveries.map(({ id, eventType, endpointId, state, nextAttemptAt, attempts, createdAt }) => {
        const [words, mood] = STATES[state];
        const endpoint = endpoints.find((each) => each.id === endpointId);
        const last = attempts.at(-1);
        return {
          head: <code class="event">{eventType}</code>,
          cells: [
            endpoint === undefined ? (
              <span class="quiet">an endpoint of all tenants, or one that is gone</span>
            ) : (
              <Uri text={endpoint.url} />
            ),
            <>
              <Tag mood={mood}>{words}</Tag>
              {last === undefined ? null : <Attempt attempt={last} count={attempts.length} />}
              {nextAttemptAt === null || last === undefined ? null : (
                <small>
                  tried again <When at={nextAttemptAt} now={site.now} />
                </small>
              )}
            </>,
            <When at={createdAt} now={site.now} />,
          ],
          actions:
            state === 'pending' || !mayChange ? (
              ''
            ) : (
              <form method="post" action={`${href}/deliveries/${id}/redeliver`}>
                <FormToken site={site} />
                <input type="hidden" name="back" value={back} />
                <button class="link" type="submit" aria-label={`Send again: ${eventType}`}>
                  Send again
                </button>
              </form>
            ),
        };
      })}
    />
  );
}

function Attempt({ attempt, count }: { readonly attempt: DeliveryAttempt; readonly count: number }) {
  const { status, error, durationMilliseconds } = attempt;
  return (
    <small>
      {count === 1 ? '1 attempt' : `${count} attempts`}; the last:{' '}
      {status === null ? '' : `status ${status}, `}
      {error === null ? '' : `${ERRORS[error]}, `}
      {durationMilliseconds} ms
    </small>
  );
}
