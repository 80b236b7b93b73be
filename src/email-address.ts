/** Email addresses as accounts and rules are known by: one form for all ways to write one. Pure; its input is untrusted. */

const MAX_CHARACTERS = 254;

/** What Unicode has for the same as a letter of ASCII, case aside: U+212A for K, U+1FEF for the grave accent. Nobody types them. */
const BECOMES_ASCII = /[\u212a\u1fef]/;

/** Brings an email address into the form by which people are told apart; null for what is none. */
export function readEmailAddress(text: string): string | null {
  if (BECOMES_ASCII.test(text)) return null;
  const email = text.trim().normalize('NFC').toLowerCase();
  // Before the @ an apostrophe is as good as a letter (RFC 5322, atext): people are called O'Brien.
  const isAddress = /^[^\s@<>",;:\p{Cc}]+@[^\s@<>"',;:\p{Cc}]+\.[^\s@<>"',;:\p{Cc}]+$/u.test(email);
  return isAddress && email.length <= MAX_CHARACTERS ? email : null;
}
