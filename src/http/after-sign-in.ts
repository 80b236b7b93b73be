/**
 * What is done with the answer of an identity provider once ours has gone out, and changes nothing about it: a refused one is
 * kept, sealed, where its connection asks for that, and any is judged by the draft where that has a shadow. I/O: the record.
 */
import type { Context } from 'hono';
import type { ShadowTask } from '../administration/draft-trial.ts';
import type { SealedEvidence } from '../administration/refusal.ts';
import { readResponse } from '../saml/receive-response.ts';
import { deriveEncryptionKeys } from '../session/purpose-keys.ts';
import { type EvidenceOwner, MAX_EVIDENCE_OCTETS, sealEvidence } from '../sign-in/evidence.ts';
import type { SignInCheck } from '../sign-in/failure.ts';
import type { ReceivedAnswer } from '../sign-in/finish.ts';
import { reportSignIn } from '../sign-in/report.ts';
import { recordOf } from '../stores/administration.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import { keptEvidenceHours } from '../tenants/tenant.ts';
import type { TenantEnv } from './context.ts';

/** How an ACS judged what it received. */
export interface JudgedAnswer {
  readonly received: ReceivedAnswer;
  /** Where it was refused. */
  readonly checks?: readonly SignInCheck[];
  readonly serviceProvider: ServiceProvider;
}

const HOUR = 3_600_000;

/** Seals a refused Response; null where nothing of it is to be kept. */
export async function keepEvidence(
  c: Context<TenantEnv>,
  { received: { octets, request }, serviceProvider }: JudgedAnswer,
  connectionId: string | null,
  reference: string,
): Promise<SealedEvidence | null> {
  const { tenant, settings, now } = c.var;
  const connection = tenant.connections.find(({ id }) => id === connectionId);
  const hours = connection === undefined ? 0 : keptEvidenceHours(connection);
  if (hours === 0 || connectionId === null || octets === null || octets.length > MAX_EVIDENCE_OCTETS)
    return null;
  const owner: EvidenceOwner = { tenantId: tenant.id, reference };
  const keys = await deriveEncryptionKeys(settings.cookieKeys, 'edge-saml/evidence/1');
  const evidence = { connectionId, at: now, octets, request, serviceProvider };
  return { sealed: await sealEvidence(evidence, owner, keys), expiresAt: now + hours * HOUR };
}

/** Judges what was received by the draft, and has that counted. */
export async function judgeInShadow(
  c: Context<TenantEnv>,
  { tenant, connection, digest }: ShadowTask,
  { received: { octets, request }, serviceProvider }: JudgedAnswer,
  live: 'signed_in' | 'refused',
): Promise<void> {
  if (octets === null) return;
  const { settings, now } = c.var;
  const response = readResponse(octets);
  const { blockedAlgorithms, spKeys } = settings;
  const judged = { tenant, connection, response, request, serviceProvider, blockedAlgorithms };
  const { failure } = await reportSignIn({ ...judged, decryptionKeys: spKeys.decrypting }, now);
  const count = { connectionId: connection.id, digest, live, code: failure?.code ?? null, lastAt: now };
  await recordOf(c.env, tenant.id).noteShadow(count);
}
