/** The operator's front page: a person who has lost the address of their organisation types its name. */
import { Layout, type Site } from './layout.tsx';
import { PersonData } from './person-data.tsx';

export interface FindOrganisationPageProps {
  readonly site: Site;
  /** What follows the organisation's name in its address: `example.com`. */
  readonly baseDomain: string;
  /** What was typed before; sent to `/` as `organisation`. */
  readonly organisation: string;
  readonly error: 'organisation_invalid' | 'organisation_unknown' | null;
}

/** Renders the question, or what was wrong with the answer. */
export function FindOrganisationPage({ site, baseDomain, organisation, error }: FindOrganisationPageProps) {
  const described = error === null ? 'organisation-hint' : 'organisation-error organisation-hint';
  const { messages } = site;
  return (
    <Layout site={site} title={messages.findTitle}>
      <h1>{messages.findTitle}</h1>
      <p id="organisation-hint">{messages.findHint}</p>
      <form method="get" action="/">
        <label for="organisation">{messages.organisation}</label>
        {error === null ? null : (
          <p class="error" id="organisation-error" role="alert">
            {messages[error]}
          </p>
        )}
        <div class="field">
          <span class="affixed">
            <input
              id="organisation"
              name="organisation"
              type="text"
              autocomplete="organization"
              autocapitalize="none"
              spellcheck={false}
              required
              value={organisation}
              aria-invalid={error === null ? undefined : 'true'}
              aria-describedby={described}
            />
            <span aria-hidden="true">
              <PersonData text={`.${baseDomain}`} />
            </span>
          </span>
          <button type="submit">{messages.continue}</button>
        </div>
      </form>
    </Layout>
  );
}
