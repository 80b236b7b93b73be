/**
 * Our own verification as the ACS runs it, and the floor under it: the cryptography alone, which nobody can do without.
 * Pure but for WebCrypto.
 */
import { createPublicKey, publicEncrypt, sign } from 'node:crypto';
import { decodeBase64 } from '../../src/base64.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import { readResponse, verifyResponse } from '../../src/saml/receive-response.ts';
import { readCertificate } from '../../src/x509/certificate.ts';
import type { Contender } from './measure.ts';
import { type BenchResponse, IDP_KEY, NAME_ID, NOW, OCCASION, PARTIES, SP_KEY } from './responses.ts';

const decryptionKey = { privateKey: SP_KEY.privateKey.export({ type: 'pkcs8', format: 'der' }) };

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
    decryptionKeys: [decryptionKey],
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
export async function floor({ xml, shape, signatures }: BenchResponse): Promise<Contender> {
  const document = new TextEncoder().encode(xml);
  const verify = await bareVerification();
  const decrypt = shape === 'encrypted' ? await bareDecryption(document) : null;
  const count = signatures === 'both' ? 2 : 1;
  return {
    name: 'floor',
    async run() {
      for (let signature = 0; signature < count; signature++) {
        await verify();
        await crypto.subtle.digest('SHA-256', document);
      }
      await decrypt?.();
      return undefined;
    },
  };
}

/** A SignedInfo with one Reference has about so many octets. */
const SIGNED_INFO_OCTETS = 900;

async function bareVerification(): Promise<() => Promise<unknown>> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const [trusted] = expect().trustedKeys;
  const spki = decodeBase64(trusted?.spki ?? '');
  if (spki === null) throw new Error('the benchmark has no key');
  const key = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
  const signedInfo = new Uint8Array(SIGNED_INFO_OCTETS);
  const value = sign('sha256', signedInfo, IDP_KEY.privateKey);
  return () => crypto.subtle.verify(algorithm, key, new Uint8Array(value), signedInfo);
}

async function bareDecryption(document: Uint8Array<ArrayBuffer>): Promise<() => Promise<unknown>> {
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-1' };
  const { privateKey } = decryptionKey;
  const pkcs8 = new Uint8Array(privateKey);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, oaep, false, ['decrypt']);
  const contentKey = crypto.getRandomValues(new Uint8Array(32));
  const wrapped = publicEncrypt(
    { key: createPublicKey(SP_KEY.certificatePem), oaepHash: 'sha1' },
    contentKey,
  );
  const gcm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  const imported = await crypto.subtle.importKey('raw', contentKey, gcm.name, false, ['encrypt', 'decrypt']);
  const encrypted = await crypto.subtle.encrypt(gcm, imported, document);
  return async () => {
    const raw = await crypto.subtle.decrypt(oaep, key, new Uint8Array(wrapped));
    const unwrapped = await crypto.subtle.importKey('raw', raw, gcm.name, false, ['decrypt']);
    await crypto.subtle.decrypt(gcm, unwrapped, encrypted);
  };
}
