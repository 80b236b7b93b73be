/**
 * The application that a tenant's host stands in front of: where it is, and which of its paths ask for a session. A tenant may
 * have one of its own; else the deployment's serves it. Configuration, checked when it was saved. Pure.
 */
import type { Tenant } from './tenant.ts';

export interface ApplicationPolicy {
  /** Scheme and host, such as `https://app.example.com`; null for the deployment's application. */
  readonly origin: string | null;
  /** Open to everybody; see `asksForSession`. */
  readonly publicPaths: readonly string[];
  /** With any, the rest of the host is open. */
  readonly protectedPaths: readonly string[];
}

const NONE: ApplicationPolicy = { origin: null, publicPaths: [], protectedPaths: [] };

/** A tenant's application; in older records, and where nothing is said, the deployment's, all of it protected. */
export function applicationOf({ application }: Pick<Tenant, 'application'>): ApplicationPolicy {
  return application ?? NONE;
}

/** What a deployment has for all tenants. */
export interface DeploymentApplication {
  readonly origin: string | null;
  readonly publicPaths: readonly string[];
  readonly protectedPaths: readonly string[];
}

/** The paths that hold for a tenant: an application of its own has its own, the deployment's those of both. */
export function pathRulesOf(
  tenant: Pick<Tenant, 'application'>,
  deployment: Pick<DeploymentApplication, 'publicPaths' | 'protectedPaths'>,
): Pick<ApplicationPolicy, 'publicPaths' | 'protectedPaths'> {
  const own = applicationOf(tenant);
  if (own.origin !== null) return own;
  return {
    publicPaths: [...deployment.publicPaths, ...own.publicPaths],
    protectedPaths: [...deployment.protectedPaths, ...own.protectedPaths],
  };
}
