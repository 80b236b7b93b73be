/**
 * Values that browsers carry for us and shall not read: a compact JWE (RFC 7516, `dir` with A256GCM), bound to version and
 * purpose by `typ` and by the derived key. They come back from browsers: what does not open is not there. Nobody chooses an
 * algorithm: there is one header for each key, which is compared and never read. No I/O.
 */
import { base64url } from 'jose';
import type { Purpose, PurposeKeys } from './purpose-keys.ts';

const IV_OCTETS = 12;
const TAG_OCTETS = 16;

/** Seals a JSON value. */
export async function sealValue(value: unknown, { purpose, sealing }: PurposeKeys): Promise<string> {
  const header = headerOf(sealing.id, purpose);
  // biome-ignore lint/plugin: no caller may have a say in it, since an IV that comes twice gives the key away
  const iv = crypto.getRandomValues(new Uint8Array(IV_OCTETS));
  const plaintext = new TextEncoder().encode(JSON.stringify(value));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(aesGcm(header, iv), sealing.key, plaintext));
  const parts = [iv, sealed.subarray(0, -TAG_OCTETS), sealed.subarray(-TAG_OCTETS)];
  return [header, '', ...parts.map((part) => base64url.encode(part))].join('.');
}

/** Gives the value that was sealed for this purpose with one of the keys, else null. */
export async function openSealedValue(sealed: string, { purpose, opening }: PurposeKeys): Promise<unknown> {
  const [header = '', encryptedKey, ...parts] = sealed.split('.');
  const [, key] = [...opening].find(([id]) => header === headerOf(id, purpose)) ?? [];
  const [iv, ciphertext, tag, ...more] = parts.map(decode);
  if (key === undefined || encryptedKey !== '' || more.length > 0) return null;
  if (iv?.length !== IV_OCTETS || !ciphertext || tag?.length !== TAG_OCTETS) return null;

  const octets = new Uint8Array(ciphertext.length + TAG_OCTETS);
  octets.set(ciphertext);
  octets.set(tag, ciphertext.length);
  const plaintext = await crypto.subtle.decrypt(aesGcm(header, iv), key, octets).catch(() => null);
  return plaintext === null ? null : JSON.parse(new TextDecoder().decode(plaintext));
}

/** The protected header, encoded, of whatever is sealed with this key for this purpose. */
function headerOf(kid: string, typ: Purpose): string {
  return base64url.encode(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid, typ }));
}

/** The header goes along as additional authenticated data (RFC 7516, section 5.1, step 14). */
function aesGcm(header: string, iv: Uint8Array<ArrayBuffer>) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(header) };
}

function decode(part: string): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(base64url.decode(part));
  } catch {
    return null;
  }
}
