/** `/console/tenants/<slug>/draft`: what it would change, to be published or thrown away. I/O: the tenant's record. */
import { describeChanges } from '../../../administration/describe-changes.ts';
import type { Draft } from '../../../administration/tenant-record.ts';
import { logTenantChange } from '../../api/audit-log.ts';
import { presentDraft } from '../../api/present-tenant.ts';
import { refuseChange } from '../../api/tenant-access.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { ConfirmPage } from './confirm.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { fieldErrors } from './field-errors.ts';
import { TenantFrame } from './frame.tsx';
import { Revision } from './revision.tsx';
import { type Conflict, newestEntry, readConflict } from './save-draft.ts';
import { Sentences } from './sentences.tsx';
import { changeContext, type TenantVisit } from './visit.tsx';
import { Warnings } from './warning-list.tsx';

/** Shows the draft. */
export function showDraft(visit: TenantVisit): Promise<Response> {
  return show(visit, 200, {}, null);
}

/** Makes it live. */
export async function publishDraft(visit: TenantVisit): Promise<Response> {
  const { c, record, state, href } = visit;
  const published = await record.publishDraft(changeContext(visit));
  if (published.ok) {
    logTenantChange('tenant_saved', published.value);
    return c.redirect(`${href}?done=published`, 303);
  }
  if (published.failure.code === 'tenant_changed_meanwhile') return showChanged(visit);
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

/** Asks whether to throw it away. */
export function askToDiscardDraft(visit: TenantVisit): Response | Promise<Response> {
  const { c, state, href } = visit;
  if (state.draft === null) return c.redirect(`${href}/draft`, 303);
  const content = (
    <ConfirmPage
      visit={visit}
      tab="draft"
      title="Throw the draft away?"
      action={`${href}/draft/discard`}
      label="Throw it away"
      back={`${href}/draft`}
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
export async function discardDraft(visit: TenantVisit): Promise<Response> {
  const { c, record, href } = visit;
  const discarded = await record.discardDraft(changeContext(visit));
  if (discarded.ok) return c.redirect(`${href}/draft?done=discarded`, 303);
  if (discarded.failure.code === 'tenant_changed_meanwhile') return showChanged(visit);
  return show(visit, 422, fieldErrors(refuseChange(discarded.failure, null), {}), null);
}

async function showChanged(visit: TenantVisit): Promise<Response> {
  const conflict = await readConflict(visit);
  return show({ ...visit, state: conflict.state }, 409, {}, conflict);
}

async function show(
  visit: TenantVisit,
  status: 200 | 409 | 422,
  errors: FieldErrors,
  conflict: Conflict | null,
): Promise<Response> {
  const { c, site, state, href } = visit;
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
        <div class="panel empty">
          <p>
            There is no draft. What you change about settings and connections is kept in one until you publish
            it.
          </p>
          {state.deleted === null ? (
            <p>
              <a href={`${href}/settings`}>Change the settings</a> or{' '}
              <a href={`${href}/connections`}>the connections</a>
            </p>
          ) : null}
        </div>
      ) : (
        <DraftPanel visit={visit} draft={state.draft} since={await newestEntry(visit)} />
      )}
    </TenantFrame>
  );
  return page(c, content, status);
}

interface DraftPanelProps {
  readonly visit: TenantVisit;
  readonly draft: Draft;
  readonly since: number;
}

function DraftPanel({ visit: { c, site, state, href }, draft, since }: DraftPanelProps) {
  const changes = describeChanges(state.live.configuration, draft.configuration);
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
          <Warnings warnings={warnings} connections={draft.configuration.connections} href={href} />
        </section>
      )}
      {state.deleted === null ? (
        <form method="post" action={`${href}/draft/publish`} class="actions">
          <FormToken site={site} />
          <Revision state={state} since={since} />
          <button type="submit">Publish as version {state.live.number + 1}</button>
          <a class="button danger" href={`${href}/draft/discard`}>
            Throw it away
          </a>
        </form>
      ) : null}
    </>
  );
}
