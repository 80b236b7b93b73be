/** What the middleware knows of a request by the time a route sees it. */
import type { PurposeKeys } from '../session/purpose-keys.ts';
import type { Env, Settings } from '../settings.ts';
import type { SignInLedgerPort } from '../sign-in/ports.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** On every host. */
export interface HostEnv {
  Bindings: Env;
  Variables: {
    settings: Settings;
    /** Allows the page's own style and script, once. */
    nonce: string;
    /** When the request arrived, milliseconds since 1970: the clock is read here and nowhere else. */
    now: number;
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
    ledger: SignInLedgerPort;
  };
}

export interface CookieKeys {
  readonly session: PurposeKeys;
  readonly pendingRequest: PurposeKeys;
}
