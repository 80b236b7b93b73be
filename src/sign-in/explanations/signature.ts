/** Explanations of why a signature does not hold. */
import type { SignatureFailureCode } from '../../xmldsig/failure.ts';
import { type Explanation, type Mender, NOT_TRUSTED } from './explanation.ts';

const NEW_METADATA =
  'Download the identity provider’s current metadata or signing certificate and save it in this connection.';
const UNUSUAL =
  'Return the identity provider’s signing settings to their defaults, or report this to its maker.';

export const SIGNATURE_EXPLANATIONS: Readonly<Record<SignatureFailureCode, Explanation>> = {
  signature_missing: untrusted(
    'What should be signed carries no signature.',
    'identity-provider',
    'Switch signing on in this application’s settings at the identity provider: sign the assertion, the response or both, as this connection requires.',
  ),
  signature_malformed: untrusted(
    'The signature is not built as XML Signature prescribes.',
    'identity-provider',
    UNUSUAL,
  ),
  signature_algorithm_unsupported: untrusted(
    'The signature uses an algorithm that is not known here.',
    'identity-provider',
    'Choose RSA with SHA-256 as the signing algorithm.',
  ),
  signature_algorithm_forbidden: untrusted(
    'The signature uses an algorithm that is too weak to be trusted, such as SHA-1.',
    'identity-provider',
    'Choose SHA-256 as both the signature and the digest algorithm.',
  ),
  signature_key_unusable: untrusted(
    'None of this connection’s certificates has a key that fits the signature’s algorithm.',
    'service-provider',
    NEW_METADATA,
  ),
  signature_reference_invalid: untrusted(
    'The signature does not cover the element that it stands in. This is also how forged messages look.',
    'identity-provider',
    UNUSUAL,
  ),
  signature_transforms_forbidden: untrusted(
    'The signature transforms the message in a way that SAML does not allow.',
    'identity-provider',
    UNUSUAL,
  ),
  signature_duplicate_id: untrusted(
    'Two elements have the same ID, so that it is not certain which one is signed. This is also how forged messages look.',
    'identity-provider',
    UNUSUAL,
  ),
  signature_canonicalization_failed: untrusted(
    'The signed part cannot be brought into the form that is signed.',
    'identity-provider',
    UNUSUAL,
  ),
  signature_invalid: untrusted(
    'No certificate of this connection fits the signature: the identity provider’s certificate was replaced, or somebody else signed.',
    'service-provider',
    NEW_METADATA,
  ),
  signature_digest_mismatch: untrusted(
    'The message was changed after it was signed.',
    'identity-provider',
    'Look for what changes messages on the way: a proxy that rewrites addresses, a browser extension, an add-on at the identity provider.',
  ),
};

function untrusted(problem: string, mender: Mender, remedy: string): Explanation {
  return { person: NOT_TRUSTED, administrator: { problem, mender, remedy }, status: 403 };
}
