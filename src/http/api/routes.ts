/**
 * The operator API: every operation of the table behind the same checks, in one order. It lives on the operator's host alone; no
 * cookie counts here, so that no other site can make a browser call it. What documents it is for everybody.
 *
 * Enforces, in order: who calls, how much, whether it may; conditions, query and body well-formed; repetition; then the operation.
 */
import type { Context, Handler } from 'hono';
import { Hono } from 'hono/tiny';
import * as v from 'valibot';
import { Outage } from '../../stores/outage.ts';
import { describeIssues, describeKind } from '../../tenants/field-rules.ts';
import type { HostEnv } from '../context.ts';
import { logError } from '../log.ts';
import { isRefusal, writeAnswer, writeProblem } from './answer.ts';
import { type ApiEnv, requireCaller, requireScope } from './authenticate.ts';
import { answerOnce } from './idempotency.ts';
import type { ApiCall, Method, Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { readConditions } from './preconditions.ts';
import { type Refusal, refuseFields } from './problem-codes.ts';
import { apiStateOf, limitRate } from './rate-limit.ts';
import { parseJson, readOctets } from './read-json.ts';
import { readQuery } from './read-query.ts';
import { showDocument, showReference } from './reference.tsx';

/** Makes the API, to be mounted at /api/v1 once the settings are read. */
export function operatorApi(): Hono<HostEnv> {
  const api = new Hono<HostEnv>();
  api.get('/', showReference);
  api.get('/openapi.json', showDocument);

  const guarded = new Hono<ApiEnv>();
  guarded.use(requireCaller, limitRate);
  for (const operation of OPERATIONS) {
    guarded.on(operation.method, routeOf(operation.path), requireScope(operation.scope), run(operation));
  }
  for (const [path, allow] of listMethods()) {
    guarded.all(routeOf(path), (c) => {
      c.header('Allow', allow);
      return writeProblem(c, {
        problem: 'method_not_allowed',
        detail: `Here these methods are known: ${allow}.`,
      });
    });
  }
  guarded.all('*', (c) => writeProblem(c, { problem: 'path_unknown' }));
  guarded.onError((error, c) => {
    const reference = logError(c, error);
    const problem = error instanceof Outage ? 'record_unavailable' : 'internal_error';
    return writeProblem(c, { problem }, { reference });
  });
  return api.route('/', guarded);
}

/** Does an operation for a caller who may. */
function run(operation: Operation): Handler<ApiEnv> {
  return async (c) => {
    const read = await readCall(operation, c);
    if (isRefusal(read)) return writeProblem(c, read);
    const act = async () => writeAnswer(c, await operation.handle(read.call));
    const idempotencyKey = operation.method === 'POST' ? c.req.header('Idempotency-Key') : undefined;
    if (idempotencyKey === undefined) return act();
    const { pathname, search } = new URL(c.req.url);
    const repeatable = {
      idempotencyKey,
      token: c.req.header('Authorization') ?? '',
      parts: [operation.method, pathname, search, c.req.header('If-Match') ?? '', read.octets],
      state: apiStateOf(c.env.API_STATE, c.var.caller.author),
      now: c.var.now,
    };
    const answer = await answerOnce(repeatable, act);
    return answer instanceof Response ? answer : writeProblem(c, answer);
  };
}

// biome-ignore lint/suspicious/noExplicitAny: it is made to fit the operation that it is for.
type AnyCall = ApiCall<any, any, any>;

async function readCall(
  operation: Operation,
  c: Context<ApiEnv>,
): Promise<{ readonly call: AnyCall; readonly octets: Uint8Array } | Refusal> {
  const conditions = readConditions(c.req.raw.headers);
  if (isRefusal(conditions)) return conditions;
  const query = readQuery(new URL(c.req.url).searchParams, operation.query ?? {});
  if (isRefusal(query)) return query;
  const read = await readOperationBody(operation, c);
  if (isRefusal(read)) return read;
  const call: AnyCall = {
    path: c.req.param(),
    query: query.value,
    body: read.body,
    conditions,
    ...c.var.caller,
    settings: c.var.settings,
    env: c.env,
    now: c.var.now,
  };
  return { call, octets: read.octets };
}

async function readOperationBody(
  { body }: Operation,
  c: Context<ApiEnv>,
): Promise<{ readonly body: unknown; readonly octets: Uint8Array } | Refusal> {
  if (body === undefined) return { body: undefined, octets: new Uint8Array() };
  const octets = await readOctets(c.req.raw, body.mediaTypes);
  if (isRefusal(octets)) return octets;
  const json = parseJson(octets);
  if (isRefusal(json)) return json;
  if (body.checkedBy === 'handler') return { body: json.value, octets };
  const schema = body.schema({ deployment: c.var.settings, now: c.var.now });
  const parsed = v.safeParse(schema, json.value, { message: describeKind });
  if (parsed.success) return { body: parsed.output, octets };
  return refuseFields('body_invalid', describeIssues(parsed.issues));
}

/** The methods of each path, as Allow lists them. */
function listMethods(): ReadonlyMap<string, string> {
  const methods = new Map<string, Method[]>();
  for (const { path, method } of OPERATIONS) methods.set(path, [...(methods.get(path) ?? []), method]);
  return new Map(
    [...methods].map(([path, known]) => [
      path,
      known.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', '),
    ]),
  );
}

/** From a path template to a route: `{slug}` is `:slug`. */
function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
