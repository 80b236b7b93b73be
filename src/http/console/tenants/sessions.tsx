/**
 * `people/sessions`, of the console and of the set-up pages: who is signed in, and ending that: one session, all of a person, of
 * a connection, of the tenant. What is posted names sessions by what the list shows. I/O: the tenant's record, and the ledger.
 */
import {
  type OpenSession,
  SESSION_GROUPS,
  type SessionSelection,
} from '../../../administration/open-session.ts';
import { SESSION_RENEWAL_SECONDS } from '../../../session/session-rules.ts';
import { showControls } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { FormToken } from '../form-token.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { withQuery } from './addresses.ts';
import { ConfirmPage } from './confirm.tsx';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { PersonHead, personLabel } from './person-head.tsx';
import { Tag } from './tag.tsx';
import type { TenantView } from './visit.tsx';

const PAGE_SIZE = 50;
const BOUND = `An ended session is refused everywhere within ${SESSION_RENEWAL_SECONDS} seconds.`;

/** Lists the sessions. */
export async function listSessions(visit: TenantView): Promise<Response> {
  const { c, site, record, state } = visit;
  const of = ['sessions', state.tenantId];
  const cursor = readPageCursor(visit, of);
  const { items, cursor: next } = await record.sessions({ limit: PAGE_SIZE, cursor, now: site.now });
  const path = sessionsPath(visit);
  const { connections } = state.live.configuration;
  const content = (
    <TenantFrame visit={visit} tab="people" heading="Open sessions">
      <p class="lead">
        {BOUND} Whoever the identity provider still lets in can sign in again. Last seen is right to five
        minutes.
      </p>
      <section class="panel flush" aria-label="Open sessions">
        <Table
          caption="Open sessions"
          columns={['Person', 'Signed in', 'Last seen', 'Until', 'Connection']}
          empty="Nobody is signed in."
          rows={items.map((session) => ({
            head: session.person === null ? 'Not known' : <PersonHead person={session.person} />,
            cells: [
              <When at={session.signedInAt} now={site.now} />,
              <When at={session.lastSeenAt} now={site.now} />,
              <When at={session.expiresAt} now={site.now} />,
              session.kind === 'recovery' ? <Tag>recovery</Tag> : <code>{session.connectionId}</code>,
            ],
            actions: <EndForm visit={visit} person={session.person} session={session} />,
          }))}
        />
      </section>
      <Pager visit={visit} of={of} path={path} query={{}} cursor={cursor} next={next} />
      {items.length === 0 ? null : (
        <p class="actions">
          <a class="button danger" href={`${path}/end`}>
            End all sessions
          </a>
          {connections.map(({ id, displayName }) => (
            <a class="button second" href={withQuery(`${path}/end`, { connection: id })}>
              End those of {displayName}
            </a>
          ))}
        </p>
      )}
    </TenantFrame>
  );
  return page(c, content);
}

interface EndFormProps {
  readonly visit: TenantView;
  readonly person: OpenSession['person'];
  /** Missing where the row is about the person. */
  readonly session?: OpenSession;
}

/** Renders buttons that end a session, or all sessions of a person. */
export function EndForm({ visit, person, session }: EndFormProps) {
  const who = person === null ? 'not known' : showControls(personLabel(person));
  const all = session === undefined ? 'End all sessions' : 'End all of this person';
  return (
    <form method="post" action={`${sessionsPath(visit)}/end`}>
      <FormToken site={visit.site} />
      {session === undefined ? null : (
        <>
          <input type="hidden" name="session" value={session.id} />
          <button
            class="link"
            type="submit"
            name="by"
            value="session"
            aria-label={`End this session: ${who}`}
          >
            End
          </button>
        </>
      )}
      {person === null ? null : (
        <>
          <input type="hidden" name="person" value={person.id} />
          <button class="link" type="submit" name="by" value="person" aria-label={`${all}: ${who}`}>
            {all}
          </button>
        </>
      )}
    </form>
  );
}

/** Asks whether to end those of a connection, or all. */
export function askToEndSessions(visit: TenantView): Response | Promise<Response> {
  const { c, state } = visit;
  const { connections } = state.live.configuration;
  const connection = connections.find(({ id }) => id === c.req.query('connection'));
  const path = sessionsPath(visit);
  const [by, id] = connection === undefined ? ['tenant', ''] : ['connection', connection.id];
  const content = (
    <ConfirmPage
      visit={visit}
      tab="people"
      title={
        connection === undefined ? 'End all sessions?' : `End all sessions of ${connection.displayName}?`
      }
      action={`${path}/end`}
      label="End the sessions"
      back={path}
      fields={
        <>
          <input type="hidden" name="by" value={by} />
          <input type="hidden" name={by} value={id} />
        </>
      }
    >
      <p class="lead">Everybody who is signed in so has to sign in again, you too if you are. {BOUND}</p>
    </ConfirmPage>
  );
  return page(c, content);
}

/** Ends what was selected. */
export async function endSessions(visit: TenantView): Promise<Response> {
  const { c, record, author } = visit;
  const { form, now } = c.var;
  const by = SESSION_GROUPS.find((group) => group === form.text('by'));
  const which: SessionSelection | null =
    by === undefined ? null : { by, id: by === 'tenant' ? null : form.text(by) };
  const ended = which === null ? 0 : await record.endSessions(which, { author, now });
  const done = ended > 0 ? 'sessions-ended' : 'sessions-over';
  return c.redirect(`${sessionsPath(visit)}?done=${done}`, 303);
}

function sessionsPath({ href }: TenantView): string {
  return `${href}/people/sessions`;
}
