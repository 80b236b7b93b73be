/**
 * Reference numbers, such as `7Q2M-XK4D`: what a person is shown, what each event has, and what `npm run explain` goes by. Eight
 * letters that nobody mistakes for each other when reading them out, Crockford's base 32. The first two say in whose record to
 * look: they are a checksum of the tenant's id, which proves nothing and tells nobody more than that two numbers may be of one
 * tenant. So nothing has to be written anywhere to find a number again. The other thirty bits are random.
 */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LETTER_COUNT = 8;
/** How many of them say in whose record to look. */
export const LETTERS_OF_GROUP = 2;

/** Makes the number of an event; `tenantId` is whose it is, null where nothing says so. */
export function makeReference(tenantId: string | null): string {
  const random = [...crypto.getRandomValues(new Uint8Array(LETTER_COUNT))].map(
    (octet) => LETTERS[octet % 32],
  );
  const letters = random.join('');
  return withDash(tenantId === null ? letters : referenceGroup(tenantId) + letters.slice(LETTERS_OF_GROUP));
}

/** Reads a number as somebody read it out or typed it; null for what is none. */
export function readReference(text: string): string | null {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isOne = letters.length === LETTER_COUNT && [...letters].every((letter) => LETTERS.includes(letter));
  return isOne ? withDash(letters) : null;
}

/** The letters with which every number of a tenant begins; about one in a thousand other tenants has the same. */
export function referenceGroup(tenantId: string): string {
  // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv.
  let sum = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(tenantId)) sum = Math.imul(sum ^ octet, 0x01000193);
  const folded = (sum >>> 16) ^ (sum & 0xffff);
  return `${LETTERS[(folded >>> 5) & 31]}${LETTERS[folded & 31]}`;
}

function withDash(letters: string): string {
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
