/** What came of a test of a draft, with all that the identity provider said: for the eyes of whoever made it, once. */
import { readGroups } from '../sign-in/groups.ts';
import type { SignInReport } from '../sign-in/report.ts';
import type { Connection } from '../tenants/tenant.ts';
import { CheckList } from './console/tenants/check-list.tsx';
import { AttributeList } from './pages/attribute-list.tsx';
import type { Site } from './pages/layout.tsx';
import { ENGLISH } from './pages/messages/en.ts';
import { PersonData } from './pages/person-data.tsx';
import { SetupLayout } from './setup/layout.tsx';

interface DraftTestPageProps {
  readonly site: Site;
  /** Null where the draft is another by now. */
  readonly connection: Connection | null;
  readonly report: SignInReport | null;
  readonly back: string;
}

/** Of a person in hundreds, the list of attributes below has the rest. */
const MAX_GROUPS = 20;

/** Renders the page. */
export function DraftTestPage({ site, connection, report, back }: DraftTestPageProps) {
  const isGood = report !== null && report.failure === null;
  const title =
    report === null ? 'The draft was changed' : isGood ? 'The test passed' : 'The test did not pass';
  return (
    <SetupLayout site={site} title={title} mood={isGood ? 'good' : 'attention'} wide>
      <h1>{title}</h1>
      <p class="lead">
        {report === null
          ? 'It is not what this test began with. Nothing was found out: test it again.'
          : 'Nobody was signed in by this, and nothing is live by it.'}
      </p>
      {report === null ? null : (
        <>
          <CheckList checks={report.checks} connection={connection} />
          <WhoItIs report={report} connection={connection} />
        </>
      )}
      <p class="actions">
        <a class="button" href={back}>
          Back to the draft
        </a>
      </p>
    </SetupLayout>
  );
}

interface WhoItIsProps {
  readonly report: SignInReport;
  readonly connection: Connection | null;
}

function WhoItIs({ report: { assertion, identity }, connection }: WhoItIsProps) {
  if (assertion === null) return null;
  const facts = [
    ['NameID', assertion.nameId?.value ?? null],
    ['NameID format', assertion.nameId?.format ?? null],
    ['The application knows the person as', identity?.accountKey ?? null],
    ['Email address', identity?.email ?? null],
    ['Name', identity?.displayName ?? null],
    [
      'Groups',
      readGroups((identity ?? assertion).attributes, connection ?? {})
        .slice(0, MAX_GROUPS)
        .join(', ') || null,
    ],
    ['Roles', identity?.roles?.join(', ') ?? null],
  ] as const;
  return (
    <>
      <section class="step" aria-labelledby="who">
        <h2 id="who">Who it would be</h2>
        <dl class="facts">
          {facts.map(([term, text]) => (
            <div>
              <dt>{term}</dt>
              <dd>{text === null ? <span class="quiet">none</span> : <PersonData text={text} />}</dd>
            </div>
          ))}
        </dl>
        <p class="hint">Shown this once: of all this the names of the attributes alone are kept.</p>
      </section>
      <AttributeList attributes={assertion.attributes} messages={ENGLISH} />
    </>
  );
}
