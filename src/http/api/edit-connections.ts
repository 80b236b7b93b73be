/**
 * Changes to one connection among those of a tenant: put, patched by RFC 7396, or removed, and held against the others. Pure;
 * its input comes from the operator.
 */
import * as v from 'valibot';
import type { TenantConfiguration } from '../../administration/tenant-record.ts';
import {
  type ConnectionContext,
  type ConnectionWithWarnings,
  connectionInput,
} from '../../tenants/connection-input.ts';
import type { Deployment } from '../../tenants/deployment.ts';
import { closed, describeIssues, describeKind, type FieldProblem } from '../../tenants/field-rules.ts';
import type { Connection } from '../../tenants/tenant.ts';
import { type Refusal, refuse, refuseFields } from './problem-codes.ts';

type Context = Omit<ConnectionContext, 'isLocal'> & { readonly deployment: Deployment };

const MAX_CONNECTIONS = 20;

/** The schema of a connection in this deployment. */
export function connectionSchema({ deployment, ...context }: Context) {
  return connectionInput({ isLocal: deployment.isLocal, ...context });
}

/** What a PATCH may change: everything but the id and the identity provider itself, by the rules of the whole. */
export function connectionPatchSchema(context: Context) {
  const { displayName, emailDomains, request, response, account, ...more } =
    connectionSchema(context).pipe[0].entries;
  const { scopes, attributes, groupRules, roles, keepEvidenceHours } = more;
  const rules = { scopes, attributes, groupRules, roles };
  return closed({ displayName, emailDomains, request, response, account, ...rules, keepEvidenceHours });
}

/** Compiles a connection for the id in its address. */
export function compileConnection(
  input: unknown,
  id: string,
  context: Context,
): ConnectionWithWarnings | Refusal {
  const parsed = v.safeParse(connectionSchema(context), input, { message: describeKind });
  if (!parsed.success) return refuseConnection(describeIssues(parsed.issues));
  if (parsed.output.connection.id === id) return parsed.output;
  return refuseConnection([{ path: 'id', message: 'must be the id in the address' }]);
}

/** Puts a connection in the place of the one with its id, or behind the others. */
export function putConnection(
  configuration: TenantConfiguration,
  connection: Connection,
): TenantConfiguration | Refusal {
  const { connections } = configuration;
  const others = connections.filter(({ id }) => id !== connection.id);
  const { entityId } = connection.identityProvider;
  if (others.some(({ identityProvider }) => identityProvider.entityId === entityId)) {
    const message = 'is that of another connection: a Response names the identity provider alone';
    return refuseConnection([{ path: 'identityProvider.entityId', message }]);
  }
  if (others.length >= MAX_CONNECTIONS) {
    return refuseConnection([{ path: 'id', message: `would be one more than ${MAX_CONNECTIONS}` }]);
  }
  const isNew = others.length === connections.length;
  const replaced = isNew
    ? [...connections, connection]
    : connections.map((each) => (each.id === connection.id ? connection : each));
  return { ...configuration, connections: replaced };
}

/** Applies a merge patch to the policies of a connection: null brings back a field's default. */
export function patchConnection(
  configuration: TenantConfiguration,
  id: string,
  patch: unknown,
  context: Context,
): TenantConfiguration | Refusal {
  const connection = configuration.connections.find((each) => each.id === id);
  if (connection === undefined) return refuse('connection_unknown');
  if (!isObject(patch)) return refuseConnection([{ path: '', message: 'must be an object' }]);
  const { id: _id, identityProvider, metadataSource: _source, ...policiesBefore } = connection;
  const merged = mergePatch(policiesBefore, patch);
  const parsed = v.safeParse(connectionPatchSchema(context), merged, { message: describeKind });
  if (!parsed.success) return refuseConnection(describeIssues(parsed.issues));
  const policies = parsed.output;
  const { binding } = policies.request;
  const { signInEndpoints } = identityProvider;
  if (binding !== null && !signInEndpoints.some((endpoint) => endpoint.binding === binding)) {
    const message = 'must be a binding that the identity provider has a sign-in endpoint for';
    return refuseConnection([{ path: 'request.binding', message }]);
  }
  // Left out where the metadata's hold again.
  const { scopes: _before, ...kept } = connection;
  return putConnection(configuration, {
    ...kept,
    ...policies,
    displayName: policies.displayName ?? id,
  });
}

/** Leaves a connection out. */
export function removeConnection(
  configuration: TenantConfiguration,
  id: string,
): TenantConfiguration | Refusal {
  const connections = configuration.connections.filter((each) => each.id !== id);
  const isThere = connections.length < configuration.connections.length;
  return isThere ? { ...configuration, connections } : refuse('connection_unknown');
}

/** RFC 7396, section 2. Members of either side stay data, whatever they are called. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseConnection(errors: readonly FieldProblem[]): Refusal {
  return refuseFields('body_invalid', errors);
}
