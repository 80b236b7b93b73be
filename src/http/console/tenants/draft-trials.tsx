/**
 * What is known of a draft before it goes live: for each of its connections a test and what came of the last one, and the shadow,
 * with what real sign-ins would have met. Without a draft what is live can be tested just so. I/O: the tenant's record.
 */
import {
  type DraftTrials,
  digestConnection,
  isTested,
  type ShadowCount,
} from '../../../administration/draft-trial.ts';
import { explain } from '../../../sign-in/explain.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { sealHanded } from '../../handed-over.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { FormToken } from '../form-token.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { CheckList } from './check-list.tsx';
import { Tag } from './tag.tsx';
import { showMissing, type TenantView } from './visit.tsx';

/** Sends whoever asks to the tenant's host, where the sign-in begins that tries a connection of the draft out. */
export async function testDraft(view: TenantView): Promise<Response> {
  const { c, state, author, tenantOrigin } = view;
  const named = c.var.form.text('connection');
  const { connections } = configurationFor('draft', state);
  const connection = connections.find(({ id }) => id === named);
  const { kind, id, name } = author;
  if (connection === undefined || (kind !== 'operator' && kind !== 'administrator'))
    return showMissing(view, 'draft', 'connection');
  const test = { digest: digestConnection(connection), author: { kind, id, name } };
  const handed = { tenantId: state.tenantId, connectionId: connection.id, test };
  const sealed = await sealHanded(c, 'edge-saml/draft-test/1', handed);
  return c.redirect(`${tenantOrigin}/sso/draft-test?test=${sealed}`, 303);
}

/** Switches the shadow on or off. */
export async function switchShadow({ c, record, author, draftHref }: TenantView): Promise<Response> {
  await record.switchShadow(c.var.form.text('on') === 'on', { author, now: c.var.now });
  return c.redirect(draftHref, 303);
}

interface DraftTrialsPanelProps {
  readonly view: TenantView;
  readonly trials: DraftTrials;
}

/** Renders both; without a draft the tests alone. */
export function DraftTrialsPanel({ view, trials }: DraftTrialsPanelProps) {
  const { state } = view;
  const { connections } = configurationFor('draft', state);
  if (connections.length === 0 || state.deleted !== null) return null;
  return (
    <>
      <section class="panel" aria-labelledby="tests">
        <h3 id="tests">Test it</h3>
        <p class="quiet">
          You sign in at the identity provider, by {state.draft === null ? 'what is live' : 'the draft'}. That
          signs nobody in here, and changes nothing.
        </p>
        {connections.map((connection) => (
          <TestedConnection view={view} connection={connection} trials={trials} />
        ))}
      </section>
      {state.draft === null ? null : <Shadow view={view} trials={trials} connections={connections} />}
    </>
  );
}

interface TestedConnectionProps {
  readonly view: TenantView;
  readonly connection: Connection;
  readonly trials: DraftTrials;
}

function TestedConnection({
  view: { site, draftHref },
  connection,
  trials: { tests },
}: TestedConnectionProps) {
  const { id, displayName } = connection;
  const last = tests.find(({ connectionId }) => connectionId === id);
  const test = last?.digest === digestConnection(connection) ? last : undefined;
  return (
    <>
      <form method="post" action={`${draftHref}/test`} class="actions">
        <FormToken site={site} />
        <input type="hidden" name="connection" value={id} />
        <button class="second" type="submit" aria-describedby={`tested-${id}`}>
          Test signing in
        </button>
        <span id={`tested-${id}`}>
          <PersonData text={displayName} />{' '}
          {test === undefined ? (
            <Tag mood="soon">{last === undefined ? 'not tested' : 'changed since its test'}</Tag>
          ) : isTested(connection, tests) ? (
            <Tag mood="good">passed</Tag>
          ) : (
            <Tag mood="bad">did not pass</Tag>
          )}{' '}
          {test === undefined ? null : (
            <>
              <PersonData text={nameAuthor(test.author)} />, <When at={test.at} now={site.now} />
            </>
          )}
        </span>
      </form>
      {test === undefined ? null : (
        <>
          <CheckList checks={test.checks} connection={connection} />
          {test.attributes.length === 0 ? null : (
            <p class="quiet">
              Attributes that came: <PersonData text={test.attributes.map(({ name }) => name).join(', ')} />
            </p>
          )}
        </>
      )}
    </>
  );
}

interface ShadowProps {
  readonly view: TenantView;
  readonly trials: DraftTrials;
  readonly connections: readonly Connection[];
}

function Shadow({ view: { site, draftHref }, trials: { shadow, counts }, connections }: ShadowProps) {
  return (
    <section class="panel" aria-labelledby="shadow">
      <h3 id="shadow">Try it on real sign-ins</h3>
      <p>
        {shadow === null ? (
          'While this is on, whoever signs in by what is live is judged by the draft as well, after the answer. It changes nothing for them.'
        ) : (
          <>
            <Tag mood="good">on</Tag> since <When at={shadow.since} now={site.now} />.
          </>
        )}
      </p>
      <form method="post" action={`${draftHref}/shadow`} class="actions">
        <FormToken site={site} />
        <input type="hidden" name="on" value={shadow === null ? 'on' : 'off'} />
        <button class="second" type="submit">
          {shadow === null ? 'Switch it on' : 'Switch it off'}
        </button>
      </form>
      {shadow === null ? null : (
        <Table
          caption="Real sign-ins, judged by the draft"
          columns={['By the draft', 'By what is live', 'Connection', 'How often', 'Last']}
          empty="Nobody has signed in since."
          rows={counts.map((count) => ({
            head: <ByDraft count={count} />,
            cells: [
              count.live === 'signed_in' ? 'signed in' : 'refused',
              <PersonData
                text={
                  connections.find(({ id }) => id === count.connectionId)?.displayName ?? count.connectionId
                }
              />,
              count.total.toLocaleString('en'),
              <When at={count.lastAt} now={site.now} />,
            ],
          }))}
        />
      )}
    </section>
  );
}

function ByDraft({ count: { code } }: { readonly count: ShadowCount }) {
  if (code === null) return <Tag mood="good">would sign in</Tag>;
  return (
    <>
      <Tag mood="bad">would be refused</Tag> <code>{code}</code>
      <p>{explain(code).administrator.problem}</p>
    </>
  );
}
