/**
 * A client that knows nothing of the API but its OpenAPI document: it makes requests out of operations and their parameters, and
 * holds every answer against what the document says of it.
 */
import { findMismatches, type Schema } from './json-schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
}

interface DocumentedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, object>> };
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

export interface OpenApiDocument {
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Values {
  /** Of path, query and header parameters, by their names. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What was answered, after it was held against the document. */
export interface CheckedAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: its shape was checked against the document.
  readonly body: any;
}

type Send = (
  url: string,
  request: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string },
) => Promise<Response>;

/** Lists the operations of a document. */
export function listOperationIds({ paths }: OpenApiDocument): readonly string[] {
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
}

/** Makes a function that does an operation by its id, and throws where the answer is not as documented. */
export function openApiClient(document: OpenApiDocument, token: string, send: Send) {
  return async (operationId: string, { parameters = {}, body }: Values = {}): Promise<CheckedAnswer> => {
    const { method, path, operation } = findOperation(document, operationId);
    const url = new URL(document.servers[0]?.url + fillPath(path, parameters));
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    const known = new Set(operation.parameters.map(({ name }) => name));
    const unknown = Object.keys(parameters).filter((name) => !known.has(name));
    if (unknown.length > 0) throw new Error(`${operationId}: ${unknown} is not documented`);
    for (const { name, in: place } of operation.parameters) {
      const value = parameters[name];
      if (value === undefined) continue;
      if (place === 'query') url.searchParams.set(name, value);
      if (place === 'header') headers[name] = value;
    }
    const [mediaType] = Object.keys(operation.requestBody?.content ?? {});
    if ((mediaType === undefined) !== (body === undefined)) throw new Error(`${operationId}: body or none?`);
    if (mediaType !== undefined) headers['content-type'] = mediaType;
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await send(url.href, { method, headers, ...text });
    return checkAnswer(document, operation, answer);
  };
}

function findOperation(document: OpenApiDocument, operationId: string) {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId === operationId) return { method: method.toUpperCase(), path, operation };
    }
  }
  throw new Error(`there is no operation ${operationId}`);
}

function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}

async function checkAnswer(
  { components }: OpenApiDocument,
  { operationId, responses }: DocumentedOperation,
  answer: Response,
): Promise<CheckedAnswer> {
  const text = await answer.text();
  const at = `${operationId} answered ${answer.status} ${text.slice(0, 500)}`;
  const documented = responses[answer.status];
  if (documented === undefined) throw new Error(`${at}: the status is not documented`);
  const { status, headers } = answer;
  if (documented.content === undefined) {
    if (text !== '') throw new Error(`${at}: there should be no body`);
    return { status, headers, body: null };
  }
  const schema = documented.content[headers.get('content-type') ?? '']?.schema;
  if (schema === undefined) throw new Error(`${at}: ${headers.get('content-type')} is not documented`);
  const body: unknown = JSON.parse(text);
  const mismatches = findMismatches(body, schema, components.schemas);
  if (mismatches.length > 0) throw new Error(`${at}\n${mismatches.join('\n')}`);
  return { status, headers, body };
}
