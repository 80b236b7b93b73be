/** `/sso/setup/finish`: the administrator is done; a link of his ends. I/O: the tenant's record. */
import type { Context } from 'hono';
import { PersonData } from '../pages/person-data.tsx';
import { page, siteOf } from '../respond.ts';
import { clearSetupCookie } from './cookie.ts';
import { showEnded } from './ended.tsx';
import type { SetupDoorEnv, SetupEnv } from './env.ts';
import { SetupLayout } from './layout.tsx';
import { readProgress } from './progress.ts';

/** Ends what let him in, and says how it goes on. */
export async function finishSetup(c: Context<SetupEnv>): Promise<Response> {
  const { record, administrator, tenant, settings, now } = c.var;
  const door = c as unknown as Context<SetupDoorEnv>;
  clearSetupCookie(door);
  if (administrator.via === 'link') {
    const finished = await record.finishSetupLink(administrator.link.id, now);
    if (!finished.ok) return showEnded(door, finished.failure);
  }
  if (administrator.via === 'recovery') await record.endRecoverySession(administrator.sessionHash);
  const state = await record.read();
  const isWaiting = state !== null && readProgress(state).waiting !== null;
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title="You are done" mood="good">
      <h1>You are done</h1>
      <p>
        {administrator.via === 'link' ? 'Your link has ended. ' : null}
        You can close this page.
      </p>
      {isWaiting ? (
        <p>
          What you saved is a draft, and not live yet. <PersonData text={settings.productName} /> can make it
          live, or you with another link.
        </p>
      ) : null}
    </SetupLayout>
  );
  return page(c, content);
}
