/** Sign-out, asked before it is done: it changes state, so only the button's POST does it. */
import { Layout, type Site } from './layout.tsx';
import { PersonData } from './person-data.tsx';

export interface LogoutPageProps {
  readonly site: Site;
  /** Who is signed in; null where that is not known by name. */
  readonly displayName: string | null;
  /** Back to where the person was. */
  readonly cancelUrl: string;
}

/** Renders the question. */
export function LogoutPage({ site, displayName, cancelUrl }: LogoutPageProps) {
  const { messages } = site;
  return (
    <Layout site={site} title={messages.signOut}>
      <h1>{messages.logoutTitle}</h1>
      {displayName === null ? null : (
        <p>
          {messages.signedInAs(
            <strong>
              <PersonData text={displayName} />
            </strong>,
          )}
        </p>
      )}
      <form method="post" action="/sso/logout" class="actions">
        <button type="submit">{messages.signOut}</button>
        <a class="button second" href={cancelUrl}>
          {messages.staySignedIn}
        </a>
      </form>
    </Layout>
  );
}
