/**
 * Our own verification as the ACS runs it, and the floor under it: the cryptography alone, which nobody can do without.
 * Pure but for WebCrypto.
 */
import { decodeBase64 } from '../../src/base64.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readResponse, verifyResponse } from '../../src/saml/receive-response.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import type { Contender } from './measure.ts';
import { type BenchResponse, IDP_KEY, NAME_ID, NOW, OCCASION, PARTIES } from './responses.ts';

/** From the form field to an Assertion that every rule has accepted. */
export function ours({ samlResponse }: BenchResponse): Contender {
  const expectations = expect();
  return {
    name: 'ours',
    async run() {
      const octets = decodeBase64(samlResponse);
      const response = octets && readResponse(octets);
      if (!response?.ok) throw new Error('the benchmark made a Response that cannot be read');
      const verdict = await verifyResponse(response.value, expectations, NOW);
      if (!verdict.accepted) throw new Error(`refused: ${verdict.failure.code}`);
      if (verdict.assertion.nameId?.value !== NAME_ID) throw new Error('read somebody else');
      return undefined;
    },
  };
}

/** What the benchmark's Responses are held against. */
export function expect(): Expectations {
  const certificate = readCertificate(IDP_KEY.certificatePem);
  if (!certificate.ok) throw new Error(certificate.failure.code);
  return {
    idpEntityId: PARTIES.idpEntityId,
    trustedKeys: [certificate.value.key],
    spEntityId: PARTIES.spEntityId,
    acsUrl: PARTIES.acsUrl,
    request: { id: OCCASION.requestId, issuedAt: NOW - 1000, forceAuthn: false },
    requireSigned: 'either',
    allowSha1: false,
    blockedAlgorithms: new Set(),
    decryptionKeys: [],
    allowUnauthenticatedCbc: false,
    clockSkewSeconds: 0,
    authnContextClassRefs: [],
    nameIdRequired: true,
  };
}

/**
 * For each signature one RSA-2048 verification over octets as long as SignedInfo, and one SHA-256 over the document, one
 * after the other, with a key that was imported before.
 */
export async function floor({ xml, signatures }: BenchResponse): Promise<Contender> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const [trusted] = expect().trustedKeys;
  const spki = decodeBase64(trusted?.spki ?? '');
  if (spki === null) throw new Error('the benchmark has no key');
  const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
  const document = new TextEncoder().encode(xml);
  const signedInfo = new TextEncoder().encode(/<ds:SignedInfo>.*?<\/ds:SignedInfo>/s.exec(xml)?.[0]);
  const value = decodeBase64(/<ds:SignatureValue>([^<]*)/.exec(xml)?.[1] ?? '');
  if (value === null) throw new Error('the benchmark made a Response without a signature');
  const count = signatures === 'both' ? 2 : 1;
  return {
    name: 'floor',
    async run() {
      for (let signature = 0; signature < count; signature++) {
        // It does not hold, for want of canonical form, which takes just as long to find out.
        await crypto.subtle.verify(algorithm, key, value, signedInfo);
        await crypto.subtle.digest('SHA-256', document);
      }
      return undefined;
    },
  };
}
