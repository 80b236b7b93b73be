/** Makes a key of the service provider: a private key and its self-signed certificate, as the secret holds them. No I/O. */
import { generateSigningKey, type KeyType } from '../x509/signing-key.ts';

/** What an SP key can be: SAML deployments ask for RSA of 3072 bits or an elliptic curve (saml2int 2.0, SDP-MD06 and MD07). */
export const SP_KEY_TYPES = ['RSA-3072', 'RSA-4096', 'P-256', 'P-384', 'P-521'] as const satisfies KeyType[];

export type SpKeyType = (typeof SP_KEY_TYPES)[number];

/** Nobody checks the date of a pinned key, but some peers warn of it; a roll-over every few years is wise anyway. */
const LIFETIME_YEARS = 10;

/** Makes a new key as PEM; `now` is when its certificate begins. */
export function makeSpKey(type: SpKeyType, commonName: string, now: Date): string {
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(now.getUTCFullYear() + LIFETIME_YEARS);
  const { privateKey, certificatePem } = generateSigningKey(type, commonName, now, notAfter);
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' })}${certificatePem}`;
}
