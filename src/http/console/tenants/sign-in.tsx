/**
 * One refused sign-in: why, check by check and redacted, and, where its Response was kept, the way to try it again by the draft as it
 * is now. I/O: the tenant's record.
 */
import type { Refusal } from '../../../administration/refusal.ts';
import { explain } from '../../../sign-in/explain.ts';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { type RetriedSignIn, retrySignIn } from '../../retry-sign-in.ts';
import { FormToken } from '../form-token.tsx';
import { When } from '../when.tsx';
import { CheckList } from './check-list.tsx';
import { TenantFrame } from './frame.tsx';
import { showMissing, type TenantView } from './visit.tsx';

/** Shows the sign-in. */
export function showSignIn(view: TenantView): Promise<Response> {
  return show(view, null);
}

/** Tries it again, by the draft as it is now, or by what is live where there is none. */
export async function tryAgain(view: TenantView): Promise<Response> {
  const { c, author } = view;
  const refusal = await findRefusal(view);
  if (refusal === null) return show(view, null);
  const { settings, now } = c.var;
  return show(view, await retrySignIn(view, refusal.attempt.reference, { author, now, settings }));
}

function findRefusal({ c, record }: TenantView): Promise<Refusal | null> {
  return record.refusal((c.req.param('reference') ?? '').slice(0, MAX_REFERENCE_CHARACTERS), c.var.now);
}

const MAX_REFERENCE_CHARACTERS = 20;

async function show(view: TenantView, retried: RetriedSignIn | null): Promise<Response> {
  const { c, site, state, href } = view;
  const refusal = await findRefusal(view);
  if (refusal === null) return showMissing(view, 'sign-ins', 'refused sign-in');
  const { attempt, checks, evidenceUntil } = refusal;
  const connection =
    state.live.configuration.connections.find(({ id }) => id === attempt.connectionId) ?? null;
  const content = (
    <TenantFrame visit={view} tab="sign-ins" heading={`Sign-in ${attempt.reference}`}>
      {retried === null ? null : <Again retried={retried} hasDraft={state.draft !== null} />}
      <section class="panel" aria-labelledby="then">
        <header>
          <h2 id="then">How it went</h2>
          <p class="quiet">
            <When at={attempt.at} now={site.now} />
          </p>
        </header>
        {checks.length === 0 ? (
          <>
            {attempt.code === null ? null : <p>{explain(attempt.code).administrator.problem}</p>}
            <p class="quiet">Its checks are not kept.</p>
          </>
        ) : (
          <CheckList checks={checks} connection={connection} />
        )}
      </section>
      <section class="panel" aria-labelledby="again">
        <h2 id="again">Try it again</h2>
        {evidenceUntil === null ? (
          <p>
            What the identity provider sent is not kept, or not any more. Keeping it can be switched on, for
            some hours, with the list of sign-ins.
          </p>
        ) : (
          <form method="post" action={`${href}/sign-ins/${attempt.reference}/retry`}>
            <FormToken site={site} />
            <p>
              What the identity provider sent is kept, encrypted, until{' '}
              <When at={evidenceUntil} now={site.now} />. It is judged as if it came at the time it did.
              Nobody is signed in by that.
            </p>
            <p class="actions">
              <button type="submit">
                Try it again by {state.draft === null ? 'what is live' : 'the draft'}
              </button>
            </p>
          </form>
        )}
      </section>
    </TenantFrame>
  );
  return page(c, content);
}

function Again({ retried, hasDraft }: { readonly retried: RetriedSignIn; readonly hasDraft: boolean }) {
  const { checks, connection, attributes } = retried;
  const isGood = checks.every(({ passed }) => passed);
  return (
    <section class={isGood ? 'notice done' : 'notice warn'} role="alert" tabindex={-1} autofocus>
      <h2>
        {isGood ? 'It would pass' : 'It would not pass'}: tried again by{' '}
        {hasDraft ? 'the draft' : 'what is live'}
      </h2>
      <CheckList checks={checks} connection={connection} />
      {attributes.length === 0 ? null : (
        <p class="quiet">
          Attributes that came: <PersonData text={attributes.map(({ name }) => name).join(', ')} />
        </p>
      )}
    </section>
  );
}
