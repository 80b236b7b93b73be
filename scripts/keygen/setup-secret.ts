/** The one-time secret that makes an account of the console: 256 random bits, shown once. No I/O. */
import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** Makes a new secret. */
export function makeSetupSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Describes what to do with it. */
export function describeSetupSecret(secret: string): string {
  return `A set-up secret, shown this once:

  ${secret}

1. Set it, and paste it where it asks for the value:
     npx wrangler secret put OPERATOR_SETUP_SECRET
2. Open https://<BASE_DOMAIN>/console/first-account, and make your account with it.
3. It is worth nothing from then on. Take it away:
     npx wrangler secret delete OPERATOR_SETUP_SECRET

When nobody can sign in to the console any more, do the same again: a new secret makes one more account.`;
}
