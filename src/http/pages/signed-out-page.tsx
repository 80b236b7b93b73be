/** After sign-out here. The identity provider's own session is not ours to end, and the page says so. */
import { Layout, type Site } from './layout.tsx';

export interface SignedOutPageProps {
  readonly site: Site;
  /** Where signing in again begins, on this host. */
  readonly signInUrl: string;
}

/** Renders the farewell. */
export function SignedOutPage({ site, signInUrl }: SignedOutPageProps) {
  const { messages } = site;
  return (
    <Layout site={site} title={messages.signedOutTitle} mood="good">
      <h1>{messages.signedOutTitle}</h1>
      <p>{messages.signOutThereToo}</p>
      <p class="actions">
        <a class="button" href={signInUrl}>
          {messages.signInAgain}
        </a>
      </p>
    </Layout>
  );
}
