/** The seals of API keys, under the secrets of this deployment. A presented key is input from anybody. No I/O. */
import { formatApiKey, type KeyParts, type PresentedKey } from '../operators/api-key.ts';
import { deriveSigningKeys } from '../session/purpose-keys.ts';
import { isSealOf, sealText } from '../session/seal.ts';
import type { Settings } from '../settings.ts';

type Secrets = Pick<Settings, 'cookieKeys'>;

/** Writes a key as its owner keeps it, with its seal. */
export async function sealApiKey(key: KeyParts, settings: Secrets): Promise<string> {
  return formatApiKey({ ...key, seal: await sealText(textOf(key), await sealsOf(settings)) });
}

/** Tells whether a key was made here; that it still counts is for the accounts to say. */
export async function isSealedApiKey(key: PresentedKey, settings: Secrets): Promise<boolean> {
  return isSealOf(key.seal, textOf(key), await sealsOf(settings));
}

function textOf({ id, secret }: KeyParts): string {
  return `${id} ${secret}`;
}

function sealsOf({ cookieKeys }: Secrets) {
  return deriveSigningKeys(cookieKeys, 'edge-saml/api-key/1');
}
