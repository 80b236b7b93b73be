/** A tenant with several identity providers: pick one, or let the email address decide. Both lead to `/sso/login`. */
import { Layout, type Site } from './layout.tsx';
import { Monogram } from './monogram.tsx';
import { PersonData } from './person-data.tsx';

export interface ChooserPageProps {
  readonly site: Site;
  readonly connections: readonly Choice[];
  /** Path, query and fragment to come back to; sent along as `returnTo`. */
  readonly returnTo: string;
  /** Asked for only where some connection has email domains; sent as `email`. */
  readonly askEmail: boolean;
  /** What was typed before. */
  readonly email: string;
  readonly error: 'email_invalid' | 'email_domain_unknown' | null;
}

interface Choice {
  /** Sent as `connection`. */
  readonly id: string;
  readonly displayName: string;
  readonly emailDomains: readonly string[];
}

const ERRORS = {
  email_invalid: 'That is not a whole email address. It looks like name@example.com.',
  email_domain_unknown: 'No sign-in is set up for that address. Check it for mistakes, or choose below.',
} as const;

/** Renders the choice among a tenant's connections. */
export function ChooserPage({ site, connections, returnTo, askEmail, email, error }: ChooserPageProps) {
  return (
    <Layout site={site} title="Choose how to sign in">
      <h1>Choose how to sign in</h1>
      {askEmail ? <EmailForm returnTo={returnTo} email={email} error={error} /> : null}
      <h2>{askEmail ? 'Or choose where you have your account' : 'Where do you have your account?'}</h2>
      <ul class="choices">
        {connections.map((connection) => (
          <li>
            <a href={`/sso/login?${new URLSearchParams({ connection: connection.id, returnTo })}`}>
              <Monogram name={connection.displayName} />
              <span>
                <PersonData text={connection.displayName} />
                {connection.emailDomains.length === 0 ? null : (
                  <small>
                    <PersonData text={connection.emailDomains.map((domain) => `@${domain}`).join(', ')} />
                  </small>
                )}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Layout>
  );
}

function EmailForm({ returnTo, email, error }: Pick<ChooserPageProps, 'returnTo' | 'email' | 'error'>) {
  return (
    <form method="get" action="/sso/login">
      <input type="hidden" name="returnTo" value={returnTo} />
      <label for="email">Your work email</label>
      {error === null ? null : (
        <p class="error" id="email-error" role="alert">
          {ERRORS[error]}
        </p>
      )}
      <div class="field">
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          required
          value={email}
          dir="auto"
          aria-invalid={error === null ? undefined : 'true'}
          aria-describedby={error === null ? undefined : 'email-error'}
        />
        <button type="submit">Continue</button>
      </div>
    </form>
  );
}
