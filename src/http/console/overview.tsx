/** `/console/overview`: how the whole deployment fares: sign-ins of all tenants, and who is in trouble. I/O: the directory. */
import type { Context } from 'hono';
import type { TenantSummary } from '../../administration/directory.ts';
import { administrationOf } from '../../stores/administration.ts';
import { PersonData } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import { firstHour, readRange, SignInCharts } from './charts/sign-in-charts.tsx';
import type { SignedInEnv } from './env.ts';
import { ConsoleLayout, consoleSite } from './layout.tsx';
import { OVERVIEW_HREF } from './navigation.ts';
import { ReferenceSearch } from './reference-search.tsx';
import { Table } from './table.tsx';
import { TENANTS_HREF, tenantHref } from './tenants/addresses.ts';
import { Tag } from './tenants/tag.tsx';
import { TENANT_STYLES } from './tenants/tenant-styles.ts';
import { When } from './when.tsx';

/** The list of tenants has all of them. */
const SHOWN_TENANTS = 10;

/** Shows the overview. */
export async function showDeployment(c: Context<SignedInEnv>): Promise<Response> {
  const { now } = c.var;
  const range = readRange(c.req.query('over'));
  const { directory } = administrationOf(c.env);
  const [counts, failing] = await Promise.all([
    directory.signInHours(firstHour(range, now)),
    directory.listFailing(SHOWN_TENANTS),
  ]);
  const content = (
    <ConsoleLayout site={consoleSite(c)} title="Overview" section="overview" styles={TENANT_STYLES}>
      <p class="lead">All tenants together, up to five minutes old. The charts are in UTC.</p>
      <div class="toolbar">
        <ReferenceSearch />
      </div>
      <SignInCharts counts={counts} range={range} now={now} path={OVERVIEW_HREF} />
      <section class="panel flush" aria-labelledby="trouble">
        <h2 id="trouble">Tenants in trouble</h2>
        <Trouble tenants={failing} now={now} />
      </section>
      {failing.length < SHOWN_TENANTS ? null : (
        <p class="hint">
          <a href={`${TENANTS_HREF}?show=failing`}>All tenants where something fails</a>
        </p>
      )}
    </ConsoleLayout>
  );
  return page(c, content);
}

function Trouble({ tenants, now }: { readonly tenants: readonly TenantSummary[]; readonly now: number }) {
  return (
    <Table
      caption="Tenants in trouble"
      columns={['Tenant', 'Refused in 24 hours', 'Metadata', 'Last sign-in']}
      empty="Nobody was refused in the last 24 hours, and all metadata could be refreshed."
      rows={tenants.map(({ slug, displayName, recentFailures, metadataFailingSince, lastSignInAt }) => ({
        head: (
          <a href={tenantHref(slug)}>
            <PersonData text={displayName} />
          </a>
        ),
        cells: [
          recentFailures === 0 ? (
            <span class="quiet">none</span>
          ) : (
            <a href={`${tenantHref(slug)}/sign-ins?show=refused`}>{recentFailures.toLocaleString('en')}</a>
          ),
          metadataFailingSince === null ? (
            <span class="quiet">refreshed</span>
          ) : (
            <>
              <Tag mood="bad">fails</Tag> since <When at={metadataFailingSince} now={now} />
            </>
          ),
          <When at={lastSignInAt} now={now} />,
        ],
      }))}
    />
  );
}
