/**
 * What each failure means: to the person, to the administrator, and as an HTTP status. Pure. The parts are typed over
 * each layer's union of codes, so that a code without an explanation does not compile.
 */
import { ASSERTION_EXPLANATIONS } from './explanations/assertion.ts';
import { ENCRYPTION_EXPLANATIONS } from './explanations/encryption.ts';
import type { Explanation } from './explanations/explanation.ts';
import { FLOW_EXPLANATIONS } from './explanations/flow.ts';
import { LOGOUT_EXPLANATIONS } from './explanations/logout.ts';
import { RESPONSE_EXPLANATIONS } from './explanations/response.ts';
import { SIGNATURE_EXPLANATIONS } from './explanations/signature.ts';
import { XML_EXPLANATIONS } from './explanations/xml.ts';
import type { SignInFailureCode } from './failure.ts';

const EXPLANATIONS: Readonly<Record<SignInFailureCode, Explanation>> = {
  ...XML_EXPLANATIONS,
  ...SIGNATURE_EXPLANATIONS,
  ...ENCRYPTION_EXPLANATIONS,
  ...RESPONSE_EXPLANATIONS,
  ...ASSERTION_EXPLANATIONS,
  ...FLOW_EXPLANATIONS,
  ...LOGOUT_EXPLANATIONS,
};

/** Reads a failure code that was sent along, by anybody; null for what is none. */
export function readFailureCode(text: string): SignInFailureCode | null {
  return Object.hasOwn(EXPLANATIONS, text) ? (text as SignInFailureCode) : null;
}

/** Explains a failure code. */
export function explain(code: SignInFailureCode): Explanation {
  return EXPLANATIONS[code];
}
