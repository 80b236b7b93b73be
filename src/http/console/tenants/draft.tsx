/**
 * The page of the draft: what it would change, how it fares in tests, to be published or thrown away. Operators decide about any
 * draft, a customer's administrator about one that an administrator saved last. I/O: the tenant's record.
 */
import { draftFor } from '../../../administration/change.ts';
import { describeChanges } from '../../../administration/describe-changes.ts';
import { type DraftTrials, untestedConnections } from '../../../administration/draft-trial.ts';
import type { Draft } from '../../../administration/tenant-record.ts';
import { presentDraft } from '../../api/present-tenant.ts';
import { refuseChange } from '../../api/tenant-access.ts';
import { identityProviderTargets } from '../../login.tsx';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { ConfirmPage } from './confirm.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { Tick } from './controls.tsx';
import { DraftTrialsPanel } from './draft-trials.tsx';
import { fieldErrors } from './field-errors.ts';
import { TenantFrame } from './frame.tsx';
import { Revision } from './revision.tsx';
import { type Conflict, newestEntry, readConflict } from './save-draft.ts';
import { Sentences } from './sentences.tsx';
import { changeContext, type TenantView } from './visit.tsx';
import { Warnings } from './warning-list.tsx';

/** Shows the draft. */
export function showDraft(visit: TenantView): Promise<Response> {
  return show(visit, 200, {}, null);
}

/** Makes it live. */
export async function publishDraft(visit: TenantView): Promise<Response> {
  const { c, record, state, author, href, draftHref } = visit;
  if (!mayDecide(visit)) return show(visit, 403, { '': NOT_YOURS }, null);
  const untested = c.var.form.text('untested') === 'on' ? 'take' : 'refuse';
  const published = await record.publishDraft(changeContext(visit), untested);
  if (published.ok) {
    return c.redirect(`${author.kind === 'operator' ? href : draftHref}?done=published`, 303);
  }
  if (published.failure.code === 'tenant_changed_meanwhile') return showChanged(visit);
  if (published.failure.code === 'draft_untested') return show(visit, 422, { untested: UNTESTED }, null);
  const refusal = refuseChange(published.failure, state.draft?.configuration ?? null);
  const [taken] = refusal.errors ?? [];
  if (taken === undefined) return show(visit, 422, fieldErrors(refusal, {}), null);
  const name = published.failure.received;
  return show(
    visit,
    422,
    { '': `“${name}” belongs to another tenant, which has to give it up first.` },
    null,
  );
}

const NOT_YOURS = 'The operator saved this draft last, and decides about it.';
const UNTESTED =
  'It was not tested as it is now, or did not pass. Test it, or say below that it shall go live all the same.';

function mayDecide({ author, state: { draft } }: TenantView): boolean {
  return author.kind === 'operator' || draft?.author.kind === 'administrator';
}

/** Asks whether to throw it away. */
export function askToDiscardDraft(visit: TenantView): Response | Promise<Response> {
  const { c, state, draftHref } = visit;
  if (state.draft === null || !mayDecide(visit)) return c.redirect(draftHref, 303);
  const content = (
    <ConfirmPage
      visit={visit}
      tab="draft"
      title="Throw the draft away?"
      action={`${draftHref}/discard`}
      label="Throw it away"
      back={draftHref}
    >
      <p class="lead">What is live stays as it is. These changes are lost:</p>
      <Sentences
        sentences={describeChanges(state.live.configuration, state.draft.configuration)}
        none="None: the draft is what is live."
      />
    </ConfirmPage>
  );
  return page(c, content);
}

/** Throws it away. */
export async function discardDraft(visit: TenantView): Promise<Response> {
  const { c, record, draftHref } = visit;
  if (!mayDecide(visit)) return show(visit, 403, { '': NOT_YOURS }, null);
  const discarded = await record.discardDraft(changeContext(visit));
  if (discarded.ok) return c.redirect(`${draftHref}?done=discarded`, 303);
  if (discarded.failure.code === 'tenant_changed_meanwhile') return showChanged(visit);
  return show(visit, 422, fieldErrors(refuseChange(discarded.failure, null), {}), null);
}

async function showChanged(visit: TenantView): Promise<Response> {
  const conflict = await readConflict(visit);
  return show({ ...visit, state: conflict.state }, 409, {}, conflict);
}

async function show(
  visit: TenantView,
  status: 200 | 403 | 409 | 422,
  errors: FieldErrors,
  conflict: Conflict | null,
): Promise<Response> {
  const { c, site, author, record, state, href } = visit;
  const trials = await record.draftTrials();
  const content = (
    <TenantFrame visit={visit} tab="draft">
      {conflict === null ? null : (
        <ConflictNotice
          conflict={conflict}
          now={site.now}
          advice="Nothing was done. Below is the draft as it is now: look again, and decide."
        />
      )}
      <ErrorSummary errors={errors} />
      {state.draft === null ? (
        <>
          <div class="panel empty">
            <p>
              There is no draft. What you change about settings and connections is kept in one until you
              publish it.
            </p>
            {author.kind === 'administrator' ? (
              <p>
                <a href={href}>Change the identity provider</a>
              </p>
            ) : state.deleted === null ? (
              <p>
                <a href={`${href}/settings`}>Change the settings</a> or{' '}
                <a href={`${href}/connections`}>the connections</a>
              </p>
            ) : null}
          </div>
          <DraftTrialsPanel view={visit} trials={trials} />
        </>
      ) : (
        <DraftPanel visit={visit} draft={state.draft} since={await newestEntry(visit)} trials={trials} />
      )}
    </TenantFrame>
  );
  return page(c, content, status, identityProviderTargets(c.var.settings));
}

interface DraftPanelProps {
  readonly visit: TenantView;
  readonly draft: Draft;
  readonly since: number;
  readonly trials: DraftTrials;
}

function DraftPanel({ visit, draft, since, trials }: DraftPanelProps) {
  const { c, site, author, state, href, draftHref } = visit;
  const untested = untestedConnections(state, trials.tests);
  const { live } = state;
  const changes = describeChanges(live.configuration, draftFor(author, { live, draft }));
  const { isOutdated, warnings } = presentDraft(state, draft, c.var.settings, site.now);
  return (
    <>
      {isOutdated ? (
        <section class="notice warn" aria-labelledby="outdated">
          <h3 id="outdated">Another version went live since</h3>
          <p>
            The draft was begun on version {draft.basedOn}; version {state.live.number} is live now. Below is
            what is different from that: whatever it changed and the draft does not have, publishing takes
            back.
          </p>
        </section>
      ) : null}
      <section class="panel" aria-labelledby="changes">
        <header>
          <h3 id="changes">What would change</h3>
          <p class="quiet">
            <PersonData text={nameAuthor(draft.author)} />, <When at={draft.at} now={site.now} />
          </p>
        </header>
        <Sentences sentences={changes} none="Nothing: the draft is what is live." />
      </section>
      {warnings.length === 0 ? null : (
        <section class="panel" aria-labelledby="attention">
          <h3 id="attention">What would deserve attention</h3>
          <Warnings
            warnings={warnings}
            connections={draft.configuration.connections}
            href={author.kind === 'operator' ? href : null}
          />
        </section>
      )}
      <DraftTrialsPanel view={visit} trials={trials} />
      {state.deleted !== null ? null : mayDecide(visit) ? (
        <form method="post" action={`${draftHref}/publish`}>
          <FormToken site={site} />
          <Revision state={state} since={since} />
          {untested.length === 0 ? null : (
            <Tick
              name="untested"
              label={`${author.kind === 'operator' ? 'Publish' : 'Go live'} without a test that passed`}
              isTicked={false}
              danger="Whoever signs in by it may be locked out."
            />
          )}
          <p class="actions">
            <button type="submit">
              {author.kind === 'operator' ? 'Publish' : 'Go live'} as version {state.live.number + 1}
            </button>
            <a class="button danger" href={`${draftHref}/discard`}>
              Throw it away
            </a>
          </p>
        </form>
      ) : (
        <p class="quiet">{NOT_YOURS}</p>
      )}
    </>
  );
}
