/**
 * One-time codes from an authenticator app: RFC 6238 with SHA-1, six digits and 30 seconds, which is what all such apps
 * know. A code of the step before or after is taken as well, and each step once: section 5.2. Pure.
 */
import { nodeCrypto } from '../node-crypto.ts';

/** RFC 4226, section 4: 160 bits. */
export const TOTP_SECRET_OCTETS = 20;

const PERIOD_SECONDS = 30;
const WINDOW_STEPS = 1;
const DIGITS = 6;
/** Base 32: RFC 4648, section 6. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Writes a secret of random octets in the letters that apps take: base 32, without padding. */
export function makeTotpSecret(octets: Uint8Array): string {
  const bits = Array.from(octets, (octet) => octet.toString(2).padStart(8, '0')).join('');
  return bits.replace(/.{1,5}/g, (five) => LETTERS.charAt(Number.parseInt(five.padEnd(5, '0'), 2)));
}

/**
 * Gives the step of a code that is good now, or null. `lastStep` is the last that was accepted: neither it nor an earlier
 * one counts again, so that a code that somebody saw is worth nothing.
 */
export function acceptTotp(secret: string, code: string, lastStep: number, now: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const key = readSecret(secret);
  const current = Math.floor(now / 1000 / PERIOD_SECONDS);
  let accepted: number | null = null;
  for (let step = current - WINDOW_STEPS; step <= current + WINDOW_STEPS; step++) {
    const isRight = nodeCrypto().timingSafeEqual(Buffer.from(codeAt(key, step)), Buffer.from(code));
    if (isRight && step > lastStep) accepted ??= step;
  }
  return accepted;
}

/** What the app reads from the QR code: the key URI with issuer and account. */
export function totpUri(secret: string, issuer: string, account: string): string {
  const [by, of] = [encodeURIComponent(issuer), encodeURIComponent(account)];
  return `otpauth://totp/${by}:${of}?issuer=${by}&secret=${secret}&algorithm=SHA1&digits=${DIGITS}&period=${PERIOD_SECONDS}`;
}

/** The code of a step: RFC 4226, section 5.3, dynamic truncation. */
function codeAt(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = nodeCrypto().createHmac('sha1', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const truncated = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0');
}

function readSecret(secret: string): Uint8Array {
  const bits = Array.from(secret, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
}
