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

const ERRORS = {
  organisation_invalid:
    'An organisation’s name here has letters, digits and hyphens only, such as acme or acme-france.',
  organisation_unknown:
    'There is no organisation of that name here. Check the invitation you received, or ask a colleague.',
} as const;

/** Renders the question, or what was wrong with the answer. */
export function FindOrganisationPage({ site, baseDomain, organisation, error }: FindOrganisationPageProps) {
  const described = error === null ? 'organisation-hint' : 'organisation-error organisation-hint';
  return (
    <Layout site={site} title="Find your organisation">
      <h1>Find your organisation</h1>
      <p id="organisation-hint">Type the first part of your organisation’s address.</p>
      <form method="get" action="/">
        <label for="organisation">Organisation</label>
        {error === null ? null : (
          <p class="error" id="organisation-error" role="alert">
            {ERRORS[error]}
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
          <button type="submit">Continue</button>
        </div>
      </form>
    </Layout>
  );
}
