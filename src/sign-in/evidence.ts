/**
 * A refused Response as it is kept to be tried again: sealed under a key of its own purpose, and bound to its tenant and to the
 * reference number of its sign-in, so that whoever has one opens it nowhere else. No I/O.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import type { PurposeKeys } from '../session/purpose-keys.ts';
import { openSealedValue, sealValue } from '../session/sealed-value.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { PendingSignIn } from './pending-request.ts';

/** Whose sign-in it was. */
export interface EvidenceOwner {
  readonly tenantId: string;
  readonly reference: string;
}

export interface Evidence {
  readonly connectionId: string;
  /** When it was received: what it is judged by later, too. Milliseconds since 1970. */
  readonly at: number;
  /** Of the Response. */
  readonly octets: Uint8Array;
  readonly request: PendingSignIn | null;
  readonly serviceProvider: ServiceProvider;
}

/** What is larger is not kept: ten times what honest Responses take. */
export const MAX_EVIDENCE_OCTETS = 128 * 1024;

type Kept = EvidenceOwner & Omit<Evidence, 'octets'> & { readonly octets: string };

/** Seals the evidence for its owner. */
export function sealEvidence(
  { octets, ...evidence }: Evidence,
  owner: EvidenceOwner,
  keys: PurposeKeys,
): Promise<string> {
  const kept: Kept = { ...evidence, ...owner, octets: encodeBase64(octets) };
  return sealValue(kept, keys);
}

/** Opens what was sealed for this owner; null for anything else, and where the key is gone. */
export async function openEvidence(
  sealed: string,
  { tenantId, reference }: EvidenceOwner,
  keys: PurposeKeys,
): Promise<Evidence | null> {
  // What our own key sealed for this purpose has this shape.
  const kept = (await openSealedValue(sealed, keys)) as Kept | null;
  if (kept === null || kept.tenantId !== tenantId || kept.reference !== reference) return null;
  const { connectionId, at, request, serviceProvider } = kept;
  return {
    connectionId,
    at,
    request,
    serviceProvider,
    octets: decodeBase64(kept.octets) ?? new Uint8Array(),
  };
}
