/** auth0's samlp as an identity provider, in a process of its own on loopback. */
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { type Stranger, startStranger } from './stranger.ts';

const SCRIPT = new URL('../interop/samlp-idp.ts', import.meta.url).pathname;

/** Starts it with this key. */
export function startSamlp(key: SigningKey): Promise<Stranger> {
  // It is from a time before Buffer.from, and would say so at every start.
  const args = ['--no-deprecation', SCRIPT];
  return startStranger({ name: 'samlp', command: process.execPath, args, key });
}
