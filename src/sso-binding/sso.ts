/**
 * What other Workers hold of this one: the types of a service binding to its entrypoint `SessionService`. Who is signed in comes
 * out of verified assertions. Types alone, which stand on nothing: a Worker can take them along.
 *
 *     interface Env { readonly SSO: SsoService }
 *     const { session, signInUrl, setCookie } = await env.SSO.session(request);
 */

export interface SsoService {
  /**
   * Says who is signed in, by the session cookie and nothing else of the request; the host of its URL says at which customer.
   * The body of a request would travel along and be gone: of one that has any, give `url` and `headers` alone. Throws where it
   * cannot be known, never for what a request brings.
   */
  session(request: Pick<Request, 'url' | 'headers'>): Promise<SessionAnswer>;
}

export interface SessionAnswer {
  /** Null where nobody is signed in. */
  readonly session: SsoSession | null;
  /** Where a person signs in and comes back to the address that was asked for; null where the host is no customer's. */
  readonly signInUrl: string | null;
  /**
   * A Set-Cookie header to send along with whatever is answered, which no cache may keep then; without it busy people are signed
   * out as idle ones.
   */
  readonly setCookie: string | null;
}

/** A session as `GET /sso/session` has it. Instants are ISO 8601, UTC. */
export interface SsoSession {
  /** The customer's slug. */
  readonly tenant: string;
  readonly connectionId: string;
  /** Set where recovery opened it, and no identity provider. */
  readonly recovery?: true;
  readonly signedInAt: string;
  /** Unless it is ended, or idle for too long, before. */
  readonly expiresAt: string;
  readonly identity: SsoIdentity;
}

export interface SsoIdentity {
  /** What to know the person by; null where the identity provider gives no lasting name. */
  readonly accountKey: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly nameId: {
    readonly value: string;
    readonly format: string;
    readonly nameQualifier: string | null;
    readonly spNameQualifier: string | null;
  } | null;
  readonly attributes: readonly {
    readonly name: string;
    readonly nameFormat: string | null;
    readonly friendlyName: string | null;
    readonly values: readonly string[];
  }[];
  readonly idpEntityId: string;
  readonly sessionIndex: string | null;
  readonly authnInstant: string;
  readonly authnContextClassRef: string | null;
}
