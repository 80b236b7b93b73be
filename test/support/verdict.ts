/**
 * What the core says to a document: the reader and the verifier that the Worker runs, with the keys and the clock of the
 * genuine Response. Whatever is accepted is looked through for the person that every attack wants to be.
 */
import type { Assertion } from '../../src/saml/assertion.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import {
  readResponse,
  reportResponse,
  type Verdict,
  verifyResponse,
} from '../../src/saml/receive-response.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import type { TrustedKey } from '../../src/x509/trusted-key.ts';
import { keepRefused } from './attack-harvest.ts';
import { countMessage } from './attack-tally.ts';
import { GENUINE, type TestKeyName, testKey } from './signed-response.ts';

/** Whom the attacker wants to be. No honest document of these tests mentions it. */
export const ADMIN = 'admin@acme.example';

const pinned = new Map<TestKeyName, TrustedKey>();

/** The key of a test as a connection pins it. */
export function trustedKey(name: TestKeyName): TrustedKey {
  const known = pinned.get(name);
  if (known !== undefined) return known;
  const certificate = readCertificate(testKey(name).certificatePem);
  if (!certificate.ok) throw new Error(`the certificate of ${name}: ${certificate.failure.code}`);
  pinned.set(name, certificate.value.key);
  return certificate.value.key;
}

/** What acme's service provider expects of the answer to its request, with some of it replaced. */
export function expectations(changes: Partial<Expectations> = {}): Expectations {
  return {
    idpEntityId: GENUINE.idpEntityId,
    trustedKeys: [trustedKey('rsaA')],
    spEntityId: GENUINE.spEntityId,
    acsUrl: GENUINE.acsUrl,
    request: { id: GENUINE.requestId, issuedAt: GENUINE.now - 60_000, forceAuthn: false },
    requireSigned: 'either',
    allowSha1: false,
    blockedAlgorithms: new Set(),
    decryptionKeys: [],
    allowUnauthenticatedCbc: false,
    clockSkewSeconds: 180,
    authnContextClassRefs: [],
    nameIdRequired: true,
    ...changes,
  };
}

/** The verdict on a document; throws if it makes anybody admin. */
export async function verdictOn(
  document: string | Uint8Array,
  changes: Partial<Expectations> = {},
  now: number = GENUINE.now,
): Promise<Verdict> {
  const verdict = await judge(document, changes, now);
  countMessage(verdict.accepted);
  if (!verdict.accepted) keepRefused(document);
  if (verdict.accepted && JSON.stringify(verdict.assertion).includes(ADMIN)) {
    throw new Error(`a forged document was believed: ${JSON.stringify(verdict.assertion)}`);
  }
  return verdict;
}

async function judge(
  document: string | Uint8Array,
  changes: Partial<Expectations>,
  now: number,
): Promise<Verdict> {
  const octets = typeof document === 'string' ? new TextEncoder().encode(document) : document;
  const response = readResponse(octets);
  if (!response.ok) return { accepted: false, failure: response.failure, checks: [] };
  const verdict = await verifyResponse(response.value, expectations(changes), now);
  // The report goes on past a failure, and must never say anything else of what decides.
  const { failure } = await reportResponse(response.value, expectations(changes), now);
  const decided = verdict.accepted ? null : verdict.failure;
  if (JSON.stringify(failure) !== JSON.stringify(decided)) {
    throw new Error(`the report has ${failure?.code}, the verdict ${decided?.code}`);
  }
  return verdict;
}

/** `accepted`, or the code of the refusal. */
export async function outcomeOf(
  document: string | Uint8Array,
  changes: Partial<Expectations> = {},
  now: number = GENUINE.now,
): Promise<'accepted' | SamlFailureCode> {
  const verdict = await verdictOn(document, changes, now);
  return verdict.accepted ? 'accepted' : verdict.failure.code;
}

/** What an accepted document says; throws if it is refused. */
export async function acceptedAssertion(
  document: string | Uint8Array,
  changes: Partial<Expectations> = {},
  now: number = GENUINE.now,
): Promise<Assertion> {
  const verdict = await verdictOn(document, changes, now);
  if (verdict.accepted) return verdict.assertion;
  throw new Error(`an honest document was refused: ${JSON.stringify(verdict.failure)}`);
}
