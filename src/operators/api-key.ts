/**
 * API keys: `esk_<id>_<secret><seal>`. The prefix lets scanners of source code find a leaked one, the id says which key it is
 * and is shown, the secret is 256 random bits, stored as a hash alone, the seal tells a key that was made here from a made-up
 * one; keys from before there were seals have none. Pure; a presented key is input from anybody.
 */
import type { Scope } from './scopes.ts';
import { encodeBase64Url, SECRET_OCTETS } from './secret-text.ts';

/** A key as lists show it. Instants are milliseconds since 1970, UTC. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  /** Who made it, by the name that the audit trail has. */
  readonly createdBy: string;
  /** Null for one that does not expire. */
  readonly expiresAt: number | null;
  /** To the minute; null before the first use. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** What a key is made of. */
export interface KeyParts {
  readonly id: string;
  readonly secret: string;
}

/** A key as it is presented; its seal is empty where it has none. */
export interface PresentedKey extends KeyParts {
  readonly seal: string;
}

/** 60 random bits make ids that do not meet. */
export const KEY_ID_OCTETS = 12;

const ID_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const KEY = /^esk_([0-9a-hjkmnp-tv-z]{12})_([A-Za-z0-9_-]{43})((?:[A-Za-z0-9_-]{22})?)$/;

/** Makes a key out of random octets: KEY_ID_OCTETS and SECRET_OCTETS of them. */
export function makeApiKey(idOctets: Uint8Array, secretOctets: Uint8Array): KeyParts {
  if (idOctets.length !== KEY_ID_OCTETS || secretOctets.length !== SECRET_OCTETS) {
    throw new RangeError('a key is made of 12 and 32 random octets');
  }
  const id = [...idOctets].map((octet) => ID_LETTERS[octet % ID_LETTERS.length]).join('');
  return { id, secret: encodeBase64Url(secretOctets) };
}

/** Writes a key as its owner keeps it. */
export function formatApiKey({ id, secret, seal }: PresentedKey): string {
  return `esk_${id}_${secret}${seal}`;
}

/** Reads a presented key; null for anything that cannot be one. */
export function readApiKey(text: string): PresentedKey | null {
  const [, id, secret, seal = ''] = KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret, seal };
}

/** Says whether a key may still be used. Over at the very instant. */
export function isUsable(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now: number): boolean {
  return key.revokedAt === null && (key.expiresAt === null || now < key.expiresAt);
}
