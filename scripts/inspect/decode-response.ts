/**
 * What people have in hand when they ask about a Response: its XML, the base64 of it, or the whole form body from the
 * browser's network tab. Only the wrapping is told apart here; its content is for the strict reader. Pure.
 */
import { decodeBase64 } from '../../src/base64.ts';
import { failure, type Result, success } from '../../src/result.ts';
import type { SamlFailure } from '../../src/saml/failure.ts';
import { decodePostForm, MAX_FORM_BYTES } from '../../src/saml/post-binding.ts';

const LESS_THAN = 0x3c;

/** Takes the Response out of its wrapping. Neither base64 nor a form that a browser encoded ever holds a `<`. */
export function decodeResponse(
  octets: Uint8Array<ArrayBuffer>,
): Result<Uint8Array<ArrayBuffer>, SamlFailure> {
  if (octets.includes(LESS_THAN)) return success(octets);
  if (octets.length > MAX_FORM_BYTES) {
    return failure('form_too_large', `at most ${MAX_FORM_BYTES} bytes`, 'more');
  }
  const text = new TextDecoder().decode(octets).trim();
  const form = new URLSearchParams(text);
  if (form.has('SAMLResponse') || form.has('SAMLRequest')) {
    const posted = decodePostForm(new TextEncoder().encode(text), 'application/x-www-form-urlencoded');
    return posted.ok ? success(posted.value.samlResponse) : posted;
  }
  const decoded = decodeBase64(text);
  if (decoded !== null && decoded.length > 0) return success(decoded);
  return failure(
    'saml_response_not_base64',
    'XML, base64 with its padding, or a form body with a SAMLResponse',
    octets.length === 0 ? 'nothing' : 'something else',
  );
}
