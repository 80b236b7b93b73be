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
  const { messages } = site;
  const words =
    what === 'host'
      ? { title: messages.hostUnknownTitle, text: messages.hostUnknown, home: messages.findTitle }
      : { title: messages.pageUnknownTitle, text: messages.pageUnknown, home: messages.goToFrontPage };
  return (
    <Layout site={site} title={words.title}>
      <h1>{words.title}</h1>
      <p>{words.text}</p>
      <p class="actions">
        <a class="button" href={homeUrl}>
          {words.home}
        </a>
      </p>
    </Layout>
  );
}
