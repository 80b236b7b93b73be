/**
 * A sign-in that did not work, for the person: what happened, what to do, and what to tell an administrator. It
 * quotes nothing from the message: the facts of a failure are the administrator's. What is missing is named as the tenant's own
 * rules name it.
 */
import { explain } from '../../sign-in/explain.ts';
import { SIGN_OUT_UNCLEAR } from '../../sign-in/explanations/explanation.ts';
import type { SignInFailureCode } from '../../sign-in/failure.ts';
import type { Missing, ToldMissing } from '../missing.ts';
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
  readonly missing?: ToldMissing | null;
  /** Set where it was a sign-out that did not work, whatever its code is about elsewhere. */
  readonly isSignOut?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Renders the page for any failure code; its status is `explain(code).status`. */
export function FailurePage(props: FailurePageProps) {
  const { site, code, reference, nextUrl, missing = null, isSignOut = false, now } = props;
  const { situation, action } = isSignOut ? SIGN_OUT_UNCLEAR : explain(code).person;
  const contactFirst = action === 'contact-administrator';
  const { messages } = site;
  const { title, sentences } = messages.failures[situation];
  const remake = Object.entries({
    code,
    reference,
    at: String(now),
    next: nextUrl ?? '',
    ...(isSignOut && { signOut: 'on' }),
    ...(missing && {
      connection: missing.connectionId,
      missing: missing.names.join('\n'),
      seal: missing.seal,
    }),
  });
  return (
    <Layout site={site} title={title} mood="attention" script={LOCALISE_MOMENTS} remake={remake}>
      <h1>{title}</h1>
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {nextUrl === null ? null : (
        <p class="actions">
          <a class={contactFirst ? 'button second' : 'button'} href={nextUrl}>
            {action === 'continue' ? messages.continue : messages.retry}
          </a>
        </p>
      )}
      <section class="stub" aria-labelledby="details">
        <h2 id="details">{contactFirst ? messages.sendToAdministrator : messages.mentionForHelp}</h2>
        <dl>
          {missing === null ? null : <MissingNames missing={missing} label={messages[missing.code]} />}
          <div>
            <dt>{messages.reference}</dt>
            <dd class="reference">
              <PersonData text={reference} />
            </dd>
          </div>
          <div>
            <dt>{messages.when}</dt>
            <dd>
              <Moment at={now} messages={messages} />
            </dd>
          </div>
          <div>
            <dt>{messages.code}</dt>
            <dd>
              <code>{code}</code>
            </dd>
          </div>
        </dl>
      </section>
    </Layout>
  );
}

function MissingNames({
  missing: { names, place },
  label,
}: {
  readonly missing: Missing;
  readonly label: string;
}) {
  return (
    <>
      <div>
        <dt>{label}</dt>
        <dd>
          {names.map((name) => (
            <div>
              <PersonData text={name} />
            </div>
          ))}
        </dd>
      </div>
      {place === null ? null : (
        <div>
          <dt>{place[0]}</dt>
          <dd lang="en">{place[1]}</dd>
        </div>
      )}
    </>
  );
}
