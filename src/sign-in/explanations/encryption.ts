/** Explanations of why something encrypted is refused. */
import type { EncryptionFailureCode } from '../../xmlenc/failure.ts';
import { type Explanation, type Mender, NOT_SET_UP } from './explanation.ts';

const CURRENT_CERTIFICATE =
  'Load this site’s metadata anew, so that its current encryption certificate is used. If that was done, choose AES-256-GCM and RSA-OAEP.';

export const ENCRYPTION_EXPLANATIONS: Readonly<Record<EncryptionFailureCode, Explanation>> = {
  decryption_key_missing: notSetUp(
    'The assertion or a part of it is encrypted, and this site has no key to decrypt it with.',
    'identity-provider',
    'Switch encryption off for this application: the message travels over TLS in any case. Or have whoever runs this service set an encryption key up, then load the metadata anew.',
  ),
  encryption_malformed: notSetUp(
    'The encrypted part is not built as XML Encryption and SAML prescribe.',
    'identity-provider',
    'Return the encryption settings of this application to their defaults, or report this to the identity provider’s maker.',
  ),
  encryption_algorithm_unsupported: notSetUp(
    'The encryption uses an algorithm that is not known here.',
    'identity-provider',
    'Choose AES-256-GCM to encrypt the assertion, and RSA-OAEP with SHA-1 or SHA-256 for its key.',
  ),
  encryption_algorithm_forbidden: notSetUp(
    'The encryption uses an algorithm that is refused here: Triple DES and RSA 1.5 are broken, others may be blocked by whoever runs this service.',
    'identity-provider',
    'Choose AES-256-GCM in place of Triple DES to encrypt the assertion, and RSA-OAEP (rsa-oaep-mgf1p) in place of RSA 1.5 for its key.',
  ),
  encryption_unauthenticated: notSetUp(
    'The assertion is encrypted with AES-CBC and the Response is not signed. Such a message can be changed on the way, and decrypted by whoever records it and may ask often enough.',
    'identity-provider',
    'Choose AES-GCM, or have the response signed as well as the assertion (Entra ID: “Sign SAML response and assertion”; AD FS: SamlResponseSignature MessageAndAssertion). Where neither can be had, this connection can allow it (allowUnauthenticatedCbc).',
  ),
  decryption_failed: notSetUp(
    'No key of this site decrypts the encrypted part. It was encrypted for another key, or changed on the way; with AES-CBC it may also hold what does not belong there, or an assertion for another audience, which is not told apart.',
    'identity-provider',
    CURRENT_CERTIFICATE,
  ),
  decrypted_content_invalid: notSetUp(
    'What was encrypted is not the one element that belongs there, or it relies on namespaces declared outside of it.',
    'identity-provider',
    'Return the encryption settings of this application to their defaults, or report this to the identity provider’s maker: the assertion has to be encrypted as a document of its own.',
  ),
};

function notSetUp(problem: string, mender: Mender, remedy: string): Explanation {
  return { person: NOT_SET_UP, administrator: { problem, mender, remedy }, status: 403 };
}
