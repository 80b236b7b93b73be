/** What a Response is held against. All of it comes from the tenant record and the pending request, nothing from the message. */
import type { TrustedKey } from '../x509/trusted-key.ts';
import type { DecryptionKey } from '../xmlenc/decryption-key.ts';

export type SignatureRequirement = 'response' | 'assertion' | 'either' | 'both';

export interface Expectations {
  readonly idpEntityId: string;
  /** The pinned keys; with none of them, every Response is refused. */
  readonly trustedKeys: readonly TrustedKey[];
  readonly spEntityId: string;
  readonly acsUrl: string;
  /** The request this answers; null for an unsolicited Response. */
  readonly request: PendingRequest | null;
  /** Which signatures must be there. One that is there must hold in any case. */
  readonly requireSigned: SignatureRequirement;
  /** Dangerous: RSA-SHA1, ECDSA-SHA1 and SHA-1 digests can be forged by whoever can afford a collision. */
  readonly allowSha1: boolean;
  /** Identifiers that this deployment refuses whatever a connection allows. */
  readonly blockedAlgorithms: ReadonlySet<string>;
  /** Our own keys, each tried; with none of them, whatever is encrypted is refused. */
  readonly decryptionKeys: readonly DecryptionKey[];
  /** Dangerous: AES-CBC that no signature covers lets whoever recorded a message try to decrypt it by asking. */
  readonly allowUnauthenticatedCbc: boolean;
  readonly clockSkewSeconds: number;
  /** Authentication context classes of which one must be met; empty accepts any. */
  readonly authnContextClassRefs: readonly string[];
  /** False only where the account key comes from an attribute. */
  readonly nameIdRequired: boolean;
}

export interface PendingRequest {
  readonly id: string;
  /** Milliseconds since 1970. Null where it is not known (the inspector). */
  readonly issuedAt: number | null;
  readonly forceAuthn: boolean;
}
