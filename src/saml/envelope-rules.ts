/**
 * What a Response has to look like around its Assertion: SAML Core 2.0, section 3.2.2, SAML Bindings 2.0, section
 * 3.5.5.2. The envelope of a Response that is not signed is the sender's word: these rules can only refuse. Pure.
 */
import type { XmlElement } from '../xml/tree.ts';
import { check } from './check.ts';
import type { Expectations } from './expectations.ts';
import type { Check } from './failure.ts';
import { STATUS_SUCCESS } from './names.ts';
import { type ResponseEnvelope, signatureOf } from './response.ts';

/** What is asked before any signature is looked at, in order; the first failure ends it. */
export function preconditionChecks(envelope: ResponseEnvelope, expectations: Expectations): Check[] {
  return [
    version(envelope),
    status(envelope),
    assertionCount(envelope),
    decryptable(envelope, expectations),
    signaturesPossible(envelope, expectations),
  ];
}

/** What is asked of the envelope once the signatures hold. */
export function envelopeChecks(
  envelope: ResponseEnvelope,
  verified: boolean,
  expectations: Expectations,
): Check[] {
  return [
    destination(envelope, verified, expectations),
    responseIssuer(envelope, verified, expectations),
    responseInResponseTo(envelope, expectations),
  ];
}

/** Whether a child of a Response is a saml:EncryptedAssertion. */
export function isEncrypted({ localName }: XmlElement): boolean {
  return localName === 'EncryptedAssertion';
}

function version({ version }: ResponseEnvelope): Check {
  return check('response_version_unsupported', version === '2.0', '2.0', version);
}

/** A second-level code under Success would say that something went wrong after all. */
function status({ status: { code, detail } }: ResponseEnvelope): Check {
  const received = detail === null ? code : `${code}, ${detail}`;
  return check('status_not_success', code === STATUS_SUCCESS && detail === null, STATUS_SUCCESS, received);
}

function assertionCount({ assertions }: ResponseEnvelope): Check {
  return check('assertion_count', assertions.length === 1, 'one Assertion', `${assertions.length}`);
}

function decryptable({ assertions }: ResponseEnvelope, { decryptionKeys }: Expectations): Check {
  const encrypted = assertions.some(isEncrypted);
  return check(
    'decryption_key_missing',
    !encrypted || decryptionKeys.length > 0,
    encrypted ? 'a key to decrypt with' : 'an Assertion, or a key to decrypt with',
    encrypted ? `${decryptionKeys.length} keys` : 'an Assertion',
  );
}

/** Presence only: whether a signature that is there holds is never optional. What is encrypted is asked again when open. */
function signaturesPossible({ signature, assertions }: ResponseEnvelope, expectations: Expectations): Check {
  const [assertion] = assertions;
  const signed =
    assertion !== undefined && (isEncrypted(assertion) ? 'perhaps' : signatureOf(assertion) !== null);
  return signaturesPresent(signature !== null, signed, expectations);
}

/** Whether the signatures that the connection requires are there. */
export function signaturesPresent(
  response: boolean,
  assertion: boolean | 'perhaps',
  { requireSigned }: Expectations,
): Check {
  const assertionToo = assertion !== false;
  const [passed, expected] = {
    response: [response, 'a signed Response'] as const,
    assertion: [assertionToo, 'a signed Assertion'] as const,
    either: [response || assertionToo, 'a signed Response or a signed Assertion'] as const,
    both: [response && assertionToo, 'a signed Response and a signed Assertion'] as const,
  }[requireSigned];
  const perhaps = assertion === 'perhaps' ? 'perhaps ' : '';
  const signed = [response ? 'the Response' : [], assertionToo ? `${perhaps}the Assertion` : []].flat();
  return check('signature_required', passed, expected, signed.join(' and ') || 'neither signed');
}

/** Exactly the ACS URL. It may be left out or empty only where the Response is not signed. */
function destination({ destination }: ResponseEnvelope, verified: boolean, { acsUrl }: Expectations): Check {
  const passed = destination === acsUrl || (!verified && (destination === null || destination === ''));
  return check('destination_mismatch', passed, acsUrl, destination);
}

/** Exactly the identity provider. It may be left out only where the Response is not signed. */
function responseIssuer(
  { issuer }: ResponseEnvelope,
  verified: boolean,
  { idpEntityId }: Expectations,
): Check {
  const passed = issuer === idpEntityId || (!verified && issuer === null);
  return check('response_issuer_mismatch', passed, idpEntityId, issuer);
}

function responseInResponseTo({ inResponseTo }: ResponseEnvelope, { request }: Expectations): Check {
  const passed = inResponseTo === (request?.id ?? null);
  return check('response_in_response_to_mismatch', passed, request?.id ?? 'none', inResponseTo);
}
