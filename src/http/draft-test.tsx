/**
 * A test of a draft: a whole sign-in by the connection that waits, through the same ACS. It opens no session, consumes nothing,
 * and counts for the draft as it was when it began. What the identity provider said is shown once, as the answer to its post,
 * and kept without a word about the person. The draft comes from the record: no edge serves it. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import { compileDraft } from '../administration/configuration.ts';
import { type DraftTest, digestConnection } from '../administration/draft-trial.ts';
import { redactChecks } from '../administration/redact-checks.ts';
import { failure, type Result } from '../result.ts';
import { beginSignIn } from '../sign-in/begin.ts';
import type { SignInFailure } from '../sign-in/failure.ts';
import type { SignInFinished } from '../sign-in/finish.ts';
import type { HandedTest } from '../sign-in/hand-over.ts';
import type { TestOfDraft } from '../sign-in/pending-request.ts';
import { reportSignIn, type SignInReport } from '../sign-in/report.ts';
import { recordOf } from '../stores/administration.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';
import { clearPendingCookie } from './cookies.ts';
import { DraftTestPage } from './draft-test-page.tsx';
import { openHanded } from './handed-over.ts';
import { isSeen, keepAndSend } from './login.tsx';
import { refuseUnknownPath } from './not-found.tsx';
import { page, siteOf } from './respond.ts';
import { SETUP_PATH } from './setup-link-url.ts';

const REQUEST_ID_BYTES = 16;

type FinishedTest = Extract<SignInFinished, { readonly outcome: 'test' }>;

/** `GET /sso/draft-test?test=…`: begins what an administrator or an operator has asked for a moment ago. */
export async function beginDraftTest(c: Context<TenantEnv>): Promise<Response> {
  const { tenant, serviceProvider, settings, now } = c.var;
  const handed = await openHanded<HandedTest>(c, 'edge-saml/draft-test/1', c.req.query('test'));
  if (handed?.tenantId !== tenant.id || !isSeen(c.req.raw)) return refuseUnknownPath(c);
  const { connectionId, test } = handed;
  const tried = await findTried(c, connectionId, test);
  if (tried === null) return showReport(c, test, null, null);
  const begun = await beginSignIn(
    {
      tenant: tried.draft,
      serviceProvider,
      connectionId,
      returnTo: `${SETUP_PATH}/test`,
      email: null,
      restarted: false,
      test,
    },
    {
      now,
      random: crypto.getRandomValues(new Uint8Array(REQUEST_ID_BYTES)),
      signingKey: settings.spKeys.signing,
    },
  );
  if (begun.step === 'redirect' || begun.step === 'post') return keepAndSend(c, begun);
  const refused: Result<never, SignInFailure> =
    begun.step === 'failed'
      ? { ok: false, failure: begun.failure }
      : failure('connection_missing', connectionId, 'none');
  const check = { ...refused.failure, passed: false };
  const report = { failure: refused.failure, checks: [check], assertion: null, identity: null };
  return keepReport(c, tried.connection, test, report);
}

/** Shows what came of a test. */
export async function showDraftTest(
  c: Context<TenantEnv>,
  { request, response }: FinishedTest,
  serviceProvider: ServiceProvider,
): Promise<Response> {
  const { settings, now } = c.var;
  clearPendingCookie(c, request.requestId);
  const tried = await findTried(c, request.connectionId, request.test);
  if (tried === null) return showReport(c, request.test, null, null);
  const { draft: tenant, connection } = tried;
  const { blockedAlgorithms, spKeys } = settings;
  const deployment = { serviceProvider, blockedAlgorithms, decryptionKeys: spKeys.decrypting };
  const report = await reportSignIn({ tenant, connection, response, request, ...deployment }, now);
  return keepReport(c, connection, request.test, report);
}

interface Tried {
  readonly draft: Tenant;
  readonly connection: Connection;
}

/** The draft's connection, if it still is what the test began with. */
async function findTried(
  c: Context<TenantEnv>,
  connectionId: string,
  { digest }: TestOfDraft,
): Promise<Tried | null> {
  const state = await recordOf(c.env, c.var.tenant.id).read();
  if (state === null) return null;
  const draft = compileDraft(state);
  const connection = draft.connections.find(({ id }) => id === connectionId);
  return connection !== undefined && digestConnection(connection) === digest ? { draft, connection } : null;
}

async function keepReport(
  c: Context<TenantEnv>,
  connection: Connection,
  { digest, author }: TestOfDraft,
  report: SignInReport,
): Promise<Response> {
  const test: DraftTest = {
    connectionId: connection.id,
    digest,
    at: c.var.now,
    author,
    code: report.failure?.code ?? null,
    checks: redactChecks(report.checks),
    attributes: seenAttributes(report),
  };
  await recordOf(c.env, c.var.tenant.id).noteDraftTest(test);
  return showReport(c, { digest, author }, connection, report);
}

const MAX_SEEN = 200;
const MAX_SEEN_CHARACTERS = 300;

/** Their names alone. */
export function seenAttributes({ assertion }: Pick<SignInReport, 'assertion'>): DraftTest['attributes'] {
  const attributes = assertion?.attributes ?? [];
  return attributes.slice(0, MAX_SEEN).map(({ name, friendlyName, values }) => ({
    name: name.slice(0, MAX_SEEN_CHARACTERS),
    friendlyName: friendlyName?.slice(0, MAX_SEEN_CHARACTERS) ?? null,
    values: values.length,
  }));
}

/** Leads back to where the test was asked for; at the shared ACS that is another host. */
function showReport(
  c: Context<TenantEnv>,
  { author }: TestOfDraft,
  connection: Connection | null,
  report: SignInReport | null,
): Response | Promise<Response> {
  const { settings, tenant, origin } = c.var;
  const back =
    author.kind === 'operator'
      ? `${settings.scheme}://${settings.baseDomain}/console/tenants/${tenant.slug}/draft`
      : `${origin}${SETUP_PATH}/test`;
  const content = (
    <DraftTestPage site={siteOf(c.var, tenant)} connection={connection} report={report} back={back} />
  );
  return page(c, content);
}
