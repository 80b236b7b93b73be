/** All failure codes at run time: the parts of the explanations, which the compiler holds to the unions of codes. */
import { ASSERTION_EXPLANATIONS } from '../../src/sign-in/explanations/assertion.ts';
import { FLOW_EXPLANATIONS } from '../../src/sign-in/explanations/flow.ts';
import { LOGOUT_EXPLANATIONS } from '../../src/sign-in/explanations/logout.ts';
import { RESPONSE_EXPLANATIONS } from '../../src/sign-in/explanations/response.ts';
import { SIGNATURE_EXPLANATIONS } from '../../src/sign-in/explanations/signature.ts';
import { XML_EXPLANATIONS } from '../../src/sign-in/explanations/xml.ts';
import type { SignInFailureCode } from '../../src/sign-in/failure.ts';

export const FAILURE_CODES = [
  XML_EXPLANATIONS,
  SIGNATURE_EXPLANATIONS,
  RESPONSE_EXPLANATIONS,
  ASSERTION_EXPLANATIONS,
  FLOW_EXPLANATIONS,
  LOGOUT_EXPLANATIONS,
].flatMap((part) => Object.keys(part)) as SignInFailureCode[];
