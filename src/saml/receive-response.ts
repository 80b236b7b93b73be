/**
 * From the octets of a Response to an Assertion that may be believed, or to a refusal, with every check on the way:
 * SAML Core 2.0, section 3.2.2, and SAML Profiles 2.0, section 4.1.4. The input is hostile until a signature held.
 * No I/O, no clock.
 */
import { failure, type Result, success } from '../result.ts';
import { parseXml } from '../xml/reader.ts';
import { isNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import { VerifiedElement, verifyEnvelopedSignature, verifyInnerSignature } from '../xmldsig/verify.ts';
import { DECRYPTION_FAILED } from '../xmlenc/decrypt.ts';
import type { Assertion } from './assertion.ts';
import { check } from './check.ts';
import { decryptSignedAssertion, verifyEncryptedAssertion } from './encrypted-assertion.ts';
import { envelopeChecks, isEncrypted, preconditionChecks } from './envelope-rules.ts';
import type { Expectations } from './expectations.ts';
import type { Check, SamlFailure } from './failure.ts';
import { NS_ASSERTION, NS_PROTOCOL } from './names.ts';
import { readAssertion } from './read-assertion.ts';
import { type ResponseEnvelope, readEnvelope, signatureOf } from './response.ts';
import { assertionChecks } from './rules.ts';

/**
 * A Response that was read but not verified. Its fields serve to find the connection and the pending request whose
 * keys and expectations then decide; they never grant anything.
 */
export interface UnverifiedResponse {
  readonly unverifiedIssuer: string | null;
  readonly unverifiedInResponseTo: string | null;
  readonly unverifiedEnvelope: ResponseEnvelope;
}

export type Verdict =
  | { readonly accepted: true; readonly assertion: Assertion; readonly checks: readonly Check[] }
  | { readonly accepted: false; readonly failure: SamlFailure; readonly checks: readonly Check[] };

/** All that can be said of a Response, for those who mend what is wrong; it grants nothing. */
export interface ResponseReport {
  /** The failure that the verdict has; null where it accepts. */
  readonly failure: SamlFailure | null;
  readonly checks: readonly Check[];
  /** Out of verified octets, and perhaps refused by a rule all the same; null where it was encrypted, and is for another audience. */
  readonly refusableAssertion: Assertion | null;
}

/** Reads the octets of a samlp:Response with the strict reader. Nothing in what it returns has been verified. */
export function readResponse(octets: Uint8Array): Result<UnverifiedResponse, SamlFailure> {
  const root = parseXml(octets);
  if (!root.ok) return root;
  if (!isNamed(root.value, NS_PROTOCOL, 'Response')) {
    return failure('not_a_response', 'a samlp:Response', root.value.name);
  }
  const envelope = readEnvelope(root.value);
  if (!envelope.ok) return envelope;
  return success({
    unverifiedIssuer: envelope.value.issuer ?? envelope.value.assertionIssuer,
    unverifiedInResponseTo: envelope.value.inResponseTo,
    unverifiedEnvelope: envelope.value,
  });
}

/**
 * Verifies the signatures with the pinned keys, reads the Assertion out of verified octets and applies every rule.
 * `now`: milliseconds since 1970. Refuses with the first failure; `checks` lists all that was looked at. `onSignaturesJudged` is
 * for whoever measures how long that took.
 */
export async function verifyResponse(
  response: UnverifiedResponse,
  expectations: Expectations,
  now: number,
  onSignaturesJudged?: () => void,
): Promise<Verdict> {
  const side = { expectations, now, goesOn: false, ...(onSignaturesJudged && { onSignaturesJudged }) };
  const { failure: failed, checks, refusableAssertion } = await judge(response, side);
  if (failed !== null) return { accepted: false, failure: failed, checks };
  if (refusableAssertion === null) throw new Error('what no rule refuses has an assertion');
  return { accepted: true, assertion: refusableAssertion, checks };
}

/**
 * Judges a Response by the same rules, and past the first failure whatever can still be judged: signatures where
 * a precondition failed, and where they do not hold the envelope, of which nothing is believed.
 */
export function reportResponse(
  response: UnverifiedResponse,
  expectations: Expectations,
  now: number,
): Promise<ResponseReport> {
  return judge(response, { expectations, now, goesOn: true });
}

interface Judging {
  readonly expectations: Expectations;
  readonly now: number;
  /** Past the first failure. */
  readonly goesOn: boolean;
  /** For whoever measures. */
  readonly onSignaturesJudged?: () => void;
}

async function judge(
  { unverifiedEnvelope: received }: UnverifiedResponse,
  { expectations, now, goesOn, onSignaturesJudged }: Judging,
): Promise<ResponseReport> {
  const checks = [check('xml_malformed', true, 'a samlp:Response in strict XML', 'one')];
  checks.push(...preconditionChecks(received, expectations));
  if (!checks.every(({ passed, code }) => passed || (goesOn && !LEAVES_NOTHING.has(code)))) {
    if (goesOn) checks.push(...envelopeChecks(received, false, expectations));
    return report(checks, null);
  }
  const stop = (failed: SamlFailure) => {
    checks.push(...untraced(failed, checks));
    if (goesOn) checks.push(...envelopeChecks(received, false, expectations));
    return report(checks, null);
  };
  const stopProbe = (before: number) => {
    checks.length = before;
    return stop(DECRYPTION_FAILED.failure);
  };
  const verified = await verifySignatures(received, expectations, checks);
  onSignaturesJudged?.();
  if (!verified.ok) return stop(verified.failure);
  const { envelope, envelopeVerified, checksBeforeProbe } = verified.value;
  const assertion = readAssertion(verified.value.assertion, expectations);
  if (!assertion.ok) checks.push({ ...assertion.failure, passed: false });
  if (assertion.ok || goesOn) checks.push(...envelopeChecks(envelope, envelopeVerified, expectations));
  if (!assertion.ok) return checksBeforeProbe === null ? report(checks, null) : stopProbe(checksBeforeProbe);
  const facts = { assertion: assertion.value, envelope, envelopeVerified, expectations, now };
  checks.push(...assertionChecks(facts));
  const isOurs = isForUs(checks);
  if (checksBeforeProbe !== null && !isOurs) return stopProbe(checksBeforeProbe);
  // Our keys open what was encrypted for any tenant: of another's nothing is shown to whoever signs around it.
  const isShown = isOurs || !received.assertions.some(isEncrypted);
  return report(checks, isShown ? assertion.value : null);
}

function isForUs(checks: readonly Check[]): boolean {
  return checks.every(({ code, passed }) => passed || !code.startsWith('audience_'));
}

/** Without these there is no Assertion to go on with. */
const LEAVES_NOTHING: ReadonlySet<string> = new Set(['assertion_count', 'decryption_key_missing']);

/** What the signatures cover, and the envelope around it. */
interface SignedContent {
  readonly assertion: VerifiedElement;
  readonly envelope: ResponseEnvelope;
  readonly envelopeVerified: boolean;
  /**
   * Where a padding alone says that what was encrypted is whole, and no signature inside: how many checks came before it. Our keys
   * open what was encrypted for any tenant, and every tenant can sign: unless it turns out to be for us, whoever asks learns
   * nothing that he would not learn of noise. Null where everything may be told.
   */
  readonly checksBeforeProbe: number | null;
}

/**
 * Enforces, in order: the signature of the Response, if it has one; that the Assertion decrypts, if it is encrypted; the
 * signature of the Assertion, if it has one. With neither signature nothing is returned whatever the connection requires.
 */
function verifySignatures(
  received: ResponseEnvelope,
  expectations: Expectations,
  checks: Check[],
): Promise<Result<SignedContent, SamlFailure>> {
  return received.signature === null
    ? verifyAssertion(received, expectations, checks)
    : verifySignedResponse(received, received.signature, expectations, checks);
}

/** The Assertion of a Response that is not signed has to be signed itself. */
async function verifyAssertion(
  received: ResponseEnvelope,
  expectations: Expectations,
  checks: Check[],
): Promise<Result<SignedContent, SamlFailure>> {
  const element = received.assertions[0] as XmlElement;
  const signature = signatureOf(element);
  let verified: Result<VerifiedElement, SamlFailure>;
  if (isEncrypted(element)) verified = await verifyEncryptedAssertion(element, expectations, checks);
  else if (signature === null) return failure('signature_missing', 'a signature', 'none');
  else verified = await verifyEnvelopedSignature(element, signature, expectations);
  const assertion = traced(verified, 'Assertion', checks);
  if (!assertion.ok) return assertion;
  return success({
    assertion: assertion.value,
    envelope: received,
    envelopeVerified: false,
    checksBeforeProbe: null,
  });
}

/** From a signed Response everything is taken out of its verified octets; the Assertion may be signed as well. */
async function verifySignedResponse(
  received: ResponseEnvelope,
  responseSignature: XmlElement,
  expectations: Expectations,
  checks: Check[],
): Promise<Result<SignedContent, SamlFailure>> {
  const unverified = received.assertions[0] as XmlElement;
  // Both signatures at once; they are judged one after the other, the outer one first.
  const [outer, inner] = await Promise.all([
    verifyEnvelopedSignature(received.element, responseSignature, expectations),
    isEncrypted(unverified) ? null : verifyOwnSignature(unverified, expectations),
  ]);
  const response = traced(outer, 'Response', checks);
  if (!response.ok) return response;
  const envelope = readEnvelope(VerifiedElement.element(response.value));
  if (!envelope.ok) return envelope;
  const [plain, ...more] = VerifiedElement.children(response.value, NS_ASSERTION, 'Assertion');
  const [encrypted, ...others] = VerifiedElement.children(response.value, NS_ASSERTION, 'EncryptedAssertion');
  const only = plain ?? encrypted;
  if (only === undefined || (plain && encrypted) || more.length > 0 || others.length > 0) {
    return failure('assertion_count', 'one Assertion', `${envelope.value.assertions.length}`);
  }
  const before = checks.length;
  const opened =
    only === plain
      ? success({ assertion: only, isIntact: true })
      : decryptSignedAssertion(only, expectations, checks);
  if (!opened.ok) return opened;
  const { assertion, isIntact } = opened.value;
  // What was encrypted was signed as the document that it decrypts to, everything else where it was received.
  const own =
    only === plain ? inner : await verifyOwnSignature(VerifiedElement.element(assertion), expectations);
  if (own !== null) {
    const signed = traced(own, 'Assertion', checks);
    if (!signed.ok && isIntact) return signed;
    if (!signed.ok) {
      checks.length = before;
      return DECRYPTION_FAILED;
    }
  }
  const checksBeforeProbe = isIntact || own !== null ? null : before;
  return success({ assertion, envelope: envelope.value, envelopeVerified: true, checksBeforeProbe });
}

/** The signature of an Assertion inside a signed Response; null where there is none. */
async function verifyOwnSignature(
  assertion: XmlElement,
  expectations: Expectations,
): Promise<Result<null, SamlFailure> | null> {
  const signature = signatureOf(assertion);
  return signature && verifyInnerSignature(assertion, signature, expectations);
}

/** Adds a signature that holds to the trace. */
function traced<Verified>(
  verified: Result<Verified, SamlFailure>,
  signed: 'Response' | 'Assertion',
  checks: Check[],
): Result<Verified, SamlFailure> {
  if (verified.ok)
    checks.push(check('signature_invalid', true, `a signature of the ${signed} that holds`, 'one'));
  return verified;
}

function report(checks: readonly Check[], refusableAssertion: Assertion | null): ResponseReport {
  const failed = checks.find(({ passed }) => !passed);
  return {
    failure:
      failed === undefined
        ? null
        : { code: failed.code, expected: failed.expected, received: failed.received },
    checks,
    refusableAssertion,
  };
}

/** The failure as the end of the trace, unless one of its checks is that failure already. */
function untraced(failed: SamlFailure, checks: readonly Check[]): readonly Check[] {
  const isTraced = checks.some(({ passed, code }) => !passed && code === failed.code);
  return isTraced ? [] : [{ ...failed, passed: false }];
}
