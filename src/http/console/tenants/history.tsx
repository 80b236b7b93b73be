/** `/console/tenants/<slug>/history`: all versions that are kept, and the way back to one. I/O: the tenant's record. */
import { bringBackVersion } from '../../../administration/administrators-part.ts';
import { describeChanges } from '../../../administration/describe-changes.ts';
import type { TenantVersion } from '../../../administration/tenant-record.ts';
import { refuseChange } from '../../api/tenant-access.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { ConfirmPage } from './confirm.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { fieldErrors } from './field-errors.ts';
import { TenantFrame } from './frame.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { Revision } from './revision.tsx';
import { type Conflict, newestEntry, readConflict } from './save-draft.ts';
import { Sentences } from './sentences.tsx';
import { Tag } from './tag.tsx';
import { changeContext, showMissing, type TenantView } from './visit.tsx';

const PAGE_SIZE = 25;

/** Lists the versions, the newest first. */
export async function listVersions(visit: TenantView): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const of = ['versions', state.tenantId];
  const cursor = readPageCursor(visit, of);
  const { items, cursor: next } = await record.versions({ limit: PAGE_SIZE, cursor });
  const since = await newestEntry(visit);
  const content = (
    <TenantFrame visit={visit} tab="history">
      <section class="panel flush" aria-label="Versions">
        <Table
          caption="Versions"
          columns={['Version', 'What changed', 'Who', 'When']}
          empty="There is no version here."
          rows={items.map(({ number, changes, author, at, restoredFrom }) => {
            const isLive = number === state.live.number;
            return {
              head: (
                <>
                  Version {number}
                  <span class="tags">{isLive ? <Tag mood="good">live</Tag> : null}</span>
                </>
              ),
              cells: [
                <>
                  {restoredFrom === null ? null : <p>Back to version {restoredFrom}.</p>}
                  <Sentences
                    sentences={changes}
                    none={number === 1 ? 'It is the first.' : restoredFrom === null ? 'Nothing.' : ''}
                  />
                </>,
                <PersonData text={nameAuthor(author)} />,
                <When at={at} now={site.now} />,
              ],
              actions:
                isLive || state.deleted !== null ? (
                  ''
                ) : (
                  <WayBack visit={visit} number={number} since={since} />
                ),
            };
          })}
        />
      </section>
      <Pager visit={visit} of={of} path={`${href}/history`} query={{}} cursor={cursor} next={next} />
    </TenantFrame>
  );
  return page(c, content);
}

interface WayBackProps {
  readonly visit: TenantView;
  readonly number: number;
  readonly since: number;
}

/** Operators, who are there for many, are asked first; a customer's administrator is back with one click. */
function WayBack({ visit: { author, site, state, href }, number, since }: WayBackProps) {
  const action = `${href}/history/${number}/restore`;
  if (author.kind === 'operator') return <a href={action}>Go back to version {number}</a>;
  return (
    <>
      <form method="post" action={action}>
        <FormToken site={site} />
        <Revision state={state} since={since} />
        <button class="second" type="submit">
          Go back to version {number}
        </button>
      </form>
      <a href={action}>What that would change</a>
    </>
  );
}

/** Asks whether to go back to a version. */
export async function askToRollBack(visit: TenantView): Promise<Response> {
  const version = await findVersion(visit);
  return version === null ? showMissing(visit, 'history', 'version') : ask(visit, version, 200, {}, null);
}

/** Goes back to a version. */
export async function rollBack(visit: TenantView): Promise<Response> {
  const { c, record, href } = visit;
  const version = await findVersion(visit);
  if (version === null) return showMissing(visit, 'history', 'version');
  const restored = await record.rollBack(version.number, changeContext(visit));
  if (restored.ok) {
    return c.redirect(`${href}/history?done=rolledback`, 303);
  }
  const { failure } = restored;
  if (failure.code === 'tenant_changed_meanwhile') {
    const conflict = await readConflict(visit);
    return ask({ ...visit, state: conflict.state }, version, 409, {}, conflict);
  }
  const refusal = refuseChange(failure, version.configuration);
  const errors =
    refusal.errors === undefined
      ? fieldErrors(refusal, {})
      : { '': `“${failure.received}” belongs to another tenant by now, which has to give it up first.` };
  return ask(visit, version, 422, errors, null);
}

/** The version that the address names; null for none. */
export async function findVersion({ c, record }: TenantView): Promise<TenantVersion | null> {
  const number = c.req.param('version') ?? '';
  return /^[1-9][0-9]{0,8}$/.test(number) ? record.version(Number(number)) : null;
}

function ask(
  visit: TenantView,
  version: TenantVersion,
  status: 200 | 409 | 422,
  errors: FieldErrors,
  conflict: Conflict | null,
): Response | Promise<Response> {
  const { c, site, state, href } = visit;
  const { number, at, author } = version;
  const live = state.live.configuration;
  const content = (
    <ConfirmPage
      visit={visit}
      tab="history"
      title={`Go back to version ${number}?`}
      action={`${href}/history/${number}/restore`}
      label={`Go back to version ${number}`}
      back={`${href}/history`}
      isDangerous={false}
    >
      {conflict === null ? null : (
        <ConflictNotice
          conflict={conflict}
          now={site.now}
          advice="Nothing was done. Look again, and decide."
        />
      )}
      <ErrorSummary errors={errors} />
      <p class="lead">
        <PersonData text={nameAuthor(author)} /> made it, <When at={at} now={site.now} />. It becomes version{' '}
        {state.live.number + 1}, live at once; {state.draft === null ? 'nothing is lost' : 'the draft stays'}.
      </p>
      <section class="panel" aria-labelledby="changes">
        <h2 id="changes">What changes by that</h2>
        <Sentences
          sentences={describeChanges(live, bringBackVersion(live, version, visit.author))}
          none="Nothing: it is what is live."
        />
      </section>
    </ConfirmPage>
  );
  return page(c, content, status);
}
