/**
 * One refused sign-in: why, check by check and redacted, and, where its Response was kept, the way to try it again by the draft as it
 * is now. Trying again signs nobody in and consumes nothing; that it was done is told by the audit trail. I/O: the tenant's record.
 */
import { compileDraft } from '../../../administration/configuration.ts';
import type { KeptCheck } from '../../../administration/draft-trial.ts';
import { redactChecks } from '../../../administration/redact-checks.ts';
import type { Refusal } from '../../../administration/refusal.ts';
import { readResponse } from '../../../saml/receive-response.ts';
import { deriveEncryptionKeys } from '../../../session/purpose-keys.ts';
import { openEvidence } from '../../../sign-in/evidence.ts';
import { explain } from '../../../sign-in/explain.ts';
import { reportSignIn } from '../../../sign-in/report.ts';
import type { Connection } from '../../../tenants/tenant.ts';
import { seenAttributes } from '../../draft-test.tsx';
import { PersonData } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { FormToken } from '../form-token.tsx';
import { When } from '../when.tsx';
import { CheckList } from './check-list.tsx';
import { TenantFrame } from './frame.tsx';
import { showMissing, type TenantView } from './visit.tsx';

/** What came of trying again. */
interface Retried {
  readonly checks: readonly KeptCheck[];
  readonly connection: Connection;
  readonly attributes: readonly string[];
}

/** Shows the sign-in. */
export function showSignIn(view: TenantView): Promise<Response> {
  return show(view, null);
}

/** Tries it again, as it was received then, by the draft as it is now, or by what is live where there is none. */
export async function retrySignIn(view: TenantView): Promise<Response> {
  const { c, record, state, author } = view;
  const { settings, now } = c.var;
  const refusal = await findRefusal(view);
  const kept = refusal && (await record.takeEvidence(refusal.attempt.reference, { author, now }));
  if (refusal === null || kept === null) return show(view, null);
  const keys = await deriveEncryptionKeys(settings.cookieKeys, 'edge-saml/evidence/1');
  const owner = { tenantId: state.tenantId, reference: refusal.attempt.reference };
  const evidence = await openEvidence(kept.sealed, owner, keys);
  const tenant = compileDraft(state);
  const connection = tenant.connections.find(({ id }) => id === evidence?.connectionId);
  if (evidence === null || connection === undefined) return show(view, null);
  const { request, serviceProvider } = evidence;
  const response = readResponse(evidence.octets);
  const { blockedAlgorithms, spKeys } = settings;
  const deployment = { serviceProvider, blockedAlgorithms, decryptionKeys: spKeys.decrypting };
  const report = await reportSignIn({ tenant, connection, response, request, ...deployment }, evidence.at);
  const attributes = seenAttributes(report).map(({ name }) => name);
  return show(view, { checks: redactChecks(report.checks), connection, attributes });
}

function findRefusal({ c, record }: TenantView): Promise<Refusal | null> {
  return record.refusal((c.req.param('reference') ?? '').slice(0, MAX_REFERENCE_CHARACTERS), c.var.now);
}

const MAX_REFERENCE_CHARACTERS = 20;

async function show(view: TenantView, retried: Retried | null): Promise<Response> {
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

function Again({ retried, hasDraft }: { readonly retried: Retried; readonly hasDraft: boolean }) {
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
          Attributes that came: <PersonData text={attributes.join(', ')} />
        </p>
      )}
    </section>
  );
}
