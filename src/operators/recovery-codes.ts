/** Recovery codes: each signs in once in the place of the app's code. 80 random bits each, stored as hashes. Pure. */

export const RECOVERY_CODES = 8;
export const RECOVERY_CODE_OCTETS = 16;

/** Crockford's base 32: no letter passes for another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes a code such as `7Q2M-XK4D-9V3T-0H5N` of RECOVERY_CODE_OCTETS random octets. */
export function makeRecoveryCode(octets: Uint8Array): string {
  if (octets.length !== RECOVERY_CODE_OCTETS) throw new RangeError('a code is made of 16 random octets');
  return group([...octets].map((octet) => LETTERS[octet % LETTERS.length]).join(''));
}

/** Brings a code as it was typed into canonical form, or gives null. O, I and L are forgiven, as Crockford says. */
export function readRecoveryCode(text: string): string | null {
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(letters) ? group(letters) : null;
}

function group(letters: string): string {
  return letters.replace(/.{4}(?=.)/g, '$&-');
}
