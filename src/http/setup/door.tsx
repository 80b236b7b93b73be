/**
 * `/sso/setup` before a link was opened. The link's secret is in its fragment, which browsers send to nobody: script moves it
 * out of the address bar and posts it; without script there is a field. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import { setupSessionEnd } from '../../administration/setup-link.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import { clientAddressKey } from '../client-address.ts';
import { ErrorSummary, Field, type FieldErrors } from '../console/fields.tsx';
import { page, siteOf } from '../respond.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import { takeFragment } from '../take-fragment.ts';
import { setSetupCookie } from './cookie.ts';
import { showEnded } from './ended.tsx';
import type { SetupDoorEnv } from './env.ts';
import { SetupLayout } from './layout.tsx';

const SECRET = /^[\w-]{43}$/;

type Answer = Response | Promise<Response>;

/** Asks for the link. */
export function askForLink(c: Context<SetupDoorEnv>): Answer {
  return showDoor(c, 200, {});
}

/** Opens a link, or the code behind its #. */
export async function openLink(c: Context<SetupDoorEnv>): Promise<Response> {
  const { form, record, tenant, now } = c.var;
  const secret = form.text('link').trim().replace(/^.*#/, '');
  if (!SECRET.test(secret)) return showEnded(c, { code: 'setup_link_unknown' });
  const opened = await record.openSetupLink(hashSecret(secret), clientAddressKey(c), now);
  if (!opened.ok) return showEnded(c, opened.failure);
  const { id, expiresAt } = opened.value;
  const end = setupSessionEnd({ expiresAt }, now);
  await setSetupCookie(c, { tenantId: tenant.id, via: 'link', linkId: id, expiresAt: end });
  return c.redirect(SETUP_PATH, 303);
}

/** Shows the field, with what is wrong. */
export function showDoor(
  c: Context<SetupDoorEnv>,
  status: 200 | 403 | 413 | 422 | 429,
  errors: FieldErrors,
): Answer {
  const { form, tenant, settings } = c.var;
  const title = 'Open your set-up link';
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title={title} script={takeFragment('link', 'submit')}>
      <h1>{title}</h1>
      <p>
        With it you connect your organisation’s identity provider to {settings.productName}. It opens by
        itself if your browser runs script; otherwise paste it here.
      </p>
      <ErrorSummary errors={errors} />
      <form method="post" action={`${SETUP_PATH}/open`}>
        <Field
          name="link"
          label="Set-up link"
          type="password"
          value={form.text('link')}
          hint="All of it, or the code behind its #."
          error={errors['link']}
        />
        <p class="actions">
          <button type="submit">Open it</button>
        </p>
      </form>
    </SetupLayout>
  );
  return page(c, content, status);
}
