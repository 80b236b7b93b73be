/**
 * From what an operator says about a tenant to the record that is served: validated, defaults filled in, metadata and
 * certificates read. What is wrong is named all at once. Pure; time and new identifiers are arguments.
 */
import * as v from 'valibot';
import { type Result, success } from '../result.ts';
import { formatInstant } from '../saml/instant.ts';
import type { ConnectionContext } from './connection-input.ts';
import type { Deployment } from './deployment.ts';
import { describeIssues, describeKind, type FieldProblem } from './field-rules.ts';
import { findSlugProblem } from './slug.ts';
import { TENANT_SCHEMA, type Tenant } from './tenant.ts';
import { tenantInput } from './tenant-input.ts';
import { readMetadataWarnings, type TenantWarning } from './warnings.ts';

export interface CompiledTenant {
  readonly tenant: Tenant;
  /** What was odd about the metadata given; what is odd about the record itself, `tenantWarnings` says at any time. */
  readonly metadataWarnings: readonly TenantWarning[];
}

export interface CompileContext {
  readonly slug: string;
  /** The record that this one replaces; its id and its count of versions go on. */
  readonly previous: Pick<Tenant, 'id' | 'version'> | null;
  /** For a tenant that is new: random, never used before. */
  readonly newId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly deployment: Deployment;
  /** What the metadata URLs of connections without metadata of their own led to. */
  readonly fetchedMetadata?: ConnectionContext['fetchedMetadata'];
}

/** A client that sends one thousand wrong fields has one mistake, not a thousand. */
const MAX_PROBLEMS = 100;

/** Compiles the input of the API, any JSON value, into a tenant record, or names every wrong field. */
export function compileTenant(
  input: unknown,
  { slug, previous, newId, now, deployment, fetchedMetadata }: CompileContext,
): Result<CompiledTenant, readonly FieldProblem[]> {
  const slugProblem = findSlugProblem(slug);
  const parsed = v.safeParse(tenantInput({ deployment, now, fetchedMetadata }), input, {
    message: describeKind,
  });
  if (slugProblem !== null || !parsed.success) {
    const problems = slugProblem === null ? [] : [{ path: 'slug', message: slugProblem }];
    return {
      ok: false,
      failure: [...problems, ...describeIssues(parsed.issues ?? [])].slice(0, MAX_PROBLEMS),
    };
  }
  const { connections, ...rest } = parsed.output;
  const tenant: Tenant = {
    schema: TENANT_SCHEMA,
    id: previous?.id ?? newId,
    slug,
    version: (previous?.version ?? 0) + 1,
    updatedAt: formatInstant(now),
    ...rest,
    connections: connections.map(({ connection }) => connection),
  };
  const metadataWarnings = connections.flatMap((connection, index) =>
    readMetadataWarnings(connection.metadataWarnings, `connections[${index}].metadata`),
  );
  return success({ tenant, metadataWarnings });
}
