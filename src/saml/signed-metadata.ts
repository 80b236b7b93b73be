/**
 * Signed metadata: SAML Metadata 2.0, section 3. The signature is the root's own, over the whole document, by a key that
 * was pinned beforehand; what the document says of the identity provider is read from nothing but the octets that were
 * verified. A signature on an entity further inside proves nothing about which entity it is. No I/O; the document is hostile.
 */
import { failure, type Result } from '../result.ts';
import { VerifiedElement, verifyEnvelopedSignature } from '../xmldsig/verify.ts';
import type { SignaturePolicy } from '../xmldsig/verify-octets.ts';
import {
  type IdpMetadata,
  type MetadataExpectations,
  parseMetadata,
  readIdpMetadataElement,
} from './idp-metadata.ts';
import type { MetadataFailure } from './metadata-failure.ts';
import { signatureOf } from './response.ts';

/** Verifies the signature of a document, and reads the identity provider as `readIdpMetadata` does. */
export async function readSignedIdpMetadata(
  octets: Uint8Array,
  expectations: MetadataExpectations,
  policy: Omit<SignaturePolicy, 'allowSha1'>,
): Promise<Result<IdpMetadata, MetadataFailure>> {
  const root = parseMetadata(octets);
  if (!root.ok) return root;
  const signature = signatureOf(root.value);
  if (signature === null) {
    return failure('signature_missing', `a Signature as a child of <${root.value.name}>`, 'none');
  }
  const verified = await verifyEnvelopedSignature(root.value, signature, { ...policy, allowSha1: false });
  if (!verified.ok) return verified;
  return readIdpMetadataElement(VerifiedElement.element(verified.value), expectations);
}
