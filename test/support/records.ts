/** Tenants as administration knows them, each new, for tests inside workerd. */
import { env } from 'cloudflare:workers';
import type { Author } from '../../src/administration/author.ts';
import type {
  ChangeContext,
  RecordFailure,
  TenantConfiguration,
} from '../../src/administration/tenant-record.ts';
import type { Result } from '../../src/result.ts';
import { type Administration, administrationOf } from '../../src/stores/administration.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { POLICIES } from './policies.ts';

export const ALICE: Author = { kind: 'operator', id: 'op-1', name: 'Alice' };
export const BOB: Author = { kind: 'api-key', id: 'key-1', name: 'Deployment pipeline' };

/** Made anew each time: a stub ends where another file begins, with nothing stored. */
export const administration: Administration = {
  get directory() {
    return administrationOf(env).directory;
  },
  record: (tenantId) => administrationOf(env).record(tenantId),
  findBySlug: (slug) => administrationOf(env).findBySlug(slug),
};

export const newSlug = () => `t-${crypto.randomUUID().slice(0, 13)}`;
export const newHostname = () => `${crypto.randomUUID()}.example`;

/** Who changes something, now. */
export function by(author: Author, changes: Partial<ChangeContext> = {}): ChangeContext {
  return { author, now: Date.now(), expectedRevision: null, ...changes };
}

export function configuration(changes: Partial<TenantConfiguration> = {}): TenantConfiguration {
  return {
    displayName: 'Acme ✓',
    hostnames: [],
    logoUrl: null,
    privacyStatementUrl: null,
    connections: [],
    session: { lifetimeSeconds: 3_600, idleTimeoutSeconds: 600 },
    ...changes,
  };
}

/** A connection that is there for its email domains. */
export function connectionOf(...emailDomains: readonly string[]): Connection {
  return {
    id: 'idp',
    displayName: 'idp',
    identityProvider: {
      entityId: 'https://idp.example.com',
      signInEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }],
      keys: [],
      wantAuthnRequestsSigned: false,
      notAfter: null,
    },
    emailDomains,
    ...POLICIES,
  };
}

/** Makes a tenant, and gives its id, slug, record and state. */
export async function createTenant(changes: Partial<TenantConfiguration> = {}, context = by(ALICE)) {
  const [tenantId, slug] = [crypto.randomUUID() as string, newSlug()];
  const record = administration.record(tenantId);
  const state = must(await record.create({ tenantId, slug, configuration: configuration(changes) }, context));
  return { tenantId, slug, record, state };
}

/** The value of what went well. */
export function must<Value>(result: Result<Value, RecordFailure>): Value {
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

/** The code of what was refused; the empty text where it was not. */
export function codeOf(result: Result<unknown, { readonly code: string }>): string {
  return result.ok ? '' : result.failure.code;
}
