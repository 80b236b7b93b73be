/** An EncryptedID made by WebCrypto alone, for tests inside workerd, where the library of `encrypt.ts` does not run: AES-256-GCM under RSA-OAEP. */
import { X509Certificate } from 'node:crypto';
import { NS_ASSERTION } from '../../src/saml/names.ts';
import { type TestKeyName, testKey } from './test-keys.ts';

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const IV_OCTETS = 12;

/** Encrypts a NameID, which declares its namespace itself, to one key of ours. */
export async function encryptedId(nameId: string, recipient: TestKeyName): Promise<string> {
  const { publicKey } = new X509Certificate(testKey(recipient).certificatePem);
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-1' };
  const wrapping = await crypto.subtle.importKey('spki', spki, oaep, false, ['encrypt']);
  const octets = crypto.getRandomValues(new Uint8Array(32));
  const contentKey = await crypto.subtle.importKey('raw', octets, 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(IV_OCTETS));
  const text = new TextEncoder().encode(nameId);
  const cipher = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, contentKey, text));
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(oaep, wrapping, octets));
  const data = (value: Uint8Array) =>
    `<xenc:CipherData><xenc:CipherValue>${Buffer.from(value).toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
  return (
    `<saml:EncryptedID xmlns:saml="${NS_ASSERTION}"><xenc:EncryptedData xmlns:xenc="${XMLENC}" Type="${XMLENC}Element">` +
    '<xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">' +
    `<xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="${XMLENC}rsa-oaep-mgf1p"/>${data(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>` +
    `${data(Buffer.concat([iv, cipher]))}</xenc:EncryptedData></saml:EncryptedID>`
  );
}
