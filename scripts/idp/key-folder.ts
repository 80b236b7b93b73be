/**
 * The development IdP's keys, made on first use and kept in a folder that git ignores, so that what was seeded into
 * the Worker stays true after a restart. Reads and writes files.
 */
import { createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSigningKey, type KeyType, type SigningKey } from '../x509/signing-key.ts';

const KEY_TYPES = {
  first: 'RSA-2048',
  second: 'RSA-2048',
  elliptic: 'P-256',
  /** Never in metadata: signs what a service provider has to refuse. */
  rogue: 'RSA-2048',
} as const satisfies Record<string, KeyType>;

export type IdpKeyName = keyof typeof KEY_TYPES;
export type IdpKeys = Readonly<Record<IdpKeyName, SigningKey>>;

export const PUBLISHED_KEYS = ['first', 'second', 'elliptic'] as const satisfies readonly IdpKeyName[];

const LIFETIME_YEARS = 10;

/** Reads the keys of one tenant's identity provider; makes those that are not there. */
export function openIdpKeys(keyFolder: string, slug: string): IdpKeys {
  const folder = join(keyFolder, 'idp', slug);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open = (name: IdpKeyName) => openKey(join(folder, `${name}.pem`), name, slug);
  return { first: open('first'), second: open('second'), elliptic: open('elliptic'), rogue: open('rogue') };
}

function openKey(path: string, name: IdpKeyName, slug: string): SigningKey {
  const pem = readIfThere(path);
  if (pem !== null) return readKey(pem, path);
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notBefore.getUTCFullYear() + LIFETIME_YEARS);
  const key = generateSigningKey(KEY_TYPES[name], `${name}.${slug}.development-idp`, notBefore, notAfter);
  // Renaming makes it whole or absent, whenever this process is ended.
  const half = `${path}.${process.pid}`;
  writeFileSync(half, key.privateKey.export({ type: 'pkcs8', format: 'pem' }) + key.certificatePem, {
    mode: 0o600,
  });
  renameSync(half, path);
  return key;
}

function readKey(pem: string, path: string): SigningKey {
  const certificatePem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/.exec(pem)?.[0];
  try {
    if (certificatePem !== undefined) return { privateKey: createPrivateKey(pem), certificatePem };
  } catch {
    // Said below, with what to do about it.
  }
  throw new Error(`${path} is not a private key with its certificate. Delete it, and a new one is made.`);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
