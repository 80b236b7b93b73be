/** What a session is known by outside of its cookie: to administration, and as `sid` to applications. Pure. */
import { base64url } from 'jose';

const HANDLE_OCTETS = 16;

/** Gives what a session is known by: it is no key to anything, and does not lead back to the id. */
export async function hashSessionId(sessionId: string): Promise<string> {
  const text = new TextEncoder().encode(`edge-saml/listed-session ${sessionId}`);
  const hash = await crypto.subtle.digest('SHA-256', text);
  return base64url.encode(new Uint8Array(hash, 0, HANDLE_OCTETS));
}
