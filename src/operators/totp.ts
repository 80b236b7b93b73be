/**
 * One-time codes from an authenticator app: RFC 6238 with SHA-1, six digits and 30 seconds, which is what all such apps
 * know. A code of the step before or after is taken as well, and each step once: section 5.2. Pure.
 */
import { Secret, TOTP } from 'otpauth/bare';
import { nodeCrypto } from '../node-crypto.ts';

/** RFC 4226, section 4: 160 bits. */
export const TOTP_SECRET_OCTETS = 20;

const PERIOD_SECONDS = 30;
const WINDOW_STEPS = 1;

const hmac = (_algorithm: string, key: Uint8Array, message: Uint8Array): Uint8Array =>
  nodeCrypto().createHmac('sha1', key).update(message).digest();

/** Writes a secret of random octets in the letters that apps take: base 32. */
export function makeTotpSecret(octets: Uint8Array<ArrayBuffer>): string {
  return new Secret({ buffer: octets.buffer }).base32;
}

/**
 * Gives the step of a code that is good now, or null. `lastStep` is the last that was accepted: neither it nor an earlier
 * one counts again, so that a code that somebody saw is worth nothing.
 */
export function acceptTotp(secret: string, code: string, lastStep: number, now: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const totp = configure(secret);
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW_STEPS });
  if (delta === null) return null;
  const step = Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
  return step > lastStep ? step : null;
}

/** What the app reads from the QR code: the key URI with issuer and account. */
export function totpUri(secret: string, issuer: string, account: string): string {
  return configure(secret, issuer, account).toString();
}

function configure(secret: string, issuer = '', label = ''): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    hmac,
  });
}
