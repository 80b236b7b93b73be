/**
 * Seals: what we give away to be brought back, such as an API key, ends in one, so that a made-up one is told from it without
 * asking anybody. HMAC-SHA-256 cut to 128 bits (RFC 2104, section 5), base64url. A seal says where a text comes from, not
 * that it still counts. The text and its seal may come from anybody. No I/O.
 */
import { base64url } from 'jose';
import { nodeCrypto } from '../node-crypto.ts';
import type { PurposeKeys } from './purpose-keys.ts';

const SEAL_OCTETS = 16;

/** Makes the seal of a text. */
export function sealText(text: string, { sealing }: PurposeKeys): Promise<string> {
  return seal(text, sealing.key);
}

/** Tells whether a seal was made here for this text, under any secret that is still known. */
export async function isSealOf(received: string, text: string, { opening }: PurposeKeys): Promise<boolean> {
  const expected = await Promise.all([...opening.values()].map((key) => seal(text, key)));
  return expected.some((each) => isSame(received, each));
}

async function seal(text: string, key: CryptoKey): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text));
  return base64url.encode(new Uint8Array(mac, 0, SEAL_OCTETS));
}

function isSame(received: string, expected: string): boolean {
  const octets = (value: string) => new TextEncoder().encode(value);
  const [a, b] = [octets(received), octets(expected)];
  return a.length === b.length && nodeCrypto().timingSafeEqual(a, b);
}
