/**
 * Whether a path is the tenant's recovery address, and open. The same work is done for every path that is asked about, and no
 * I/O, so that neither the answer nor its time tells a wrong or a closed address from a path that is none. Pure.
 */
import { hashSecret, isSameSecret } from '../operators/secret-text.ts';

/** What the edges know of a tenant's recovery; missing while it is not armed. */
export interface RecoveryGate {
  /** By hashSecret. */
  readonly secretHash: string;
  /** Milliseconds since 1970; from then on the address is none. */
  readonly armedUntil: number;
}

export const RECOVERY_PATH = '/sso/recovery/';

/** A hash that no secret has: it is longer. */
const CLOSED: RecoveryGate = { secretHash: '-'.repeat(44), armedUntil: 0 };

/** Gives the hash of the secret that a path opens a tenant's recovery with; null for every other path. */
export function openRecoveryGate(path: string, gate: RecoveryGate | undefined, now: number): string | null {
  const { secretHash, armedUntil } = gate ?? CLOSED;
  const received = hashSecret(path.slice(RECOVERY_PATH.length));
  const isOpen = [isSameSecret(received, secretHash), path.startsWith(RECOVERY_PATH), now < armedUntil].every(
    Boolean,
  );
  return isOpen ? received : null;
}
