/** Why something encrypted is refused. */
import type { Facts } from '../result.ts';

export type EncryptionFailureCode =
  /** There is no key to decrypt with. */
  | 'decryption_key_missing'
  | 'encryption_malformed'
  | 'encryption_algorithm_unsupported'
  /** Known, and too weak to be used at all. */
  | 'encryption_algorithm_forbidden'
  /** AES-CBC where no verified signature covers the ciphertext. */
  | 'encryption_unauthenticated'
  /** Whatever broke: the one code for all that depends on a secret. */
  | 'decryption_failed'
  /** What a genuine ciphertext holds is not what belongs there. */
  | 'decrypted_content_invalid';

export type EncryptionFailure = Facts<EncryptionFailureCode>;
