/** After sign-out here. The identity provider's own session is not ours to end, and the page says so. */
import { Layout, type Site } from './layout.tsx';

export interface SignedOutPageProps {
  readonly site: Site;
  /** Where signing in again begins, on this host. */
  readonly signInUrl: string;
}

/** Renders the farewell. */
export function SignedOutPage({ site, signInUrl }: SignedOutPageProps) {
  return (
    <Layout site={site} title="Signed out" mood="good">
      <h1>You are signed out</h1>
      <p>
        You may still be signed in at your organisation’s sign-in service. On a computer that you share, sign
        out there too, or close the browser.
      </p>
      <p class="actions">
        <a class="button" href={signInUrl}>
          Sign in again
        </a>
      </p>
    </Layout>
  );
}
