/** The operators' sign-in, as it looks. */
import type { Site } from '../pages/layout.tsx';
import { DoorLayout } from './door-layout.tsx';
import { ErrorSummary, Field } from './fields.tsx';

interface SignInPageProps {
  readonly site: Site;
  /** Where to go afterwards; checked when it is used. */
  readonly next: string;
  /** Whether the operators' own identity provider is offered. */
  readonly withSaml: boolean;
  readonly email?: string;
  readonly error?: string;
}

/** Renders the form. */
export function SignInPage({ site, next, withSaml, email, error }: SignInPageProps) {
  return (
    <DoorLayout site={site} title="Sign in to the console" mood={error === undefined ? 'calm' : 'attention'}>
      <h1>Sign in to the console</h1>
      <ErrorSummary title="You are not signed in" errors={error === undefined ? {} : { '': error }} />
      {withSaml ? (
        <p class="actions">
          <a class="button second" href="/console/saml">
            Sign in with your organisation
          </a>
        </p>
      ) : null}
      <form method="post" action="/console/sign-in">
        <input type="hidden" name="next" value={next} />
        <Field name="email" label="Email address" type="email" value={email} autocomplete="username" />
        <Field name="password" label="Password" type="password" autocomplete="current-password" />
        <Field
          name="code"
          label="Code"
          autocomplete="one-time-code"
          hint="The six digits that your authenticator app shows now, or one of your recovery codes."
          maxlength={32}
        />
        <p class="actions">
          <button type="submit">Sign in</button>
        </p>
      </form>
      <div class="stub">
        <p class="quiet">
          Invited? <a href="/console/join">Use your invitation</a>. The first here?{' '}
          <a href="/console/first-account">Set the console up</a>.
        </p>
      </div>
    </DoorLayout>
  );
}
