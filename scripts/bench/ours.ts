/**
 * Our own verification as the ACS runs it, and the floor under it: the cryptography alone, which nobody can do without.
 * Pure but for WebCrypto; runs in Node as well as in a Worker.
 */
import { decodeBase64 } from '../../src/base64.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readResponse, verifyResponse } from '../../src/saml/receive-response.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import type { Contender } from './measure.ts';
import { BARE_SIGNED_INFO, NAME_ID, OCCASION, PARTIES, type Trust } from './parties.ts';
import type { BenchResponse } from './responses.ts';

/** From the form field to an Assertion that every rule has accepted. */
export function ours({ samlResponse }: BenchResponse, trust: Trust): Contender {
  const expectations = expect(trust);
  return {
    name: 'ours',
    async run() {
      const octets = decodeBase64(samlResponse);
      const response = octets && readResponse(octets);
      if (!response?.ok) throw new Error('the benchmark made a Response that cannot be read');
      const verdict = await verifyResponse(response.value, expectations, trust.now);
      if (!verdict.accepted) throw new Error(`refused: ${verdict.failure.code}`);
      if (verdict.assertion.nameId?.value !== NAME_ID) throw new Error('read somebody else');
      return undefined;
    },
  };
}

/** What the benchmark's Responses are held against. */
export function expect({ idpCertificatePem, spPrivateKeyPem, now }: Trust): Expectations {
  return {
    idpEntityId: PARTIES.idpEntityId,
    trustedKeys: [keyOf(idpCertificatePem)],
    spEntityId: PARTIES.spEntityId,
    acsUrl: PARTIES.acsUrl,
    request: { id: OCCASION.requestId, issuedAt: now - 1000, forceAuthn: false },
    requireSigned: 'either',
    allowSha1: false,
    blockedAlgorithms: new Set(),
    decryptionKeys: [{ privateKey: octetsOfPem(spPrivateKeyPem) }],
    allowUnauthenticatedCbc: false,
    clockSkewSeconds: 0,
    authnContextClassRefs: [],
    nameIdRequired: true,
  };
}

/**
 * For each signature one RSA-2048 verification over octets as long as SignedInfo, and one SHA-256 over the document; for
 * an encrypted one RSA-OAEP and AES-GCM over as many octets, too. One after the other, with keys imported before.
 */
export async function floor(
  { samlResponse, shape, signatures }: BenchResponse,
  trust: Trust,
): Promise<Contender> {
  const document = octetsOfBase64(samlResponse);
  const verify = await bareVerification(trust);
  const decrypt = shape === 'encrypted' ? await bareDecryption(document, trust) : null;
  const count = signatures === 'both' ? 2 : 1;
  return {
    name: 'floor',
    async run() {
      for (let signature = 0; signature < count; signature++) {
        if (!(await verify())) throw new Error('the bare signature does not hold');
        await crypto.subtle.digest('SHA-256', document);
      }
      await decrypt?.();
      return undefined;
    },
  };
}

async function bareVerification({
  idpCertificatePem,
  bareSignature,
}: Trust): Promise<() => Promise<boolean>> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const spki = octetsOfBase64(keyOf(idpCertificatePem).spki);
  const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
  const value = octetsOfBase64(bareSignature);
  return () => crypto.subtle.verify(algorithm, key, value, BARE_SIGNED_INFO);
}

async function bareDecryption(
  document: Uint8Array<ArrayBuffer>,
  { spCertificatePem, spPrivateKeyPem }: Trust,
): Promise<() => Promise<unknown>> {
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-1' };
  const spki = octetsOfBase64(keyOf(spCertificatePem).spki);
  const publicKey = await crypto.subtle.importKey('spki', spki, oaep, false, ['encrypt']);
  const key = await crypto.subtle.importKey('pkcs8', octetsOfPem(spPrivateKeyPem), oaep, false, ['decrypt']);
  const contentKey = crypto.getRandomValues(new Uint8Array(32));
  const wrapped = await crypto.subtle.encrypt(oaep, publicKey, contentKey);
  const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const imported = await crypto.subtle.importKey('raw', contentKey, gcm.name, false, ['encrypt', 'decrypt']);
  const encrypted = await crypto.subtle.encrypt(gcm, imported, document);
  return async () => {
    const raw = await crypto.subtle.decrypt(oaep, key, wrapped);
    const unwrapped = await crypto.subtle.importKey('raw', raw, gcm.name, false, ['decrypt']);
    await crypto.subtle.decrypt(gcm, unwrapped, encrypted);
  };
}

function keyOf(certificatePem: string) {
  const certificate = readCertificate(certificatePem);
  if (!certificate.ok) throw new Error(certificate.failure.code);
  return certificate.value.key;
}

function octetsOfPem(pem: string): Uint8Array<ArrayBuffer> {
  return octetsOfBase64(pem.replace(/-----.*?-----/g, ''));
}

function octetsOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const octets = decodeBase64(text);
  if (octets === null) throw new Error('the benchmark made base64 that cannot be read');
  return octets;
}
