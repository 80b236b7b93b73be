/**
 * Values that browsers carry for us and shall not read: a compact JWE (RFC 7516), of the one kind that is needed, `dir` with
 * A256GCM (RFC 7518, sections 4.5 and 5.3), bound to version and purpose by `typ` and by the derived key. They come back from
 * browsers: what does not open is not there. No I/O.
 */
import { base64url } from 'jose';
import type { PurposeKeys } from './purpose-keys.ts';

const ALG = 'dir';
const ENC = 'A256GCM';
const IV_OCTETS = 12;
const TAG_OCTETS = 16;

/** Seals a JSON value. */
export async function sealValue(value: unknown, keys: PurposeKeys): Promise<string> {
  const header = { alg: ALG, enc: ENC, kid: keys.sealing.id, typ: keys.purpose };
  const protectedHeader = base64url.encode(JSON.stringify(header));
  // biome-ignore lint/plugin: an IV that repeats breaks GCM, so none can be handed in
  const iv = crypto.getRandomValues(new Uint8Array(IV_OCTETS));
  const plaintext = new TextEncoder().encode(JSON.stringify(value));
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt(parametersOf(iv, protectedHeader), keys.sealing.key, plaintext),
  );
  const [ciphertext, tag] = [sealed.subarray(0, -TAG_OCTETS), sealed.subarray(-TAG_OCTETS)];
  // Between the first two dots is the encrypted key: with `dir` there is none.
  return [protectedHeader, '', ...[iv, ciphertext, tag].map((octets) => base64url.encode(octets))].join('.');
}

/** Gives the value that was sealed for this purpose with one of the keys, else null. */
export async function openSealedValue(sealed: string, keys: PurposeKeys): Promise<unknown> {
  const [protectedHeader = '', encryptedKey, ...parts] = sealed.split('.');
  const key = keyOf(protectedHeader, keys);
  const [iv, ciphertext, tag, ...others] = parts.map(decode);
  if (key === null || encryptedKey !== '' || others.length > 0) return null;
  if (iv?.length !== IV_OCTETS || !ciphertext || tag?.length !== TAG_OCTETS) return null;
  const octets = new Uint8Array(ciphertext.length + TAG_OCTETS);
  octets.set(ciphertext);
  octets.set(tag, ciphertext.length);
  try {
    const plaintext = await crypto.subtle.decrypt(parametersOf(iv, protectedHeader), key, octets);
    return JSON.parse(new TextDecoder().decode(plaintext));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return null;
    throw error;
  }
}

/** The header is what is authenticated besides the value. */
function parametersOf(iv: Uint8Array<ArrayBuffer>, protectedHeader: string): AesGcmParams {
  const additionalData = new TextEncoder().encode(protectedHeader);
  return { name: 'AES-GCM', iv, additionalData, tagLength: TAG_OCTETS * 8 };
}

/** The key that a header calls for; null unless the header is one of ours for this purpose. */
function keyOf(protectedHeader: string, { purpose, opening }: PurposeKeys): CryptoKey | null {
  const octets = decode(protectedHeader);
  if (octets === null) return null;
  const text = new TextDecoder().decode(octets);
  const ours = [...opening].find(
    ([kid]) => text === JSON.stringify({ alg: ALG, enc: ENC, kid, typ: purpose }),
  );
  return ours?.[1] ?? null;
}

function decode(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(base64url.decode(text));
  } catch {
    return null;
  }
}
