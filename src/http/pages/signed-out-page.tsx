/** After sign-out here: what became of the identity provider's own session, which is not ours to end, and the page says so. */
import type { Onward } from '../../oidc/post-logout.ts';
import type { LogoutStatus } from '../../saml/logout-response.ts';
import { Layout, type Site } from './layout.tsx';
import { PersonData } from './person-data.tsx';

export interface SignedOutPageProps {
  readonly site: Site;
  /** Where signing in again begins, on this host. */
  readonly signInUrl: string;
  /** How far the identity provider came, `waiting` while it has not said; null where it was not asked. */
  readonly there: LogoutStatus | 'waiting' | null;
  /** To the application that had the person signed out, if one did. */
  readonly onward: Onward | null;
}

/** Renders the farewell. */
export function SignedOutPage({ site, signInUrl, there, onward }: SignedOutPageProps) {
  const { messages } = site;
  const mood = there === 'partial' || there === 'refused' ? 'attention' : 'good';
  return (
    <Layout site={site} title={messages.signedOutTitle} mood={mood}>
      <h1>{messages.signedOutTitle}</h1>
      {there === null ? null : <p>{messages.signedOutThere[there]}</p>}
      {there === 'complete' ? null : (
        <p>{there === 'partial' ? messages.signOutElsewhereToo : messages.signOutThereToo}</p>
      )}
      <p class="actions">
        {onward === null ? null : (
          <a class="button" href={onward.url}>
            {messages.continueTo(<PersonData text={onward.displayName} />)}
          </a>
        )}
        <a class={onward === null ? 'button' : 'button second'} href={signInUrl}>
          {messages.signInAgain}
        </a>
      </p>
    </Layout>
  );
}
