/**
 * What lapses soon, for the start of the console: of the deployment itself, and of which tenants; nothing where nothing does.
 * I/O: the directory and the operators' accounts.
 */
import type { Context } from 'hono';
import { type DeploymentExpiry, listDeploymentExpiries } from '../../administration/deployment-expiries.ts';
import type { TenantSummary } from '../../administration/directory.ts';
import { administrationOf } from '../../stores/administration.ts';
import { endOfNotice } from '../../tenants/expiries.ts';
import { PersonData } from '../pages/person-data.tsx';
import type { SignedInEnv } from './env.ts';
import { Table } from './table.tsx';
import { When } from './when.tsx';

export interface Expiring {
  readonly deployment: readonly DeploymentExpiry[];
  readonly tenants: readonly TenantSummary[];
}

/** The list of tenants has all of them. */
const SHOWN_TENANTS = 10;

const WHAT: Readonly<Record<DeploymentExpiry['what'], string>> = {
  'api-key': 'API key',
  'service-provider-certificate': 'Certificate of a key of this deployment',
};

/** Reads what lapses within the time of notice, or did, the next first. */
export async function readExpiring(c: Context<SignedInEnv>): Promise<Expiring> {
  const { accounts, settings, now } = c.var;
  const [keys, tenants] = await Promise.all([
    accounts.listKeys(),
    administrationOf(c.env).directory.listExpiring(now, SHOWN_TENANTS),
  ]);
  const deployment = listDeploymentExpiries(settings.spKeys, keys);
  return { deployment: deployment.filter(({ expiresAt }) => expiresAt <= endOfNotice(now)), tenants };
}

/** Renders it. */
export function ExpiringSoon({
  expiring: { deployment, tenants },
  now,
}: {
  readonly expiring: Expiring;
  readonly now: number;
}) {
  if (deployment.length + tenants.length === 0) return null;
  return (
    <section class="panel flush" aria-label="What ends soon">
      <Table
        caption="What ends soon"
        columns={['What', 'Kind', 'Ends']}
        empty=""
        rows={[
          ...deployment.map(({ what, name, expiresAt }) => ({
            head: <PersonData text={name} />,
            cells: [WHAT[what], <When at={expiresAt} now={now} />],
          })),
          ...tenants.map(({ slug, displayName, nextExpiryAt }) => ({
            head: (
              <a href={`/console/tenants/${slug}`}>
                <PersonData text={displayName} />
              </a>
            ),
            cells: ['Certificate or metadata of a tenant', <When at={nextExpiryAt} now={now} />],
          })),
        ]}
      />
    </section>
  );
}
