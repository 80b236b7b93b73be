/** The operator's front page: a person types a work email or the name of their organisation, and nothing else. */
import { Layout, type Site } from './layout.tsx';
import { RememberField } from './remember-field.tsx';

export interface FindOrganisationPageProps {
  readonly site: Site;
  /** What was typed before; posted to `/` as `who`. */
  readonly typed: string;
  readonly isRemembered: boolean;
  readonly error: 'who_unknown' | 'too_many_tries' | null;
}

/** Renders the question, or what was wrong with the answer. */
export function FindOrganisationPage({ site, typed, isRemembered, error }: FindOrganisationPageProps) {
  const { messages } = site;
  return (
    <Layout site={site} title={messages.findTitle}>
      <h1>{messages.findTitle}</h1>
      <form method="post" action="/">
        <label for="who">{messages.who}</label>
        {error === null ? null : (
          <p class="error" id="who-error" role="alert">
            {messages[error]}
          </p>
        )}
        <div class="field">
          <input
            id="who"
            name="who"
            type="text"
            inputmode="email"
            autocomplete="email"
            autocapitalize="none"
            spellcheck={false}
            required
            value={typed}
            dir="auto"
            aria-invalid={error === null ? undefined : 'true'}
            aria-describedby={error === null ? undefined : 'who-error'}
          />
          <button type="submit">{messages.continue}</button>
        </div>
        <RememberField messages={messages} isTicked={isRemembered} />
      </form>
    </Layout>
  );
}
