/**
 * From the schemas that validate to JSON Schema 2020-12, as OpenAPI 3.1 has it: inputs as they are accepted, answers as they
 * are sent. It knows the kinds of schema that the API is made of. What JSON Schema cannot say, such as that a certificate is
 * one, stands in the descriptions. Pure.
 */
import type * as v from 'valibot';

export interface JsonSchema {
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  propertyNames?: JsonSchema;
  additionalProperties?: JsonSchema | false;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  $ref?: string;
}

type Definitions = Readonly<Record<string, v.GenericSchema>>;

/** A schema or an action of a pipe, with what those that are known here have. */
interface Part {
  readonly kind: 'schema' | 'validation' | 'transformation' | 'metadata';
  readonly type: string;
  readonly pipe?: readonly Part[];
  readonly entries?: Readonly<Record<string, Part>>;
  readonly rest?: Part;
  readonly item?: Part;
  readonly key?: Part;
  readonly value?: Part;
  readonly wrapped?: Part;
  readonly default?: unknown;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly requirement?: unknown;
  readonly description?: string;
}

interface Conversion {
  readonly of: 'input' | 'output';
  readonly definitions: Definitions;
}

/** Converts a schema of what is accepted. */
export function inputSchema(schema: v.GenericSchema): JsonSchema {
  return convert(asPart(schema), { of: 'input', definitions: {} });
}

/** Converts a schema of what is sent; what is among the definitions becomes a reference. */
export function answerSchema(schema: v.GenericSchema, definitions: Definitions): JsonSchema {
  return convert(asPart(schema), { of: 'output', definitions });
}

/** Converts the definitions themselves. */
export function defineSchemas(definitions: Definitions): Record<string, JsonSchema> {
  const define = (schema: v.GenericSchema) => expand(asPart(schema), { of: 'output', definitions });
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, define(schema)]));
}

/** Valibot says of each schema what it is made of, in types of its own for each kind. */
function asPart(schema: v.GenericSchema): Part {
  return schema as unknown as Part;
}

function convert(part: Part, conversion: Conversion): JsonSchema {
  const [name] = Object.entries(conversion.definitions).find(([, known]) => asPart(known) === part) ?? [];
  return name === undefined ? expand(part, conversion) : { $ref: `#/components/schemas/${name}` };
}

function expand(part: Part, conversion: Conversion): JsonSchema {
  if (part.pipe === undefined) return describe(part, conversion);
  const steps = flatten(part.pipe);
  // An input is what stands before the first step that makes something else of it; an answer, what stands after the last.
  const next = steps.findIndex((step, index) => index > 0 && makesAnother(step));
  const counting =
    conversion.of === 'input'
      ? steps.slice(0, next === -1 ? steps.length : next)
      : steps.slice(steps.findLastIndex(({ kind }) => kind === 'schema'));
  const schema: JsonSchema = {};
  for (const step of counting) {
    Object.assign(schema, step.kind === 'schema' ? describe(step, conversion) : restrict(schema, step));
  }
  return schema;
}

function flatten(pipe: readonly Part[]): readonly Part[] {
  return pipe.flatMap((part) => (part.pipe === undefined ? [part] : flatten(part.pipe)));
}

function makesAnother({ kind, type }: Part): boolean {
  return kind === 'schema' || type === 'transform' || type === 'raw_transform';
}

function describe(part: Part, conversion: Conversion): JsonSchema {
  const inner = (of: Part | undefined) => (of === undefined ? {} : convert(of, conversion));
  const choices = () => (part.options ?? []).map((option) => convert(option as Part, conversion));
  switch (part.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: part.type };
    case 'literal':
      return { const: part.literal };
    case 'picklist':
      return { enum: part.options ?? [], type: 'string' };
    case 'array':
      return { type: 'array', items: inner(part.item) };
    case 'record':
      return { type: 'object', propertyNames: inner(part.key), additionalProperties: inner(part.value) };
    case 'object':
    case 'object_with_rest':
      return describeObject(part, conversion);
    case 'nullable':
    case 'nullish':
      return { anyOf: [inner(part.wrapped), { type: 'null' }], ...defaultOf(part) };
    case 'optional':
      return { ...inner(part.wrapped), ...defaultOf(part) };
    case 'union':
      return { anyOf: choices() };
    case 'variant':
      return { oneOf: choices() };
    default:
      return {};
  }
}

function describeObject({ entries = {}, rest }: Part, conversion: Conversion): JsonSchema {
  const all = Object.entries(entries);
  const required = all
    .filter(([, { type }]) => type !== 'optional' && type !== 'nullish')
    .map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(([name, entry]) => [name, convert(entry, conversion)])),
    ...(required.length === 0 ? {} : { required }),
    ...(rest?.type === 'never' ? { additionalProperties: false } : {}),
  };
}

function defaultOf({ default: fallback }: Part): JsonSchema {
  return fallback === undefined ? {} : { default: typeof fallback === 'function' ? fallback() : fallback };
}

/** What a step of a pipe adds to the schema before it. */
function restrict(schema: JsonSchema, { type, requirement, description = '' }: Part): JsonSchema {
  const isList = schema.type === 'array';
  const bound = requirement as number;
  switch (type) {
    case 'description':
      return { description };
    case 'integer':
      return { type: 'integer' };
    case 'iso_timestamp':
      return { format: 'date-time' };
    case 'min_value':
      return { minimum: bound };
    case 'max_value':
      return { maximum: bound };
    case 'min_length':
      return isList ? { minItems: bound } : { minLength: bound };
    case 'max_length':
      return isList ? { maxItems: bound } : { maxLength: bound };
    case 'regex':
      // There is room for one: the first, which says most.
      return { pattern: schema.pattern ?? (requirement as RegExp).source };
    default:
      return {};
  }
}
