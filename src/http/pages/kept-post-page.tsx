/** What becomes of a form that was posted when its session was over: the page keeps it, sealed, until it is sent. */
import { Layout, type Site } from './layout.tsx';
import { PersonData } from './person-data.tsx';

interface KeptPostPageProps {
  readonly site: Site;
  /** Where a sign-in begins whose end is in the other tab. */
  readonly signInUrl: string;
  /** What is kept, and where it goes; null where this page keeps nothing. */
  readonly kept: { readonly action: string; readonly sealed: string } | null;
  readonly situation: KeptSituation;
  /** Who is signed in now; null for nobody. */
  readonly person: string | null;
  /** Of the line in the log, where something went wrong. */
  readonly reference: string | null;
}

export type KeptSituation = 'kept' | 'signed-in' | 'somebody-else' | 'too-large' | 'foreign' | 'unanswered';

/** Renders the page for who is not signed in, or not known to be who posted it. */
export function KeptPostPage({ site, signInUrl, kept, situation, person, reference }: KeptPostPageProps) {
  const { messages } = site;
  const sentences = {
    kept: [messages.kept, messages.keptNext],
    'signed-in': [messages.keptSignedInAs(<PersonData text={person ?? messages.unnamed} />)],
    'somebody-else': [messages.keptSomebodyElse],
    'too-large': [messages.keptTooLarge],
    foreign: [messages.keptForeign],
    unanswered: [messages.keptUnanswered],
  }[situation];
  const isHere = situation === 'foreign';
  const isSignedIn = situation === 'signed-in' || situation === 'unanswered';
  const title = situation === 'unanswered' ? messages.failures.application_down.title : messages.keptTitle;
  return (
    <Layout site={{ ...site, isSwitchable: false }} title={title} mood="attention">
      <h1>{title}</h1>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {reference === null ? null : (
        <p>
          {messages.reference}: <PersonData text={reference} />
        </p>
      )}
      {isSignedIn ? null : (
        <p class="actions">
          <a class="button" href={signInUrl} {...(!isHere && { target: '_blank', rel: 'noopener' })}>
            {isHere ? messages.continueToSignIn : messages.keptSignIn}
          </a>
        </p>
      )}
      {kept === null ? null : (
        <form method="post" action={kept.action} enctype="text/plain">
          <input type="hidden" name="kept" value={kept.sealed} />
          <p class="actions">
            <button class={isSignedIn ? undefined : 'second'} type="submit">
              {messages.keptSend}
            </button>
          </p>
        </form>
      )}
    </Layout>
  );
}

/** Renders that nothing is left to be sent. */
export function KeptPostOverPage({
  site,
  reason,
  nextUrl,
}: {
  readonly site: Site;
  readonly reason: 'sent' | 'expired';
  readonly nextUrl: string;
}) {
  const { messages } = site;
  return (
    <Layout site={{ ...site, isSwitchable: false }} title={messages.keptOverTitle} mood="attention">
      <h1>{messages.keptOverTitle}</h1>
      <p>{reason === 'sent' ? messages.keptSentAlready : messages.keptExpired}</p>
      <p class="actions">
        <a class="button" href={nextUrl}>
          {messages.continue}
        </a>
      </p>
    </Layout>
  );
}
