/**
 * The secret TOKEN_KEYS: made, and rolled over in steps, in each of which whoever verifies a token knows its key. The secret
 * can't be read back, so that its file is what the next step starts from. No I/O.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { JWKS_SECONDS } from '../../src/http/jwks.ts';
import { readTokenKeys } from '../../src/token-key-settings.ts';
import { KeygenProblem } from './keygen-problem.ts';

export const TOKEN_KEY_TYPES = ['P-256', 'Ed25519'] as const;

export type TokenKeyType = (typeof TOKEN_KEY_TYPES)[number];

export type TokenStep = 'first' | 'publish' | 'switch' | 'drop';

/** Makes a private key; its id says when. */
export function makeTokenKey(type: TokenKeyType, now: Date): object {
  const { privateKey } =
    type === 'P-256' ? generateKeyPairSync('ec', { namedCurve: type }) : generateKeyPairSync('ed25519');
  const kid = `${now.toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
  const alg = type === 'P-256' ? 'ES256' : 'EdDSA';
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

/** Writes keys as the secret holds them, on one line. */
export function writeTokenKeys(keys: readonly object[]): string {
  return JSON.stringify({ keys });
}

/** Reads the file of a secret, by the rules of the Worker itself. */
export function readTokenKeyFile(text: string): readonly object[] {
  const keys = readTokenKeys(text, (_, problem) => {
    throw new KeygenProblem(`The file of the keys cannot be used. ${problem}`);
  });
  if (keys.length === 0) throw new KeygenProblem('The file of the keys is empty.');
  return keys.map(({ privateJwk }) => privateJwk);
}

/**
 * Takes the keys one step further: `publish` adds a successor at the end, `switch` has the last one sign, `drop` leaves
 * nothing but the one that signs.
 */
export function rollTokenKeys(
  keys: readonly object[],
  step: Exclude<TokenStep, 'first'>,
  make: () => object,
): readonly object[] {
  const [signing, ...others] = keys;
  const last = others.at(-1);
  if (step === 'publish') {
    if (last === undefined) return [...keys, make()];
    throw new KeygenProblem('A roll-over is under way. Go on with it: --switch, or --drop.');
  }
  if (signing === undefined || last === undefined)
    throw new KeygenProblem('There is only one key. A roll-over begins with --token alone.');
  return step === 'drop' ? [signing] : [last, ...keys.slice(0, -1)];
}

const MINUTES = (2 * JWKS_SECONDS) / 60;

const NEXT: Readonly<Record<TokenStep, string>> = {
  first: 'To roll it over later, keep the file in a safe place, and run the same again.',
  publish: `Wait until every application knows the new key: ${MINUTES} minutes where they heed Cache-Control, else as long as they
   keep /.well-known/jwks.json. Then have it sign:
     npm run keygen -- --token --switch`,
  switch: `Wait ${MINUTES} minutes, until all that the old key signed has expired. Then drop it:
     npm run keygen -- --token --drop`,
  drop: 'The roll-over is done.',
};

const DONE: Readonly<Record<TokenStep, string>> = {
  first: 'A new key for identity tokens is in',
  publish: 'A successor, to be published before it signs, is in',
  switch: 'The new key is the one that signs, and the old one is still published, in',
  drop: 'Nothing but the key that signs is in',
};

/** Describes what to do with the file after a step. */
export function describeTokenStep(step: TokenStep, path: string): string {
  return `${DONE[step]} ${path}.

1. Store it; it takes effect at once, everywhere:
     npx wrangler secret put TOKEN_KEYS < ${path}
2. ${NEXT[step]}`;
}
