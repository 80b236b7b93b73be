/**
 * What makes an encrypted Assertion believable: SAML Core 2.0, section 6. Encryption never does: our public key is
 * public. Either a signature of the Response covers the ciphertext, or the Assertion inside is signed by itself, over
 * octets of its own. Its input is hostile. No I/O.
 */
import { failure, type Result, success } from '../result.ts';
import type { XmlElement } from '../xml/tree.ts';
import { VerifiedElement, verifyEnvelopedSignature } from '../xmldsig/verify.ts';
import { DECRYPTION_FAILED, decryptElement } from '../xmlenc/decrypt.ts';
import { check } from './check.ts';
import { signaturesPresent } from './envelope-rules.ts';
import type { Expectations } from './expectations.ts';
import type { Check, SamlFailure } from './failure.ts';
import { NS_ASSERTION } from './names.ts';
import { signatureOf } from './response.ts';

const ASSERTION = { namespace: NS_ASSERTION, localName: 'Assertion' } as const;
const DECRYPTED = check('decryption_failed', true, 'an EncryptedAssertion that decrypts', 'one');

/** What an EncryptedAssertion held; `isIntact` as in `Decrypted`. */
interface Opened {
  readonly assertion: VerifiedElement;
  readonly isIntact: boolean;
}

/** Decrypts the EncryptedAssertion of a Response whose signature held. A signature inside is still to be verified. */
export function decryptSignedAssertion(
  container: VerifiedElement,
  expectations: Expectations,
  checks: Check[],
): Result<Opened, SamlFailure> {
  const decrypted = VerifiedElement.decrypt(container, ASSERTION, expectations);
  if (!decrypted.ok) return decrypted;
  const { content: assertion, isIntact } = decrypted.value;
  const inside: Check[] = [DECRYPTED];
  const absent = checkSignatures(true, VerifiedElement.element(assertion), expectations, inside);
  if (absent !== null && !isIntact) return DECRYPTION_FAILED;
  checks.push(...inside);
  return absent ?? success({ assertion, isIntact });
}

/**
 * Decrypts the EncryptedAssertion of a Response that is not signed, and verifies the Assertion inside. Where the
 * ciphertext may have been changed on the way, nothing that fails is told apart until that signature holds: neither
 * by its code nor in the trace. Time still tells a text that can be read from one that cannot, which is why such a
 * ciphertext is not accepted unless the connection asks for it.
 */
export async function verifyEncryptedAssertion(
  container: XmlElement,
  expectations: Expectations,
  checks: Check[],
): Promise<Result<VerifiedElement, SamlFailure>> {
  const decrypted = decryptElement(container, ASSERTION, { ...expectations, isSigned: false });
  if (!decrypted.ok) return decrypted;
  const { element, isIntact } = decrypted.value;
  const inside: Check[] = [DECRYPTED];
  const verified = await verifyInside(element, expectations, inside);
  if (!verified.ok && !isIntact) return DECRYPTION_FAILED;
  checks.push(...inside);
  return verified;
}

async function verifyInside(
  element: XmlElement,
  expectations: Expectations,
  checks: Check[],
): Promise<Result<VerifiedElement, SamlFailure>> {
  const absent = checkSignatures(false, element, expectations, checks);
  if (absent !== null) return absent;
  const signature = signatureOf(element);
  return signature === null
    ? failure('signature_missing', 'a signature', 'none')
    : verifyEnvelopedSignature(element, signature, expectations);
}

/**
 * Asks again for the signatures that the connection requires, now that the Assertion can be seen; null where they are
 * there.
 */
function checkSignatures(
  response: boolean,
  assertion: XmlElement,
  expectations: Expectations,
  checks: Check[],
): Result<never, SamlFailure> | null {
  const present = signaturesPresent(response, signatureOf(assertion) !== null, expectations);
  checks.push(present);
  return present.passed ? null : failure('signature_required', present.expected, present.received);
}
