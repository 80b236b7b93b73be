/** A JSON Schema as the list of its fields, the way the reference shows it: `connections[].id`, its type, what it is. Pure. */
import type { JsonSchema } from './json-schema.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

export interface SchemaField {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** As JSON; null for none. */
  readonly default: string | null;
  readonly description: string;
}

/** Lists the fields of an object, and of what is in it. */
export function listFields(schema: JsonSchema, schemas: Schemas, prefix = ''): readonly SchemaField[] {
  const resolved = resolve(schema, schemas);
  if (resolved.items !== undefined) return listFields(resolved.items as JsonSchema, schemas, `${prefix}[]`);
  const choices = resolved.anyOf ?? resolved.oneOf;
  if (choices !== undefined) {
    const all = choices.flatMap((choice) => listFields(choice as JsonSchema, schemas, prefix));
    return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
  }
  return Object.entries(resolved.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const inner = property as JsonSchema;
    const { default: fallback, description = '' } = inner;
    const field: SchemaField = {
      name: path,
      type: nameType(inner, schemas),
      isRequired: resolved.required?.includes(name) ?? false,
      default: isWorthShowing(fallback) ? JSON.stringify(fallback) : null,
      description: description || (resolve(inner, schemas).description ?? ''),
    };
    return [field, ...listFields(inner, schemas, path)];
  });
}

/** The name of a schema, such as `Tenant`. */
export function nameSchema(schema: JsonSchema): string {
  return schema.$ref?.split('/').at(-1) ?? 'Fields';
}

function nameType(schema: JsonSchema, schemas: Schemas): string {
  const resolved = resolve(schema, schemas);
  if (resolved.enum !== undefined) return resolved.enum.map(String).join(' | ');
  if (resolved.const !== undefined) return String(resolved.const);
  const choices = resolved.anyOf ?? resolved.oneOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => nameType(choice as JsonSchema, schemas)))].join(' | ');
  }
  if (resolved.type === 'array') return `list of ${nameType((resolved.items ?? {}) as JsonSchema, schemas)}`;
  const { type = 'any', format } = resolved;
  return format === undefined ? String(type) : `${type} (${format})`;
}

function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  return schema.$ref === undefined ? schema : (schemas[nameSchema(schema)] ?? {});
}

function isWorthShowing(fallback: unknown): boolean {
  return fallback !== undefined && JSON.stringify(fallback) !== '{}';
}
