/**
 * The operator API: tenants as JSON, problems as RFC 9457. It lives on the operator's host alone, behind the operator
 * token; no cookie counts here, so that no other site can make a browser call it. I/O: the tenant store.
 */
import { type Context, Hono } from 'hono';
import { TenantStore } from '../../stores/tenant-store.ts';
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
  refuseHostname,
  refuseMethod,
  refuseQuery,
  refuseStale,
  refuseTenant,
  refuseUnknownPath,
  refuseUnknownTenant,
} from './refusals.ts';

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;
/** The letters of KV's cursors. */
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
    return c.json(await storeOf(c).list(size, cursor ?? null));
  });

  api.get('/tenants/:slug', async (c) => {
    const tenant = await findTenant(c, c.req.param('slug'));
    return tenant === null ? refuseUnknownTenant(c) : answer(c, tenant);
  });

  api.put('/tenants/:slug', async (c) => {
    const slug = c.req.param('slug');
    const body = await readJsonBody(c);
    if (!body.ok) return refuseBody(c, body.failure.code);
    const previous = await findTenant(c, slug);
    if (!meetsConditions(c.req.raw.headers, previous)) return refuseStale(c);
    const { now, settings } = c.var;
    const context = { slug, previous, newId: crypto.randomUUID(), now, deployment: settings };
    const compiled = compileTenant(body.value, context);
    if (!compiled.ok) return refuseTenant(c, compiled.failure);
    const { tenant, metadataWarnings } = compiled.value;
    const saved = await storeOf(c).save(tenant, previous);
    if (!saved.ok) return refuseHostname(c, `hostnames[${tenant.hostnames.indexOf(saved.failure.received)}]`);
    logTenantChange('tenant_saved', tenant);
    c.status(previous === null ? 201 : 200);
    return answer(c, tenant, metadataWarnings);
  });

  api.delete('/tenants/:slug', async (c) => {
    const tenant = await findTenant(c, c.req.param('slug'));
    if (tenant === null) return refuseUnknownTenant(c);
    if (!meetsConditions(c.req.raw.headers, tenant)) return refuseStale(c);
    await storeOf(c).remove(tenant);
    logTenantChange('tenant_removed', tenant);
    return c.body(null, 204);
  });

  api.all('/tenants', (c) => refuseMethod(c, 'GET, HEAD'));
  api.all('/tenants/:slug', (c) => refuseMethod(c, 'GET, HEAD, PUT, DELETE'));
  api.all('*', refuseUnknownPath);
  api.onError(refuseFault);
  return api;
}

const storeOf = (c: Context<HostEnv>) => new TenantStore(c.env.TENANTS);

/** Only a slug becomes part of a key; whatever else stands in its place names no tenant. */
async function findTenant(c: Context<HostEnv>, slug: string): Promise<Tenant | null> {
  return isSlug(slug) ? storeOf(c).findBySlug(slug) : null;
}

function answer(c: Context<HostEnv>, tenant: Tenant, moreWarnings: readonly TenantWarning[] = []): Response {
  c.header('ETag', entityTag(tenant));
  return c.json(presentTenant(tenant, c.var.settings, c.var.now, moreWarnings));
}
