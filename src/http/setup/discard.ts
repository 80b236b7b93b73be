/** `/sso/setup/discard`: an administrator throws a draft away that one of them saved, on the revision that he saw. I/O: the tenant's record. */
import type { Context } from 'hono';
import { readWhole } from '../console/tenants/field-values.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import type { SetupEnv } from './env.ts';

/** Throws it away; the operator's drafts are his own. */
export async function discardDraft(c: Context<SetupEnv>): Promise<Response> {
  const { record, administrator, form, now } = c.var;
  const state = await record.read();
  const expectedRevision = readWhole(form.text('revision'));
  const isTheirs = state?.draft?.author.kind === 'administrator' && state.revision === expectedRevision;
  const context = { author: administrator.author, now, expectedRevision };
  const isDone = isTheirs && (await record.discardDraft(context)).ok;
  return c.redirect(`${SETUP_PATH}?done=${isDone ? 'discarded' : 'changed'}`, 303);
}
