/** `/console/tenants`: all tenants, searched, filtered, and how each fares. I/O: the directory. */
import type { Context } from 'hono';
import type { TenantFilter, TenantPage, TenantSummary } from '../../../administration/directory.ts';
import { publicationState } from '../../../administration/publication-state.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import { type Expiring, ExpiringSoon, readExpiring } from '../expiring.tsx';
import { ConsoleLayout, type ConsoleSite, consoleSite } from '../layout.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';
import { NEW_TENANT_HREF, TENANTS_HREF, tenantHref, withQuery } from './addresses.ts';
import { DaysLeft } from './days-left.tsx';
import { Pager, readPageCursor } from './pager.tsx';
import { SearchForm } from './search-form.tsx';
import { Tag } from './tag.tsx';
import { TENANT_STYLES } from './tenant-styles.ts';

const PAGE_SIZE = 50;
const MAX_SEARCH_CHARACTERS = 200;

const FILTERS: readonly (readonly [TenantFilter, string])[] = [
  ['all', 'All'],
  ['draft', 'Draft waiting'],
  ['failing', 'Failing'],
  ['expiring', 'Expiring'],
  ['never-signed-in', 'Never signed in'],
  ['deleted', 'Deleted'],
];

/** Shows one page of tenants. */
export async function listTenants(c: Context<SignedInEnv>): Promise<Response> {
  const { now } = c.var;
  const search = (c.req.query('q') ?? '').trim().slice(0, MAX_SEARCH_CHARACTERS);
  const [filter] = FILTERS.find(([name]) => name === c.req.query('show')) ?? ['all' as const];
  const of = ['tenants', search, filter];
  const cursor = readPageCursor({ c }, of);
  const { directory } = administrationOf(c.env);
  const isStart = search === '' && filter === 'all' && cursor === null;
  const [counts, found, expiring] = await Promise.all([
    directory.count(now),
    directory.list({ search, filter, now, limit: PAGE_SIZE, cursor }),
    isStart ? readExpiring(c) : null,
  ]);
  const isNew = counts.all + counts.deleted === 0;
  const query = { q: search, show: filter === 'all' ? null : filter };
  const site = consoleSite(c);
  const content = (
    <ConsoleLayout site={site} title="Tenants" section="tenants" styles={TENANT_STYLES}>
      {isNew ? (
        <NoTenants />
      ) : (
        <>
          <div class="toolbar">
            <SearchForm
              action={TENANTS_HREF}
              label="Search tenants"
              placeholder="Name, slug, hostname or email domain"
              value={search}
              keep={{ show: query.show }}
            />
            <a class="button" href={NEW_TENANT_HREF}>
              New tenant
            </a>
          </div>
          <nav aria-label="Show only">
            <ul class="chips">
              {FILTERS.map(([name, label]) => (
                <li>
                  <a
                    href={withQuery(TENANTS_HREF, { q: search, show: name === 'all' ? null : name })}
                    aria-current={name === filter ? 'page' : undefined}
                  >
                    {label} <span class="count">{counts[name].toLocaleString('en')}</span>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          {expiring === null ? null : <EndsSoon expiring={expiring} now={now} />}
          <Found c={c} site={site} found={found} search={search} filter={filter} />
          <Pager
            visit={{ c }}
            of={of}
            path={TENANTS_HREF}
            query={query}
            cursor={cursor}
            next={found.cursor}
            previous={found.previousCursor}
          />
        </>
      )}
    </ConsoleLayout>
  );
  return page(c, content);
}

function EndsSoon({ expiring, now }: { readonly expiring: Expiring; readonly now: number }) {
  const count = expiring.deployment.length + expiring.tenants.length;
  if (count === 0) return null;
  return (
    <details class="notice warn ends">
      <summary>What ends soon, or has ended</summary>
      <ExpiringSoon expiring={expiring} now={now} />
    </details>
  );
}

function NoTenants() {
  return (
    <section class="panel welcome" aria-labelledby="begin">
      <h2 id="begin">Begin with your first customer</h2>
      <p>
        A tenant is one customer of yours: a subdomain of its own, with its own way to sign in. Make one, give
        its values to whoever runs the customer’s identity provider, and its people can sign in a minute
        later.
      </p>
      <p class="actions">
        <a class="button" href={NEW_TENANT_HREF}>
          Make the first tenant
        </a>
      </p>
    </section>
  );
}

interface FoundProps {
  readonly c: Context<SignedInEnv>;
  readonly site: ConsoleSite;
  readonly found: TenantPage;
  readonly search: string;
  readonly filter: TenantFilter;
}

function Found({ c, site, found, search, filter }: FoundProps) {
  if (found.items.length === 0) {
    return (
      <div class="panel empty">
        <p>
          {search === '' ? (
            NOTHING[filter]
          ) : (
            <>
              No tenant {filter === 'all' ? '' : 'among these '}has “<PersonData text={search} />” in its
              name, slug, hostnames or email domains.
            </>
          )}
        </p>
        {search === '' && filter === 'all' ? null : (
          <p>
            <a href={TENANTS_HREF}>Show all tenants</a>
          </p>
        )}
      </div>
    );
  }
  return (
    <section class="panel flush" aria-label="Tenants">
      <Table
        caption="Tenants"
        columns={['Tenant', 'Last sign-in', 'Last 24 hours', 'Next to end', 'Live']}
        empty=""
        rows={found.items.map((tenant) => rowOf(tenant, c.var.settings.baseDomain, site.now))}
      />
    </section>
  );
}

const NOTHING: Readonly<Record<TenantFilter, string>> = {
  all: 'All tenants are deleted.',
  draft: 'No draft is waiting to be published.',
  failing: 'Nobody was refused in the last 24 hours, and all metadata could be refreshed.',
  expiring: 'No certificate and no metadata ends within 60 days.',
  'never-signed-in': 'Somebody has signed in at every tenant.',
  deleted: 'No deleted tenant is waiting for its data to be gone.',
};

/** Says what is not live everywhere yet. */
function LiveTag({ tenant, now }: { readonly tenant: TenantSummary; readonly now: number }) {
  const state = publicationState(tenant, now);
  if (state === 'everywhere') return null;
  return state === 'pending' ? <Tag mood="bad">not live yet</Tag> : <Tag mood="soon">on its way</Tag>;
}

function rowOf(tenant: TenantSummary, baseDomain: string, now: number) {
  const { slug, displayName, recentFailures, metadataFailingSince } = tenant;
  return {
    head: (
      <>
        <a href={tenantHref(slug)}>
          <PersonData text={displayName} />
        </a>
        <small>
          <code>
            {slug}.{baseDomain}
          </code>
        </small>
        <span class="tags">
          {tenant.deletedAt === null ? null : <Tag mood="bad">deleted</Tag>}
          {tenant.hasDraft ? <Tag mood="soon">draft waiting</Tag> : null}
          {tenant.connectionCount === 0 ? <Tag mood="bad">no connection</Tag> : null}
        </span>
      </>
    ),
    cells: [
      <When at={tenant.lastSignInAt} now={now} />,
      <>
        {recentFailures === 0 ? null : <Tag mood="bad">{recentFailures} refused</Tag>}
        {metadataFailingSince === null ? null : (
          <>
            <Tag mood="bad">metadata fails</Tag>
            <small>
              since <When at={metadataFailingSince} now={now} />
            </small>
          </>
        )}
        {recentFailures === 0 && metadataFailingSince === null ? (
          <span class="quiet">no refusals</span>
        ) : null}
      </>,
      <DaysLeft at={tenant.nextExpiryAt} now={now} />,
      <>
        Version {tenant.version}
        <small>
          <When at={tenant.updatedAt} now={now} />
        </small>
        <LiveTag tenant={tenant} now={now} />
      </>,
    ],
  };
}
