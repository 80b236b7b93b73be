/**
 * Which application a request is for: the tenant's own, else the deployment's, bound as a service or at an origin, else none. Found
 * by the tenant's record and the settings alone. No I/O.
 */
import type { Context } from 'hono';
import type { Settings } from '../../settings.ts';
import { applicationOf, pathRulesOf } from '../../tenants/application.ts';
import type { PathRules } from '../../tenants/application-paths.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { TenantEnv } from '../context.ts';

export interface Application {
  /** A Worker that is bound, which is asked with the tenant's own URL; null for one at an origin. */
  readonly binding: Fetcher | null;
  /** Where requests go: `https://app.example.com`; null for one that is bound. */
  readonly origin: string | null;
  readonly rules: PathRules;
}

interface Found {
  readonly settings: Settings;
  readonly binding: Fetcher | undefined;
  readonly application: Application | null;
}

/** A tenant's record is one object for as long as it is cached. */
const found = new WeakMap<Tenant, Found>();

/** Finds the application of a request's tenant; null where there is none. */
export function findApplication(c: Context<TenantEnv>): Application | null {
  const [tenant, settings, binding] = [c.get('tenant'), c.get('settings'), c.env.APP];
  const before = found.get(tenant);
  if (before?.settings === settings && before.binding === binding) return before.application;
  const application = choose(tenant, settings, binding);
  found.set(tenant, { settings, binding, application });
  return application;
}

function choose(tenant: Tenant, settings: Settings, binding: Fetcher | undefined): Application | null {
  const own = applicationOf(tenant).origin;
  const rules = pathRulesOf(tenant, settings.application);
  if (own === null && binding !== undefined) return { binding, origin: null, rules };
  const origin = own ?? settings.application.origin;
  return origin === null ? null : { binding: null, origin, rules };
}
