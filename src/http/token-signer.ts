/** The key that identity tokens are signed with, imported from the settings once for each isolate. No I/O. */
import { importTokenSigner, type TokenSigner } from '../session/identity-token.ts';
import type { Settings } from '../settings.ts';

const imported = new WeakMap<Settings, TokenSigner>();

/** Gives the signer, or null where the deployment has no token keys. The signer is kept, and not the promise of it: see cookie-keys.ts. */
export async function tokenSigner(settings: Settings): Promise<TokenSigner | null> {
  const before = imported.get(settings);
  if (before !== undefined) return before;
  const [first] = settings.tokenKeys;
  if (first === undefined) return null;
  const signer = await importTokenSigner(first);
  imported.set(settings, signer);
  return signer;
}
