/**
 * Asks a signed-in administrator who would take his own rights away by what he takes live, before it happens. What he saves he is
 * asked about where he saves it (console/tenants/access.tsx); a draft or an earlier version may be somebody else's.
 */
import type { Context } from 'hono';
import { findLockOuts } from '../../administration/lock-out.ts';
import type { TenantConfiguration } from '../../administration/tenant-record.ts';
import { LockOutList } from '../console/tenants/access.tsx';
import { ConfirmPage } from '../console/tenants/confirm.tsx';
import type { Tab } from '../console/tenants/frame.tsx';
import { changeContext, type TenantView } from '../console/tenants/visit.tsx';
import { page } from '../respond.ts';
import type { SetupEnv } from './env.ts';
import { viewTenant } from './view.tsx';

/** What goes live by a post, and whose page it is of. */
interface GoingLive {
  readonly tab: Tab;
  find(view: TenantView): Promise<TenantConfiguration | null>;
  handle(view: TenantView): Promise<Response>;
}

/** Makes a route's handler of one that takes something live. */
export function askBeforeLockOut({ tab, find, handle }: GoingLive) {
  return (c: Context<SetupEnv>): Promise<Response> =>
    viewTenant(async (view) => {
      const { administrator, form } = c.var;
      // What is founded on another revision does not go live anyway.
      const isCurrent = changeContext(view).expectedRevision === view.state.revision;
      if (administrator.via !== 'session' || !isCurrent) return handle(view);
      const { configuration } = view.state.live;
      const after = (await find(view)) ?? configuration;
      const lockOuts = findLockOuts(administrator.person, configuration, after);
      if (form.text('lockOut') === lockOuts.join(' ')) return handle(view);
      const content = (
        <ConfirmPage
          visit={view}
          tab={tab}
          title="You would lock yourself out"
          action={c.req.path}
          label="Do it all the same"
          back={view.draftHref}
          fields={
            <>
              <input type="hidden" name="lockOut" value={lockOuts.join(' ')} />
              <input type="hidden" name="untested" value={form.text('untested')} />
            </>
          }
        >
          <LockOutList lockOuts={lockOuts} />
        </ConfirmPage>
      );
      return page(c, content, 409);
    })(c);
}
