/**
 * Which passwords operators may choose: NIST SP 800-63B-4, section 3.1.1. Long enough and not obvious; no list of kinds of
 * letters, which makes passwords worse. Pure; the password is told to nobody, a refusal holds nothing of it.
 */
import { COMMON_PARTS } from './common-passwords.ts';

export type PasswordProblem = 'password_too_short' | 'password_too_long' | 'password_obvious';

/** What a password must not be made of: it is known to whoever tries. */
export interface PasswordContext {
  readonly email: string;
  readonly displayName: string;
  readonly productName: string;
}

export const MIN_PASSWORD_CHARACTERS = 12;
/** Bounds the work that a sign-in can ask for; room for any sentence. */
export const MAX_PASSWORD_CHARACTERS = 256;
/** How much has to be left, and how many different characters of it, once all that is obvious is taken out. */
const MIN_OWN_CHARACTERS = 6;
const MIN_DIFFERENT_CHARACTERS = 5;

/** Says what is wrong with a new password; null for one that is good. */
export function findPasswordProblem(password: string, context: PasswordContext): PasswordProblem | null {
  const characters = [...password.normalize('NFKC')].length;
  if (characters < MIN_PASSWORD_CHARACTERS) return 'password_too_short';
  if (characters > MAX_PASSWORD_CHARACTERS) return 'password_too_long';
  const own = [...withoutObvious(password, context)];
  const isPoor = own.length < MIN_OWN_CHARACTERS || new Set(own).size < MIN_DIFFERENT_CHARACTERS;
  return isPoor ? 'password_obvious' : null;
}

function withoutObvious(password: string, { email, displayName, productName }: PasswordContext): string {
  const words = [email, displayName, productName]
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map(fold)
    .filter((word) => word.length >= 3)
    .toSorted((left, right) => right.length - left.length);
  let rest = fold(password);
  // A space in the place of a part: what stands around it must not join into another.
  for (const part of [...words, ...COMMON_PARTS]) rest = rest.replaceAll(part, ' ');
  return rest.replace(/\s/g, '');
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
