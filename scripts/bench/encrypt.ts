/**
 * Encrypts the Assertion of a Response, as identity providers do by default that care: AES-256-GCM, its key by RSA-OAEP.
 * Made by xml-encryption, not by our own code. No I/O.
 */
import { createPublicKey } from 'node:crypto';
import { promisify } from 'node:util';
import { type EncryptOptions, encrypt } from 'xml-encryption';
import { NS_ASSERTION } from '../../src/saml/names.ts';
import type { SigningKey } from '../x509/signing-key.ts';

const encryptText = promisify<string, EncryptOptions, string>(encrypt);

/** Encrypts the Assertion for the holder of a key. What comes out of decryption is a document of its own. */
export async function encryptAssertion(xml: string, recipient: SigningKey): Promise<string> {
  const assertion = /<saml2:Assertion .*<\/saml2:Assertion>/s.exec(xml)?.[0];
  if (assertion === undefined) throw new Error('there is no Assertion to encrypt');
  const standalone = assertion.replace(
    '<saml2:Assertion ',
    `<saml2:Assertion xmlns:saml2="${NS_ASSERTION}" `,
  );
  const encrypted = await encryptText(standalone, {
    rsa_pub: createPublicKey(recipient.certificatePem).export({ type: 'spki', format: 'pem' }),
    pem: recipient.certificatePem,
    encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
    keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  });
  return xml.replace(assertion, () => `<saml2:EncryptedAssertion>${encrypted}</saml2:EncryptedAssertion>`);
}
