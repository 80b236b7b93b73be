/**
 * A refused sign-in, tried again as it was received then, by the draft as it is now, or by what is live where there is none.
 * It signs nobody in and consumes nothing; that it was done is told by the audit trail. I/O: the tenant's record.
 */
import type { Author } from '../administration/author.ts';
import { compileDraft } from '../administration/configuration.ts';
import type { KeptCheck, SeenAttribute } from '../administration/draft-trial.ts';
import { redactChecks } from '../administration/redact-checks.ts';
import type { TenantState } from '../administration/tenant-record.ts';
import { readResponse } from '../saml/receive-response.ts';
import { deriveEncryptionKeys } from '../session/purpose-keys.ts';
import type { Settings } from '../settings.ts';
import { openEvidence } from '../sign-in/evidence.ts';
import { reportSignIn } from '../sign-in/report.ts';
import type { RecordPort } from '../stores/administration.ts';
import type { Connection } from '../tenants/tenant.ts';
import { seenAttributes } from './draft-test.tsx';

/** What came of it. */
export interface RetriedSignIn {
  readonly checks: readonly KeptCheck[];
  readonly connection: Connection;
  readonly attributes: readonly SeenAttribute[];
}

interface RetryContext {
  readonly author: Author;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly settings: Settings;
}

/** Tries the refused sign-in of a reference again; null where its Response is not kept, or its connection is gone. */
export async function retrySignIn(
  { record, state }: { readonly record: RecordPort; readonly state: TenantState },
  reference: string,
  { author, now, settings }: RetryContext,
): Promise<RetriedSignIn | null> {
  const kept = await record.takeEvidence(reference, { author, now });
  if (kept === null) return null;
  const keys = await deriveEncryptionKeys(settings.cookieKeys, 'edge-saml/evidence/1');
  const evidence = await openEvidence(kept.sealed, { tenantId: state.tenantId, reference }, keys);
  const tenant = compileDraft(state);
  const connection = tenant.connections.find(({ id }) => id === evidence?.connectionId);
  if (evidence === null || connection === undefined) return null;
  const { request, serviceProvider } = evidence;
  const response = readResponse(evidence.octets);
  const { blockedAlgorithms, spKeys } = settings;
  const deployment = { serviceProvider, blockedAlgorithms, decryptionKeys: spKeys.decrypting };
  const report = await reportSignIn({ tenant, connection, response, request, ...deployment }, evidence.at);
  return { checks: redactChecks(report.checks), connection, attributes: seenAttributes(report) };
}
