/**
 * Signatures of the HTTP Redirect binding: SAML Bindings 2.0, section 3.4.4.1. They stand beside the message, over the octets
 * of `SAMLRequest=…&RelayState=…&SigAlg=…` as they are in the link: encoding a value anew could make other octets of
 * it. ECDSA values are raw r and s, as the identifiers in SigAlg define them. No I/O.
 */
import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Facts, failure, type Result, success } from '../result.ts';
import { SIGNATURE_ALGORITHMS } from '../xmldsig/algorithms.ts';
import type { SignatureFailureCode } from '../xmldsig/failure.ts';
import { type SigningKey, signOctets } from '../xmldsig/signing-key.ts';
import { checkAlgorithms, type SignaturePolicy, verifyOctets } from '../xmldsig/verify-octets.ts';
import type { RedirectQuery } from './redirect-query.ts';

/** Signs a query that holds the message, RelayState if there is one, and nothing else; returns it with its signature. */
export async function signRedirectQuery(query: string, key: SigningKey): Promise<string> {
  const signed = `${query}&SigAlg=${encodeURIComponent(key.algorithm.uri)}`;
  const value = await signOctets(key, UTF8.encode(signed));
  return `${signed}&Signature=${encodeURIComponent(encodeBase64(value))}`;
}

/**
 * Verifies that one of the pinned keys signed exactly the parameters that will be read, wherever in the link they stand.
 * Enforces, in order: a Signature, its base64, a known algorithm, the policy, the value.
 */
export async function verifyRedirectSignature(
  { wanted, parameters }: RedirectQuery,
  policy: SignaturePolicy,
): Promise<Result<null, Facts<SignatureFailureCode>>> {
  const signature = parameters.get('Signature');
  if (signature === undefined) return failure('signature_missing', 'a Signature', 'none');
  const value = decodeBase64(signature.value);
  if (value === null || value.length === 0) {
    return failure('signature_malformed', 'a Signature in base64', 'something else');
  }
  const uri = parameters.get('SigAlg')?.value ?? 'none';
  const algorithm = SIGNATURE_ALGORITHMS.get(uri);
  if (algorithm === undefined) {
    return failure('signature_algorithm_unsupported', 'RSA or ECDSA with SHA-256, SHA-384 or SHA-512', uri);
  }
  const forbidden = checkAlgorithms([algorithm], policy);
  if (forbidden !== null) return forbidden;
  const signed = [wanted, 'RelayState', 'SigAlg'].flatMap((name) => {
    const parameter = parameters.get(name);
    return parameter === undefined ? [] : [`${name}=${parameter.raw}`];
  });
  const verified = await verifyOctets(algorithm, value, UTF8.encode(signed.join('&')), policy.trustedKeys);
  return verified.ok ? success(null) : verified;
}

const UTF8 = new TextEncoder();
