/** A person's own sessions, and the buttons that end them. It shows no more than what the ledger needs of a session anyway. */
import type { OwnSession } from '../../sign-in/own-sessions.ts';
import { OWN_SESSIONS_PATH } from '../../sign-in/return-to.ts';
import { Layout, type Site } from './layout.tsx';
import type { Messages } from './messages/en.ts';
import { LOCALISE_MOMENTS, Moment } from './moment.tsx';
import { PersonData } from './person-data.tsx';

export interface OwnSessionsPageProps {
  readonly site: Site;
  /** The one of this browser comes first. */
  readonly sessions: readonly OwnSession[];
  /** What people call each connection, by its id. */
  readonly connectionNames: ReadonlyMap<string, string>;
  /** Whether others of this person would be known. */
  readonly isLastingName: boolean;
  /** What came of a form, if one was sent. */
  readonly outcome: 'ended' | 'refused' | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Renders the list. */
export function OwnSessionsPage({
  site,
  sessions,
  connectionNames,
  isLastingName,
  outcome,
  now,
}: OwnSessionsPageProps) {
  const { messages } = site;
  return (
    <Layout site={site} title={messages.ownSessionsTitle} script={LOCALISE_MOMENTS}>
      <h1>{messages.ownSessionsTitle}</h1>
      {outcome === null ? null : (
        <p role="status">
          <strong>{outcome === 'ended' ? messages.ownSessionsEnded : messages.ownSessionsNotEnded}</strong>
        </p>
      )}
      <p>{isLastingName ? messages.ownSessionsLead : messages.ownSessionsUnknown}</p>
      <ul class="settings">
        {sessions.map((session) => (
          <li class="person">
            <Facts {...{ session, connectionNames, messages, now }} />
            <EndForm session={session} messages={messages} />
          </li>
        ))}
      </ul>
      {sessions.length < 2 ? null : (
        <form method="post" action={OWN_SESSIONS_PATH} class="actions">
          <button type="submit" name="others" value="all">
            {messages.endOtherSessions}
          </button>
        </form>
      )}
    </Layout>
  );
}

interface SessionProps {
  readonly session: OwnSession;
  readonly messages: Messages;
}

function Facts({
  session,
  connectionNames,
  messages,
  now,
}: SessionProps & Pick<OwnSessionsPageProps, 'connectionNames' | 'now'>) {
  const { id, isThis, connectionId, signedInAt, lastSeenAt } = session;
  return (
    <div>
      <h2 id={id}>{isThis ? messages.thisBrowser : messages.otherBrowser}</h2>
      <p>
        {messages.signedInAt}: <Moment at={signedInAt} now={now} messages={messages} />
      </p>
      {isThis ? null : (
        <p>
          {messages.lastSeen}: <Moment at={lastSeenAt} now={now} messages={messages} />
        </p>
      )}
      <p>
        {messages.identityProvider}: <PersonData text={connectionNames.get(connectionId) ?? connectionId} />
      </p>
    </div>
  );
}

/** This browser's own session ends as it does everywhere: by signing out. */
function EndForm({ session: { id, isThis }, messages }: SessionProps) {
  const [action, label] = isThis
    ? ['/sso/logout', messages.signOut]
    : [OWN_SESSIONS_PATH, messages.endSession];
  return (
    <form method="post" action={action}>
      <button type="submit" class="second" name="session" value={id} aria-describedby={id}>
        {label}
      </button>
    </form>
  );
}
