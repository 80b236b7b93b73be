/** Nothing here: an unknown host, of which nothing is said that would tell guessed names from real ones, or an unknown path. */
import { Layout, type Site } from './layout.tsx';

export interface NotFoundPageProps {
  /** With `tenant: null` for an unknown host. */
  readonly site: Site;
  readonly what: 'host' | 'page';
  /** For a host the page to find one's organisation, else this host's front page. */
  readonly homeUrl: string;
}

/** Renders the 404. */
export function NotFoundPage({ site, what, homeUrl }: NotFoundPageProps) {
  return what === 'host' ? (
    <Layout site={site} title="Unknown address">
      <h1>We do not know this address</h1>
      <p>
        Check the address for mistakes. Your organisation’s own address is in the invitation you received.
      </p>
      <p class="actions">
        <a class="button" href={homeUrl}>
          Find your organisation
        </a>
      </p>
    </Layout>
  ) : (
    <Layout site={site} title="Page not found">
      <h1>This page does not exist</h1>
      <p>The link may be old or incomplete.</p>
      <p class="actions">
        <a class="button" href={homeUrl}>
          Go to the front page
        </a>
      </p>
    </Layout>
  );
}
