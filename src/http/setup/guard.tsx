/**
 * What every request to the set-up pages passes: posts come from a page of this very host (Origin or Sec-Fetch-Site), and
 * are forms; behind the door there is somebody whom something still lets in, and posts carry his token. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isSameSecret } from '../../operators/secret-text.ts';
import { administrationOf } from '../../stores/administration.ts';
import { Form, MAX_METADATA_FORM_BYTES, readForm } from '../console/form.ts';
import { isFromOrigin } from '../same-origin.ts';
import { enterAsPerson, judgeSetupSession } from './administrator.ts';
import { clearSetupCookie, readSetupSession } from './cookie.ts';
import { showDoor } from './door.tsx';
import { showEnded } from './ended.tsx';
import type { SetupDoorEnv, SetupEnv } from './env.ts';

const NOT_TAKEN =
  'This was not sent from a page of ours, or could not be read. Nothing was changed: open your link, and repeat what you did.';

/** Refuses what was not posted from a page of this host, and reads what was. */
export const prepareSetup = createMiddleware<SetupDoorEnv>(async (c, next) => {
  c.set('record', administrationOf(c.env).record(c.var.tenant.id));
  c.set('form', new Form(new URLSearchParams()));
  if (isRead(c)) return next();
  if (!isFromOrigin(c.req.raw, c.var.origin)) return showDoor(c, 403, { '': NOT_TAKEN });
  const form = await readForm(c, MAX_METADATA_FORM_BYTES);
  if (form === null) return showDoor(c, 413, { '': NOT_TAKEN });
  c.set('form', form);
  return next();
});

/** Lets an administrator pass, with his session's token in whatever is posted; others are asked for their link. */
export const requireAdministrator = createMiddleware<SetupEnv>(async (c, next) => {
  const door = c as unknown as Context<SetupDoorEnv>;
  const found = (await readSetupSession(door)) ?? (isRead(c) ? await enterAsPerson(door) : null);
  if (found === null) {
    return isRead(c)
      ? showDoor(door, 200, {})
      : showDoor(door, 403, { '': 'Your time here is over. Nothing was changed: open your link again.' });
  }
  const judged = await judgeSetupSession(door, found.session);
  if (!judged.ok) {
    clearSetupCookie(door);
    return judged.failure === null ? showDoor(door, 200, {}) : showEnded(door, judged.failure);
  }
  if (!isRead(c) && !isSameSecret(c.var.form.text('formToken'), found.formToken)) {
    return showDoor(door, 403, { '': NOT_TAKEN });
  }
  c.set('administrator', judged.value);
  c.set('formToken', found.formToken);
  return next();
});

function isRead(c: Context): boolean {
  return c.req.method === 'GET' || c.req.method === 'HEAD';
}
