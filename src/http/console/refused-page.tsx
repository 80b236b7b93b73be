/** A post that the console did not take: what happened, and where to go on. Nothing of what was sent is shown. */
import { Layout, type Site } from '../pages/layout.tsx';

const WORDS = {
  cross_site: {
    title: 'This was not sent from the console',
    text: 'Another page made your browser send it, or your browser does not say where it came from. Nothing was changed.',
  },
  form_stale: {
    title: 'This form is out of date',
    text: 'You have signed in again since it was opened. Nothing was changed: open the page again and repeat what you did.',
  },
  form_unreadable: {
    title: 'This form could not be read',
    text: 'It is not what the console’s own pages send, or it is too large. Nothing was changed.',
  },
} as const;

export type RefusedReason = keyof typeof WORDS;

/** Renders the refusal. */
export function RefusedPage({ site, reason }: { readonly site: Site; readonly reason: RefusedReason }) {
  const { title, text } = WORDS[reason];
  return (
    <Layout site={site} title={title} mood="attention">
      <h1>{title}</h1>
      <p>{text}</p>
      <p class="actions">
        <a class="button" href="/console">
          Go to the console
        </a>
      </p>
    </Layout>
  );
}
