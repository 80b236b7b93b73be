/** The keys of the cookies of tenants' hosts, derived from the settings once for each isolate. No I/O. */
import { deriveEncryptionKeys, deriveSigningKeys } from '../session/purpose-keys.ts';
import type { Settings } from '../settings.ts';
import type { CookieKeys } from './context.ts';

const derived = new WeakMap<Settings, CookieKeys>();

/**
 * Derives the keys once for each isolate. The keys are kept, and not the promise of them: in Workers a request that is
 * cancelled takes its promises along, and whoever else waits for one waits for ever.
 */
export async function deriveCookieKeys(settings: Settings): Promise<CookieKeys> {
  const before = derived.get(settings);
  if (before !== undefined) return before;
  const [session, pendingRequest] = await Promise.all([
    deriveSigningKeys(settings.cookieKeys, 'edge-saml/session/1'),
    deriveEncryptionKeys(settings.cookieKeys, 'edge-saml/pending-request/1'),
  ]);
  const keys = { session, pendingRequest };
  derived.set(settings, keys);
  return keys;
}
