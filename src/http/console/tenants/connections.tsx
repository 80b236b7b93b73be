/**
 * `/console/tenants/<slug>/connections`: as they are in the draft, or live where there is none; and what is done to one of
 * them at once: its metadata refreshed, itself taken out of the draft. I/O: the tenant's record, the network.
 */
import type { Connection } from '../../../tenants/tenant.ts';
import { removeConnection } from '../../api/edit-connections.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import { ConfirmPage } from './confirm.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { TenantFrame } from './frame.tsx';
import { DraftNotice } from './overview.tsx';
import { type Conflict, saveDraft } from './save-draft.ts';
import { showUnknown, type TenantVisit } from './visit.tsx';

/** Shows them all. */
export function listConnections(visit: TenantVisit): Promise<Response> {
  return show(visit, 200, null);
}

/** Fetches the metadata of one of them now. */
export async function refreshMetadata({ c, record, href }: TenantVisit): Promise<Response> {
  const id = c.req.param('connection') ?? '';
  await record.refreshMetadata(id, 'administration', c.var.now);
  return c.redirect(`${href}/connections?done=refreshed#connection-${encodeURIComponent(id)}`, 303);
}

/** Asks whether to take a connection out. */
export function askToRemoveConnection(visit: TenantVisit): Response | Promise<Response> {
  const { c, href } = visit;
  const connection = findConnection(visit);
  if (connection === null) return showUnknown(c, 'connection');
  const content = (
    <ConfirmPage
      visit={visit}
      tab="connections"
      title={`Remove ${connection.displayName}?`}
      action={`${href}/connections/${connection.id}/remove`}
      label="Remove it from the draft"
      back={`${href}/connections`}
    >
      <p class="lead">
        It is taken out of the draft. Once that is published, nobody can sign in by it any more; who is signed
        in stays so until the session is over.
      </p>
    </ConfirmPage>
  );
  return page(c, content);
}

/** Takes a connection out of the draft. */
export async function takeConnectionOut(visit: TenantVisit): Promise<Response> {
  const { c, href } = visit;
  const saved = await saveDraft(visit, (configuration) =>
    removeConnection(configuration, c.req.param('connection') ?? ''),
  );
  if (saved.outcome === 'conflict') return show(visit, 409, saved.conflict);
  return c.redirect(saved.outcome === 'saved' ? `${href}/draft?done=draft` : `${href}/connections`, 303);
}

/** The connection that an address names, as it is in the draft, or live where there is none. */
export function findConnection({ c, state }: TenantVisit): Connection | null {
  const id = c.req.param('connection');
  return configurationFor('draft', state).connections.find((each) => each.id === id) ?? null;
}

async function show(visited: TenantVisit, status: 200 | 409, conflict: Conflict | null): Promise<Response> {
  const visit = conflict === null ? visited : { ...visited, state: conflict.state };
  const { c, site, record, state, href } = visit;
  const statuses = await record.metadataStatuses();
  const live = state.live.configuration.connections;
  const { connections } = configurationFor('draft', state);
  const removed = live.filter(({ id }) => !connections.some((each) => each.id === id));
  const mayChange = state.deleted === null;
  const content = (
    <TenantFrame visit={visit} tab="connections">
      {conflict === null ? (
        <DraftNotice visit={visit} />
      ) : (
        <ConflictNotice
          conflict={conflict}
          now={site.now}
          advice="Nothing was removed. Look again, and decide."
        />
      )}
      {connections.length > 0 ? null : (
        <p class="panel empty">
          There is no connection: nobody can sign in. Add the customer’s identity provider.
        </p>
      )}
      {connections.map((connection) => {
        const former = live.find(({ id }) => id === connection.id);
        return (
          <ConnectionCard
            site={site}
            connection={connection}
            status={statuses.find(({ connectionId }) => connectionId === connection.id) ?? null}
            href={href}
            note={noteOf(connection, former)}
            mayChange={mayChange}
          />
        );
      })}
      {removed.map(({ displayName, id }) => (
        <section class="notice warn">
          <h3>{displayName}</h3>
          <p>
            <code>{id}</code> is live, and taken out in the draft.
          </p>
        </section>
      ))}
      {mayChange ? (
        <p class="actions">
          <a class="button" href={`${href}/new-connection`}>
            Add a connection
          </a>
        </p>
      ) : null}
    </TenantFrame>
  );
  return page(c, content, status);
}

function noteOf(connection: Connection, live: Connection | undefined): string | null {
  if (live === undefined) return 'in the draft alone';
  return JSON.stringify(live) === JSON.stringify(connection) ? null : 'changed in the draft';
}
