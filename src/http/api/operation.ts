/**
 * What an operation of the API is: one declaration each, from which its route, its validation, its documentation and its
 * conformance test come. Handlers get what was validated, and answer with values.
 */
import type * as v from 'valibot';
import type { Author } from '../../administration/author.ts';
import type { Scope } from '../../operators/scopes.ts';
import type { Env, Settings } from '../../settings.ts';
import type { Deployment } from '../../tenants/deployment.ts';
import type { Conditions } from './preconditions.ts';
import type { ProblemCode, Refusal } from './problem-codes.ts';

export type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

/** The chapters of the documentation, in its order. */
export const TAGS = {
  Tenants: 'Customers, each with a subdomain of its own. What is changed here is live at once.',
  Names: 'Custom hostnames and email domains, one at a time. Each belongs to one tenant at most.',
  Connections: 'The identity providers of a tenant, one at a time. What is changed here is live at once.',
  Draft:
    'A configuration to work on while another is live. Everything under /draft changes the draft alone; it begins as a copy of what is live.',
  Versions: 'What was live before, and how to go back to it.',
  'Set-up links':
    'Links with which a customer’s administrator sets his identity provider up, without an account.',
  Recovery:
    'How a customer’s administrators come in while their identity provider does not answer; disarmed by default.',
  'OpenID Connect':
    'Applications that sign people in at a tenant’s host with an OpenID Connect library, in place of SAML.',
  Activity: 'What happened: sign-ins, people, changes.',
  Webhooks: 'Who is told of events, and what became of it.',
  'API keys': 'Keys for programs, each with scopes.',
} as const;
export type Tag = keyof typeof TAGS;

export type Entries = Readonly<Record<string, v.GenericSchema>>;
type OutputOf<Query extends Entries> = { readonly [Name in keyof Query]: v.InferOutput<Query[Name]> };

/** The names in braces of a path template. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** A schema may depend on the deployment and the time: on localhost more is allowed, metadata lapses. */
export type BodySchema<Schema extends v.GenericSchema = v.GenericSchema> = (context: {
  readonly deployment: Deployment;
  readonly now: number;
}) => Schema;

export interface ApiCall<Path extends string, Query extends Entries, Body> {
  readonly path: Readonly<Record<PathNames<Path>, string>>;
  readonly query: OutputOf<Query>;
  readonly body: Body;
  readonly conditions: Conditions;
  readonly author: Author;
  /** What the caller may do, and until when: milliseconds since 1970, or null. */
  readonly scopes: readonly Scope[];
  readonly expiresAt: number | null;
  readonly settings: Settings;
  readonly env: Env;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Answer {
  readonly status: number;
  /** Undefined for none. */
  readonly body?: unknown;
  readonly etag?: string;
}

export interface DeclaredOperation<Path extends string, Query extends Entries> {
  readonly method: Method;
  /** Below /api/v1, with names in braces. */
  readonly path: Path;
  readonly operationId: string;
  readonly tag: Tag;
  readonly summary: string;
  /** More, where the summary leaves questions. */
  readonly description?: string;
  readonly scope: Scope;
  readonly query?: Query;
  /** Whether If-Match, and If-None-Match where it makes something, are honoured. */
  readonly conditions?: 'match' | 'match-or-none';
  /** What is refused where they do not hold, if that is not about a tenant. */
  readonly conditionProblem?: ProblemCode;
  /** What answers it has when it was done; null for no body. */
  readonly answers: Readonly<Record<number, readonly [description: string, schema: v.GenericSchema | null]>>;
  /** Beyond those that any operation of its kind has. */
  readonly problems?: readonly ProblemCode[];
}

/** An operation, whatever its path, query and body are: as the router and the documentation see it. */
export interface Operation extends DeclaredOperation<string, Entries> {
  readonly body?: {
    readonly schema: BodySchema;
    /** `handler` where more than the schema decides, such as a slug or a fetched document; it is given what was sent. */
    readonly checkedBy: 'router' | 'handler';
    readonly mediaTypes: readonly string[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: the router makes a call that fits this very operation.
  handle(call: ApiCall<any, any, any>): Promise<Answer | Refusal>;
}

/** Declares an operation without a body. */
export function operation<const Path extends string, const Query extends Entries = Record<never, never>>(
  declared: DeclaredOperation<Path, Query> & {
    handle(call: ApiCall<Path, Query, undefined>): Promise<Answer | Refusal>;
  },
): Operation {
  return declared;
}

/** Declares an operation whose body the router validates. */
export function operationWithBody<
  const Path extends string,
  Schema extends v.GenericSchema,
  const Query extends Entries = Record<never, never>,
>(
  declared: DeclaredOperation<Path, Query> & {
    readonly schema: BodySchema<Schema>;
    readonly mediaTypes?: readonly string[];
    handle(call: ApiCall<Path, Query, v.InferOutput<Schema>>): Promise<Answer | Refusal>;
  },
): Operation {
  const { schema, mediaTypes = ['application/json'], ...rest } = declared;
  return { ...rest, body: { schema, checkedBy: 'router', mediaTypes } };
}

/** Declares an operation that validates its body itself; the schema documents it. */
export function operationOnRawBody<
  const Path extends string,
  const Query extends Entries = Record<never, never>,
>(
  declared: DeclaredOperation<Path, Query> & {
    readonly schema: BodySchema;
    readonly mediaTypes?: readonly string[];
    handle(call: ApiCall<Path, Query, unknown>): Promise<Answer | Refusal>;
  },
): Operation {
  const { schema, mediaTypes = ['application/json'], ...rest } = declared;
  return { ...rest, body: { schema, checkedBy: 'handler', mediaTypes } };
}
