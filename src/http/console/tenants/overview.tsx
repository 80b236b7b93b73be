/** `/console/tenants/<slug>`: how one tenant fares, and what goes into its identity provider. I/O: the tenant's record. */
import type { AttemptCounts } from '../../../administration/attempt.ts';
import { findNextExpiry } from '../../../administration/summarize-tenant.ts';
import type { Publication } from '../../../administration/tenant-record.ts';
import { presentTenant } from '../../api/present-tenant.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import type { ConsoleSite } from '../layout.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { CopyValue } from './copy-value.tsx';
import { DaysLeft } from './days-left.tsx';
import { TenantFrame } from './frame.tsx';
import { Sentences } from './sentences.tsx';
import type { TenantVisit } from './visit.tsx';
import { Warnings } from './warning-list.tsx';

/** Shows the overview. */
export async function showOverview(visit: TenantVisit): Promise<Response> {
  const { c, site, record, state, href } = visit;
  const counts = await record.attemptCounts(site.now);
  const { serviceProviders, warnings, connections } = presentTenant(state, c.var.settings, site.now);
  const content = (
    <TenantFrame visit={visit} tab="overview">
      <DraftNotice visit={visit} />
      {connections.length > 0 || state.deleted !== null ? null : (
        <section class="notice warn" aria-labelledby="without">
          <h3 id="without">Nobody can sign in yet</h3>
          <p>The tenant has no identity provider. Add one, look at the draft, and publish it.</p>
          <p class="actions">
            <a class="button" href={`${href}/new-connection`}>
              Add a connection
            </a>
          </p>
        </section>
      )}
      <div class="grid">
        <SignInStats counts={counts} site={site} href={href} />
        <section class="stat" aria-labelledby="ends">
          <h3 id="ends">Next to end</h3>
          <p>
            <DaysLeft at={findNextExpiry(state.live.configuration)} now={site.now} />
          </p>
        </section>
        <section class="stat" aria-labelledby="live">
          <h3 id="live">{state.deleted === null ? 'Live' : 'Deletion'}</h3>
          <p>{state.deleted === null ? `Version ${state.live.number}` : 'Nobody signs in'}</p>
          <PublicationState publication={state.publication} site={site} />
        </section>
      </div>
      {warnings.length === 0 || connections.length === 0 ? null : (
        <section class="panel" aria-labelledby="attention">
          <h3 id="attention">What deserves attention</h3>
          <Warnings warnings={warnings} connections={state.live.configuration.connections} href={href} />
        </section>
      )}
      {serviceProviders.map(({ host, entityId, acsUrl, sloUrl }, index) => (
        <section class="panel" aria-labelledby={`host-${index}`}>
          <header>
            <h3 id={`host-${index}`}>
              For the identity provider: <code>{host}</code>
            </h3>
            <p>
              <a href={entityId}>Metadata</a>
            </p>
          </header>
          <dl class="facts">
            {(
              [
                ['Entity ID, audience', `entity-id-${index}`, entityId, 'entity ID'],
                ['ACS URL, reply URL', `acs-url-${index}`, acsUrl, 'ACS URL'],
                ['Logout URL, SLO', `slo-url-${index}`, sloUrl, 'logout URL'],
              ] as const
            ).map(([term, id, text, name]) =>
              text === null ? null : (
                <div>
                  <dt>{term}</dt>
                  <dd>
                    <CopyValue id={id} text={text} name={`${name} of ${host}`} />
                  </dd>
                </div>
              ),
            )}
          </dl>
        </section>
      ))}
      <section class="panel" aria-labelledby="version">
        <h3 id="version">The live version</h3>
        <dl class="facts">
          <div>
            <dt>Made by</dt>
            <dd>
              <PersonData text={nameAuthor(state.live.author)} />, <When at={state.live.at} now={site.now} />
            </dd>
          </div>
          <div>
            <dt>What changed</dt>
            <dd>
              <Sentences
                sentences={state.live.changes}
                none={
                  state.live.number === 1 ? 'It is the first.' : 'Nothing is different from the one before.'
                }
              />
            </dd>
          </div>
          <div>
            <dt>Tenant since</dt>
            <dd>
              <When at={state.createdAt} now={site.now} />
            </dd>
          </div>
        </dl>
      </section>
    </TenantFrame>
  );
  return page(c, content);
}

/** Tells that a draft is waiting; on whatever page. */
export function DraftNotice({ visit: { site, state, href } }: { readonly visit: TenantVisit }) {
  const { draft, deleted } = state;
  if (draft === null || deleted !== null) return null;
  return (
    <section class="notice warn" aria-labelledby="waiting">
      <h3 id="waiting">A draft is waiting</h3>
      <p>
        <PersonData text={nameAuthor(draft.author)} /> saved it, <When at={draft.at} now={site.now} />. Nobody
        signs in by it until it is published. <a href={`${href}/draft`}>Look at the draft</a>
      </p>
    </section>
  );
}

interface SignInStatsProps {
  readonly counts: AttemptCounts;
  readonly site: ConsoleSite;
  readonly href: string;
}

function SignInStats({ counts: { recent, lastSignInAt }, site, href }: SignInStatsProps) {
  return (
    <>
      <section class="stat" aria-labelledby="last">
        <h3 id="last">Last sign-in</h3>
        <p>
          <When at={lastSignInAt} now={site.now} never="never yet" />
        </p>
      </section>
      <section class="stat" aria-labelledby="day">
        <h3 id="day">Last 24 hours</h3>
        <p>
          {recent.signed_in.toLocaleString('en')} signed in
          <small>
            <a href={`${href}/sign-ins?show=refused`}>{recent.refused.toLocaleString('en')} refused</a>
          </small>
        </p>
      </section>
    </>
  );
}

function PublicationState({
  publication,
  site: { now },
}: {
  readonly publication: Publication;
  readonly site: ConsoleSite;
}) {
  const { everywhereAt, failures } = publication;
  if (everywhereAt === null) {
    return (
      <small role="status">
        Not written yet; this is tried again by itself.
        {failures === 0 ? '' : ` It has failed ${failures} times.`}
      </small>
    );
  }
  return everywhereAt <= now ? (
    <small>
      Everywhere since <When at={everywhereAt} now={now} />
    </small>
  ) : (
    <small role="status">
      On its way; everywhere by <When at={everywhereAt} now={now} />
    </small>
  );
}
