/**
 * A sign-in that did not work, for the person: what happened, what to do, and what to tell an administrator. It
 * quotes nothing from the message: the facts of a failure are the administrator's.
 */
import { explain } from '../../sign-in/explain.ts';
import type { SignInFailureCode } from '../../sign-in/failure.ts';
import { Layout, type Site } from './layout.tsx';
import { LOCALISE_MOMENTS, Moment } from './moment.tsx';
import { PersonData } from './person-data.tsx';

export interface FailurePageProps {
  readonly site: Site;
  readonly code: SignInFailureCode;
  /** What the log line carries too. */
  readonly reference: string;
  /** Where trying again or continuing leads: a path on this host, best the deep link itself. Null offers no way on. */
  readonly nextUrl: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const NEXT_LABEL = {
  retry: 'Try again',
  continue: 'Continue',
  'contact-administrator': 'Try again',
} as const;

/** Renders the page for any failure code; its status is `explain(code).status`. */
export function FailurePage({ site, code, reference, nextUrl, now }: FailurePageProps) {
  const { person } = explain(code);
  const contactFirst = person.action === 'contact-administrator';
  return (
    <Layout site={site} title={person.title} mood="attention" script={LOCALISE_MOMENTS}>
      <h1>{person.title}</h1>
      {person.sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {nextUrl === null ? null : (
        <p class="actions">
          <a class={contactFirst ? 'button second' : 'button'} href={nextUrl}>
            {NEXT_LABEL[person.action]}
          </a>
        </p>
      )}
      <section class="stub" aria-labelledby="details">
        <h2 id="details">
          {contactFirst ? 'Send this to your administrator' : 'If you need help, mention this'}
        </h2>
        <dl>
          <div>
            <dt>Reference</dt>
            <dd class="reference">
              <PersonData text={reference} />
            </dd>
          </div>
          <div>
            <dt>When</dt>
            <dd>
              <Moment at={now} />
            </dd>
          </div>
          <div>
            <dt>Code</dt>
            <dd>
              <code>{code}</code>
            </dd>
          </div>
        </dl>
      </section>
    </Layout>
  );
}
