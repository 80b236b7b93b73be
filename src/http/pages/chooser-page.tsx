/** A tenant with several identity providers: pick one, or let the email address decide. Both lead to `/sso/login`. */
import { Layout, type Site } from './layout.tsx';
import type { Messages } from './messages/en.ts';
import { Monogram } from './monogram.tsx';
import { PersonData } from './person-data.tsx';
import { RememberField } from './remember-field.tsx';

export interface ChooserPageProps {
  readonly site: Site;
  readonly connections: readonly Choice[];
  /** Path, query and fragment to come back to; sent along as `returnTo`. */
  readonly returnTo: string;
  /** Asked for only where some connection has email domains; posted as `email`. */
  readonly askEmail: boolean;
  /** What was typed before. */
  readonly email: string;
  readonly isRemembered: boolean;
  readonly error: EmailError | 'provider_unknown' | null;
}

type EmailError = 'email_invalid' | 'email_domain_unknown';

interface Choice {
  /** Sent as `connection`. */
  readonly id: string;
  readonly displayName: string;
  readonly emailDomains: readonly string[];
}

/** Renders the choice among a tenant's connections. */
export function ChooserPage({ site, connections, askEmail, error, ...form }: ChooserPageProps) {
  const { messages } = site;
  const { returnTo } = form;
  return (
    <Layout site={site} title={messages.chooseTitle}>
      <h1>{messages.chooseTitle}</h1>
      {error === 'provider_unknown' ? (
        <p class="error" role="alert">
          {messages[error]}
        </p>
      ) : null}
      {askEmail ? (
        <EmailForm messages={messages} error={error === 'provider_unknown' ? null : error} {...form} />
      ) : null}
      {connections.length === 0 ? null : (
        <h2>{askEmail ? messages.orChooseAccount : messages.chooseAccount}</h2>
      )}
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

type EmailFormProps = Pick<ChooserPageProps, 'returnTo' | 'email' | 'isRemembered'> & {
  readonly error: EmailError | null;
  readonly messages: Messages;
};

function EmailForm({ messages, returnTo, email, isRemembered, error }: EmailFormProps) {
  return (
    <form method="post" action="/sso/login">
      <input type="hidden" name="returnTo" value={returnTo} />
      <label for="email">{messages.workEmail}</label>
      {error === null ? null : (
        <p class="error" id="email-error" role="alert">
          {messages[error]}
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
        <button type="submit">{messages.continue}</button>
      </div>
      <RememberField messages={messages} isTicked={isRemembered} />
    </form>
  );
}
