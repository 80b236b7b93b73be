/**
 * The step between a deep link and the sign-in. A server never sees a link's fragment, so a script carries it over;
 * without script the sign-in begins all the same, and only the fragment is lost.
 */
import { Layout, type Site } from './layout.tsx';

export interface InterstitialPageProps {
  readonly site: Site;
  /** Where sign-in begins: `/sso/login`. */
  readonly signInPath: string;
  /** Path and query of the link that was opened. */
  readonly returnTo: string;
}

/** returnTo is the last parameter of the link, so the encoded fragment is put right behind it. */
const CARRY_FRAGMENT = `location.replace(document.getElementById('continue').href + encodeURIComponent(location.hash))`;

/** Renders the page that goes on to `signInPath?returnTo=…` by itself. */
export function InterstitialPage({ site, signInPath, returnTo }: InterstitialPageProps) {
  const next = `${signInPath}?${new URLSearchParams({ returnTo })}`;
  const { messages } = site;
  return (
    <Layout
      site={{ ...site, isSwitchable: false }}
      title={messages.goingTitle}
      script={CARRY_FRAGMENT}
      head={
        <noscript>
          <meta http-equiv="refresh" content={`0; url=${next}`} />
        </noscript>
      }
    >
      <h1>{messages.goingTitle}</h1>
      <p>{messages.comingBack}</p>
      <p class="actions">
        <a class="button second" id="continue" href={next}>
          {messages.continueToSignIn}
        </a>
      </p>
    </Layout>
  );
}
