/**
 * From the octets of a Response to an Assertion that may be believed, or to a refusal, with every check on the way.
 * (skeleton: the signatures are the contract)
 */
import type { Result } from '../result.ts';
import type { Assertion } from './assertion.ts';
import type { Expectations } from './expectations.ts';
import type { Check, SamlFailure } from './failure.ts';

/**
 * A Response that was read but not verified. Its fields serve to find the connection and the pending request whose
 * keys and expectations then decide; they never grant anything.
 */
export interface UnverifiedResponse {
  readonly unverifiedIssuer: string | null;
  readonly unverifiedInResponseTo: string | null;
}

export type Verdict =
  | { readonly accepted: true; readonly assertion: Assertion; readonly checks: readonly Check[] }
  | { readonly accepted: false; readonly failure: SamlFailure; readonly checks: readonly Check[] };

/** Reads the octets of a samlp:Response with the strict reader. Nothing in what it returns has been verified. */
export function readResponse(_octets: Uint8Array): Result<UnverifiedResponse, SamlFailure> {
  throw new Error('not yet');
}

/** Verifies signatures with the pinned keys, reads the Assertion out of verified octets, applies every rule. `now`: milliseconds since 1970. */
export async function verifyResponse(
  _response: UnverifiedResponse,
  _expectations: Expectations,
  _now: number,
): Promise<Verdict> {
  throw new Error('not yet');
}
