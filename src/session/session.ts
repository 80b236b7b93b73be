/** A person signed in to one tenant. Instants are milliseconds since 1970, UTC. */
import type { Attribute, NameId } from '../saml/assertion.ts';

export interface Session {
  /** 128 random bits, base64url. */
  readonly id: string;
  readonly tenantId: string;
  readonly connectionId: string;
  /** Set where recovery opened it, and no identity provider. */
  readonly recovery?: true;
  readonly identity: Identity;
  readonly signedInAt: number;
  /** Absolute: the tenant's lifetime, shortened by SessionNotOnOrAfter. */
  readonly expiresAt: number;
  /** When the cookie was last issued; idle time counts from here. */
  readonly renewedAt: number;
}

export interface Identity {
  /** What the application knows the person by; null where the connection gives none (transient NameID). */
  readonly accountKey: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly nameId: NameId | null;
  readonly attributes: readonly Attribute[];
  /** What the connection's groups gave when the session was opened; missing where that is nothing. */
  readonly roles?: readonly string[];
  readonly idpEntityId: string;
  readonly sessionIndex: string | null;
  readonly authnInstant: number;
  readonly authnContextClassRef: string | null;
}
