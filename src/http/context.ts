/**
 * What the middleware knows of a request by the time a route sees it. What runs on every request asks for one thing at a
 * time, by `c.get`: `c.var` is a copy of all of them.
 */
import type { Stopwatch } from '../events/stopwatch.ts';
import type { CodeLedgerPort } from '../oidc/ports.ts';
import type { PurposeKeys } from '../session/purpose-keys.ts';
import type { Session } from '../session/session.ts';
import type { Env, Settings } from '../settings.ts';
import type { CollectionPort, LogoutLedgerPort, SignInLedgerPort, SingleUsePort } from '../sign-in/ports.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** On every host. */
export interface HostEnv {
  Bindings: Env;
  Variables: {
    settings: Settings;
    /** Allows the page's own style and script, once. Made when a page asks for it, and the same for all that ask. */
    nonce: () => string;
    /** When the request arrived, milliseconds since 1970: the clock is read here and nowhere else. */
    now: number;
    /** Set where an answer brings the headers that hold for all. */
    stamped?: true;
    /** Set while a sign-in is finished. */
    stopwatch?: Stopwatch;
  };
}

/** On the host of a tenant. */
export interface TenantEnv {
  Bindings: Env;
  Variables: HostEnv['Variables'] & {
    tenant: Tenant;
    /** Scheme and host, such as `https://acme.example.com`, from the tenant's record and the settings. */
    origin: string;
    serviceProvider: ServiceProvider;
    cookieKeys: CookieKeys;
    ledger: SignInLedgerPort & CollectionPort & CodeLedgerPort & LogoutLedgerPort & SingleUsePort;
    /** Set where the session of the request was found to be due for a new cookie. */
    renewedSession?: Session;
  };
}

export interface CookieKeys {
  readonly session: PurposeKeys;
  readonly pendingRequest: PurposeKeys;
}
