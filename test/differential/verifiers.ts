/** The three that are asked whether a signature holds: ours, xmlsec1 with libxml2, xmldsigjs with xmldom. They share nothing. */
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xmldsigjs';
import { webcrypto } from '../../scripts/idp/sign.ts';
import { NS_ASSERTION, NS_PROTOCOL, NS_XML_SIGNATURE } from '../../src/saml/names.ts';
import { parseXml } from '../../src/xml/reader.ts';
import { childElements, isNamed } from '../../src/xml/select.ts';
import type { XmlElement } from '../../src/xml/tree.ts';
import { verifyEnvelopedSignature } from '../../src/xmldsig/verify.ts';
import { type TestKeyName, testKey } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';
import type { SignedDocument } from './signed-document.ts';

/** `holds`, or the code of our refusal; null where there is no Signature to ask about. */
export async function verifyWithOurs({ octets, keyName, which }: SignedDocument): Promise<string | null> {
  const root = parseXml(octets);
  if (!root.ok) return root.failure.code;
  const signature = signaturesIn(root.value).at(which === 'first' ? 0 : -1);
  if (signature === undefined) return null;
  const signed = signature.parent ?? signature;
  const policy = {
    trustedKeys: [trustedKey(keyName)],
    allowSha1: true,
    blockedAlgorithms: new Set<string>(),
  };
  const verified = await verifyEnvelopedSignature(signed, signature, policy);
  return verified.ok ? 'holds' : verified.failure.code;
}

function signaturesIn(element: XmlElement): XmlElement[] {
  const found = isNamed(element, NS_XML_SIGNATURE, 'Signature') ? [element] : [];
  return [...found, ...childElements(element).flatMap(signaturesIn)];
}

/** Whether the signature of each document holds. xmlsec1 takes many files, but stops at the first that does not verify. */
export function verifyWithXmlsec1(documents: readonly SignedDocument[]): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-differential-'));
  try {
    const answers: boolean[] = [];
    const groups = Map.groupBy(documents.keys(), (index) => {
      const { keyName, which } = documents[index] as SignedDocument;
      return `${keyName} ${which}`;
    });
    for (const indices of groups.values()) {
      const group = indices.map((index) => {
        const path = join(folder, `${index}.xml`);
        writeFileSync(path, (documents[index] as SignedDocument).octets);
        return { index, path };
      });
      const { keyName, which } = documents[indices[0] as number] as SignedDocument;
      const certificate = join(folder, `${keyName}.pem`);
      writeFileSync(certificate, testKey(keyName).certificatePem);
      for (let next = 0; next < group.length; ) {
        const rest = group.slice(next);
        const held = howManyHold(
          certificate,
          which,
          rest.map(({ path }) => path),
        );
        for (const [place, { index }] of rest.slice(0, held + 1).entries()) answers[index] = place < held;
        next += held + 1;
      }
    }
    return answers;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many of the files verify before one that does not. */
function howManyHold(certificate: string, which: SignedDocument['which'], files: readonly string[]): number {
  const { status, stderr, error } = spawnSync(
    'xmlsec1',
    [
      '--verify',
      ...['--pubkey-cert-pem', certificate],
      // Only that key: no certificate out of KeyInfo.
      ...['--enabled-key-data', 'rsa,ec'],
      ...['--id-attr:ID', `${NS_PROTOCOL}:Response`],
      ...['--id-attr:ID', `${NS_ASSERTION}:Assertion`],
      '--node-xpath',
      `(//*[local-name()='Signature' and namespace-uri()='${NS_XML_SIGNATURE}'])[${which === 'first' ? 1 : 'last()'}]`,
      ...files,
    ],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (error !== undefined) throw error;
  const held = stderr.match(/^OK$/gm)?.length ?? 0;
  if ((status === 0) !== (held === files.length)) throw new Error(`xmlsec1 says ${status}: ${stderr}`);
  return held;
}

/** Whether the signature holds by xmldsigjs with this key alone. */
export async function verifyWithXmldsigjs(asked: SignedDocument): Promise<boolean> {
  try {
    const text = new TextDecoder().decode(asked.octets);
    const document = new DOMParser({ onError: refuse }).parseFromString(text, 'application/xml');
    const signature = [...document.getElementsByTagNameNS(NS_XML_SIGNATURE, 'Signature')].at(
      asked.which === 'first' ? 0 : -1,
    );
    if (signature === undefined) return false;
    // The key is pinned: xmldsigjs would only trip over what is broken in there, which no signature covers and we never read.
    for (const child of [...signature.childNodes]) {
      if (child.localName === 'KeyInfo') signature.removeChild(child);
    }
    const signed = new SignedXml(document as never);
    signed.LoadXml(signature as never);
    // It imports the key anew for the SignatureMethod, and forgets the curve.
    const curve = CURVES[asked.keyName];
    if (curve !== undefined) Object.assign(signed.Algorithm ?? {}, { namedCurve: curve });
    return await signed.Verify(await publicKey(asked));
  } catch {
    return false;
  }
}

const CURVES: Partial<Record<TestKeyName, string>> = { p256: 'P-256', p384: 'P-384', p521: 'P-521' };

function publicKey({ keyName, algorithm }: SignedDocument): Promise<CryptoKey> {
  const names = { RSA: 'RSASSA-PKCS1-v1_5', 'RSA-PSS': 'RSA-PSS', ECDSA: 'ECDSA' } as const;
  const namedCurve = CURVES[keyName];
  const spki = createPublicKey(testKey(keyName).certificatePem).export({ type: 'spki', format: 'der' });
  const parameters = {
    name: names[algorithm.scheme],
    hash: algorithm.hash,
    ...(namedCurve === undefined ? {} : { namedCurve }),
  };
  return webcrypto.subtle.importKey('spki', spki, parameters, true, ['verify']);
}

function refuse(level: string, message: string): void {
  if (level !== 'warning') throw new Error(message);
}
