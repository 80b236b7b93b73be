/** Operators: the people who run the deployment. Instants are milliseconds since 1970, UTC. */
import type { Author } from '../administration/author.ts';

/** How an operator comes in: with a password and a code, or as somebody signed in at the tenant that settings name. */
export type SignInMethod = 'password' | 'saml';

export interface Operator {
  readonly id: string;
  /** In canonical form: what the account goes by. */
  readonly email: string;
  readonly displayName: string;
  readonly method: SignInMethod;
  readonly createdAt: number;
  readonly lastSignInAt: number | null;
  /** How many recovery codes are left; 0 for SAML. */
  readonly recoveryCodes: number;
}

/** Somebody who may become an operator with the link that was shown once. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly method: SignInMethod;
  readonly invitedBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A signed-in browser, as its operator sees it in a list. */
export interface OperatorSession {
  /** Names it in the list; what the browser holds is another, secret one. */
  readonly id: string;
  readonly browser: string;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
}

const MAX_NAME_CHARACTERS = 80;

/** Reads the name that an operator goes by; null for what is none. */
export function readOperatorName(text: string): string | null {
  const name = text.trim().normalize('NFC');
  return name !== '' && name.length <= MAX_NAME_CHARACTERS && !/\p{Cc}/u.test(name) ? name : null;
}

/** The operator as the author of what he does. */
export function operatorAuthor({ id, displayName }: Pick<Operator, 'id' | 'displayName'>): Author {
  return { kind: 'operator', id, name: displayName };
}
