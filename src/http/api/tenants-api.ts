/**
 * The operator API: tenants as JSON, problems as RFC 9457. It lives on the operator's host alone, behind the operator
 * token; no cookie counts here, so that no other site can make a browser call it. I/O: the tenants' records.
 */
import { type Context, Hono } from 'hono';
import { compileLive, configurationOf } from '../../administration/configuration.ts';
import type { RecordFailure, TenantRecordPort, TenantState } from '../../administration/tenant-record.ts';
import { formatInstant } from '../../saml/instant.ts';
import { administrationOf } from '../../stores/administration.ts';
import { compileTenant } from '../../tenants/compile.ts';
import type { FieldProblem } from '../../tenants/field-rules.ts';
import { isSlug } from '../../tenants/slug.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { TenantWarning } from '../../tenants/warnings.ts';
import type { HostEnv } from '../context.ts';
import { logTenantChange } from './audit-log.ts';
import { entityTag, meetsConditions } from './conditions.ts';
import { readJsonBody } from './json-body.ts';
import { requireOperatorToken } from './operator-token.ts';
import { presentTenant } from './present-tenant.ts';
import {
  refuseBody,
  refuseFault,
  refuseMethod,
  refuseQuery,
  refuseStale,
  refuseTaken,
  refuseTenant,
  refuseUnknownPath,
  refuseUnknownTenant,
} from './refusals.ts';

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;
/** The letters of our cursors. */
const CURSOR = /^[A-Za-z0-9+/=_-]{1,1024}$/;

/** Makes the API, to be mounted at /api/v1 once the settings are read. */
export function tenantsApi(): Hono<HostEnv> {
  const api = new Hono<HostEnv>();
  api.use(requireOperatorToken);

  api.get('/tenants', async (c) => {
    const { limit, cursor } = c.req.query();
    const size = limit === undefined ? DEFAULT_PAGE_SIZE : Number(limit);
    const errors: FieldProblem[] = [];
    if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE_SIZE) {
      errors.push({ path: 'limit', message: `must be a whole number from 1 to ${MAX_PAGE_SIZE}` });
    }
    if (cursor !== undefined && !CURSOR.test(cursor)) {
      errors.push({ path: 'cursor', message: 'must be the cursor of an earlier answer' });
    }
    if (errors.length > 0) return refuseQuery(c, errors);
    const query = { search: '', filter: 'all', now: c.var.now, limit: size, cursor: cursor ?? null } as const;
    const page = await administrationOf(c.env).directory.list(query);
    const tenants = page.items.map(({ slug, displayName, version, updatedAt }) => ({
      slug,
      displayName,
      version,
      updatedAt: formatInstant(updatedAt),
    }));
    return c.json({ tenants, cursor: page.cursor });
  });

  api.get('/tenants/:slug', async (c) => {
    const found = await findTenant(c, c.req.param('slug'));
    return found === null ? refuseUnknownTenant(c) : answer(c, compileLive(found.state));
  });

  api.put('/tenants/:slug', async (c) => {
    const slug = c.req.param('slug');
    const body = await readJsonBody(c);
    if (!body.ok) return refuseBody(c, body.failure.code);
    const found = await findTenant(c, slug);
    const previous = found && compileLive(found.state);
    if (!meetsConditions(c.req.raw.headers, previous)) return refuseStale(c);
    const { now, settings } = c.var;
    const context = { slug, previous, newId: crypto.randomUUID(), now, deployment: settings };
    const compiled = compileTenant(body.value, context);
    if (!compiled.ok) return refuseTenant(c, compiled.failure);
    const { tenant, metadataWarnings } = compiled.value;
    const configuration = configurationOf(tenant);
    const saved =
      found === null
        ? await administrationOf(c.env)
            .record(tenant.id)
            .create({ tenantId: tenant.id, slug, configuration }, changeBy(c, null))
        : await found.record.publish(configuration, changeBy(c, found.state.revision));
    if (!saved.ok) return refuseChange(c, saved.failure, tenant);
    logTenantChange('tenant_saved', compileLive(saved.value));
    c.status(previous === null ? 201 : 200);
    return answer(c, compileLive(saved.value), metadataWarnings);
  });

  api.delete('/tenants/:slug', async (c) => {
    const found = await findTenant(c, c.req.param('slug'));
    if (found === null) return refuseUnknownTenant(c);
    const tenant = compileLive(found.state);
    if (!meetsConditions(c.req.raw.headers, tenant)) return refuseStale(c);
    const deleted = await found.record.delete(changeBy(c, found.state.revision));
    if (!deleted.ok) return refuseChange(c, deleted.failure, tenant);
    logTenantChange('tenant_removed', tenant);
    return c.body(null, 204);
  });

  api.all('/tenants', (c) => refuseMethod(c, 'GET, HEAD'));
  api.all('/tenants/:slug', (c) => refuseMethod(c, 'GET, HEAD, PUT, DELETE'));
  api.all('*', refuseUnknownPath);
  api.onError(refuseFault);
  return api;
}

/** Only a slug is looked for; whatever else stands in its place names no tenant. */
async function findTenant(
  c: Context<HostEnv>,
  slug: string,
): Promise<{ readonly record: TenantRecordPort; readonly state: TenantState } | null> {
  const record = isSlug(slug) ? await administrationOf(c.env).findBySlug(slug) : null;
  const state = record && (await record.read());
  return record === null || state === null || state.deleted !== null ? null : { record, state };
}

const changeBy = (c: Context<HostEnv>, expectedRevision: number | null) =>
  ({
    author: { kind: 'deployment', id: 'operator-token', name: 'Operator token' },
    now: c.var.now,
    expectedRevision,
  }) as const;

function refuseChange(c: Context<HostEnv>, { code, received }: RecordFailure, tenant: Tenant): Response {
  switch (code) {
    case 'hostname_taken':
      return refuseTaken(c, code, `hostnames[${tenant.hostnames.indexOf(received)}]`);
    case 'email_domain_taken': {
      const index = tenant.connections.findIndex(({ emailDomains }) => emailDomains.includes(received));
      const domain = tenant.connections[index]?.emailDomains.indexOf(received);
      return refuseTaken(c, code, `connections[${index}].emailDomains[${domain}]`);
    }
    case 'slug_taken':
      return refuseTaken(c, code, 'slug');
    default:
      return refuseStale(c);
  }
}

function answer(c: Context<HostEnv>, tenant: Tenant, moreWarnings: readonly TenantWarning[] = []): Response {
  c.header('ETag', entityTag(tenant));
  return c.json(presentTenant(tenant, c.var.settings, c.var.now, moreWarnings));
}
