/** The OpenAPI 3.1 document of the API, made of the table of operations and of the schemas that validate. Pure. */
import type * as v from 'valibot';
import type { Settings } from '../../settings.ts';
import { tenantInput } from '../../tenants/tenant-input.ts';
import {
  attemptAnswer,
  auditEntryAnswer,
  deploymentAuditEntryAnswer,
  personAnswer,
} from './answers/activity.ts';
import { apiKeyAnswer, newApiKeyAnswer } from './answers/api-key.ts';
import { authorAnswer, problemAnswer } from './answers/common.ts';
import { metadataStatusAnswer } from './answers/metadata.ts';
import { newOidcClientAnswer, oidcClientAnswer } from './answers/oidc-client.ts';
import { newSetupLinkAnswer, setupLinkAnswer } from './answers/setup-link.ts';
import {
  connectionAnswer,
  draftAnswer,
  tenantAnswer,
  tenantSummaryAnswer,
  versionAnswer,
  versionSummaryAnswer,
} from './answers/tenant.ts';
import { deliveryAnswer, eventAnswer, newWebhookSecretAnswer, webhookAnswer } from './answers/webhook.ts';
import { connectionPatchSchema, connectionSchema } from './edit-connections.ts';
import { IDEMPOTENCY_PROBLEMS } from './idempotency.ts';
import { describeInput, INPUT_DESCRIPTIONS } from './input-descriptions.ts';
import { answerSchema, defineSchemas, inputSchema, type JsonSchema } from './json-schema.ts';
import { type BodySchema, type Operation, TAGS } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import {
  CONDITION_PARAMETERS,
  IDEMPOTENCY_PARAMETER,
  PATH_PARAMETERS,
  type PathParameter,
} from './parameters.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';

type Deployment = Pick<Settings, 'baseDomain' | 'scheme' | 'isLocal' | 'productName'>;

/** The answers that are worth a name of their own. */
const ANSWERS: Readonly<Record<string, v.GenericSchema>> = {
  Problem: problemAnswer,
  Author: authorAnswer,
  Tenant: tenantAnswer,
  TenantSummary: tenantSummaryAnswer,
  Connection: connectionAnswer,
  Draft: draftAnswer,
  Version: versionAnswer,
  VersionSummary: versionSummaryAnswer,
  MetadataStatus: metadataStatusAnswer,
  AuditEntry: auditEntryAnswer,
  DeploymentAuditEntry: deploymentAuditEntryAnswer,
  Attempt: attemptAnswer,
  Person: personAnswer,
  ApiKey: apiKeyAnswer,
  NewApiKey: newApiKeyAnswer,
  Event: eventAnswer,
  Webhook: webhookAnswer,
  NewWebhookSecret: newWebhookSecretAnswer,
  Delivery: deliveryAnswer,
  SetupLink: setupLinkAnswer,
  NewSetupLink: newSetupLinkAnswer,
  OidcClient: oidcClientAnswer,
  NewOidcClient: newOidcClientAnswer,
};

/** The bodies that are, with what their fields are. */
const BODIES: Readonly<Record<string, readonly [BodySchema, Readonly<Record<string, string>>]>> = {
  TenantInput: [tenantInput, INPUT_DESCRIPTIONS.tenant],
  ConnectionInput: [connectionSchema, INPUT_DESCRIPTIONS.connection],
  ConnectionPatch: [connectionPatchSchema, INPUT_DESCRIPTIONS.connection],
};

const INTRODUCTION = `Everything about tenants, for programs. Bodies are JSON. What is refused is a problem of RFC 9457, with a \`code\` for programs, a sentence on what to do, and, where fields are wrong, all of them in \`errors\`.

**Live and draft.** What is changed under \`/tenants/{slug}\` is live at once; what is changed under \`/tenants/{slug}/draft\` waits in the draft until it is published. \`publication\` tells when every edge serves it.

**Two editors.** Answers about a tenant carry an \`ETag\`, which grows with every change. Send it as \`If-Match\`, and a change that somebody else has overtaken is refused with 412 and changes nothing. \`If-None-Match: *\` makes a tenant and never replaces one. Answers about a webhook carry one of its own, for who may change it.

**Repeating.** PUT, PATCH and DELETE may be repeated. A POST may be, too, with an \`Idempotency-Key\`: within a day it is not done twice, and the same answer comes again.

**Lists** come in pages: send the \`cursor\` of one answer for the next, until it is null.

**Limits.** \`RateLimit\` tells what is left; 429 comes with \`Retry-After\`.`;

/** Makes the document for a deployment. `now`: milliseconds since 1970. */
export function buildDocument(deployment: Deployment, now: number) {
  const context = { deployment, now };
  const bodies = Object.entries(BODIES).map(([name, [schema, descriptions]]) => [
    name,
    describeInput(inputSchema(schema(context)), descriptions),
  ]);
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: `${deployment.productName}: the operator API`,
      version: '1',
      description: INTRODUCTION,
    },
    servers: [{ url: `${deployment.scheme}://${deployment.baseDomain}/api/v1` }],
    security: [{ bearer: [] }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: buildPaths(context),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key with the scope of the operation, or the OPERATOR_TOKEN of the deployment.',
        },
      },
      schemas: { ...Object.fromEntries(bodies), ...defineSchemas(ANSWERS) } as Record<string, JsonSchema>,
    },
  };
}

export type ApiDocument = ReturnType<typeof buildDocument>;

interface Context {
  readonly deployment: Deployment;
  readonly now: number;
}

function buildPaths(context: Context) {
  const paths: Record<string, Record<string, ReturnType<typeof buildOperation>>> = {};
  for (const operation of OPERATIONS) {
    const methods = paths[operation.path] ?? {};
    methods[operation.method.toLowerCase()] = buildOperation(operation, context);
    paths[operation.path] = methods;
  }
  return paths;
}

function buildOperation(operation: Operation, context: Context) {
  const { operationId, tag, summary, description, scope, body } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    'x-scope': scope,
    parameters: buildParameters(operation),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              body.mediaTypes.map((type) => [type, { schema: bodySchema(body.schema, context) }]),
            ),
          },
        }),
    responses: { ...buildAnswers(operation), ...buildProblems(operation) },
  };
}

function bodySchema(schema: BodySchema, context: Context): JsonSchema {
  const [name] = Object.entries(BODIES).find(([, [named]]) => named === schema) ?? [];
  return name === undefined ? inputSchema(schema(context)) : { $ref: `#/components/schemas/${name}` };
}

function buildParameters({ path, query = {}, conditions, method }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { description, example, pattern }: PathParameter =
      PATH_PARAMETERS[name as keyof typeof PATH_PARAMETERS];
    const schema: JsonSchema = { type: 'string', ...(pattern === undefined ? {} : { pattern }) };
    return { name, in: 'path' as const, required: true, description, example, schema };
  });
  const inQuery = Object.entries(query).map(([name, field]) => {
    const { description = '', ...schema } = inputSchema(field);
    return { name, in: 'query' as const, required: false, description, schema };
  });
  const inHeader = [
    ...(conditions === undefined ? [] : [CONDITION_PARAMETERS.match]),
    ...(conditions === 'match-or-none' ? [CONDITION_PARAMETERS.noneMatch] : []),
    ...(method === 'POST' ? [IDEMPOTENCY_PARAMETER] : []),
  ];
  return [...inPath, ...inQuery, ...inHeader];
}

function buildAnswers({ answers }: Operation) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, [description, schema]]) => [
      status,
      schema === null
        ? { description }
        : { description, content: { 'application/json': { schema: answerSchema(schema, ANSWERS) } } },
    ]),
  );
}

/** The problems of an operation, by status: several codes may share one. */
function buildProblems(operation: Operation) {
  const byStatus = new Map<number, string[]>();
  for (const code of listProblems(operation)) {
    const [status, title] = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}.`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, sentences]) => [
      String(status),
      {
        description: sentences.join('\n'),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

/** Every problem that an operation may answer with. */
export function listProblems({
  problems = [],
  body,
  conditions,
  conditionProblem = 'tenant_changed',
  method,
}: Operation): readonly ProblemCode[] {
  const all: ProblemCode[] = [
    'query_invalid',
    ...(body === undefined ? [] : (['body_malformed'] as const)),
    'condition_malformed',
    'unauthorized',
    'scope_missing',
    ...problems,
    ...(conditions === undefined ? [] : [conditionProblem]),
    ...(body === undefined ? [] : (['body_too_large', 'body_not_json_type'] as const)),
    ...(body?.checkedBy === 'router' ? (['body_invalid'] as const) : []),
    ...(method === 'POST' ? IDEMPOTENCY_PROBLEMS : []),
    'rate_limited',
    'too_many_attempts',
    'internal_error',
    'record_unavailable',
  ];
  return [...new Set(all)].sort((one, other) => PROBLEMS[one][0] - PROBLEMS[other][0]);
}
