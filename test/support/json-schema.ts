/**
 * Holds a JSON value against a JSON Schema of the API's document: the keywords that it has, and no others. Fields that an
 * object's schema does not name are complained about, so that what is not documented does not go unseen.
 */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly format?: string;
}

/** Lists what is wrong with a value, each with where it is. */
export function findMismatches(
  value: unknown,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  at = '$',
): readonly string[] {
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
    return named === undefined
      ? [`${at}: ${schema.$ref} is not there`]
      : findMismatches(value, named, schemas, at);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const tried = choices.map((choice) => findMismatches(value, choice, schemas, at));
    return tried.some(({ length }) => length === 0) ? [] : [`${at}: fits none of ${tried.flat().join('; ')}`];
  }
  if (schema.const !== undefined && value !== schema.const) return [`${at}: is not ${schema.const}`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at}: is none of ${schema.enum}`];
  if (schema.type !== undefined && !isOfType(value, schema.type)) return [`${at}: is no ${schema.type}`];
  if (schema.minimum !== undefined && Number(value) < schema.minimum)
    return [`${at}: is below ${schema.minimum}`];
  if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(String(value))) {
    return [`${at}: is no instant`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      findMismatches(item, schema.items ?? {}, schemas, `${at}[${index}]`),
    );
  }
  return typeof value === 'object' && value !== null ? compareFields(value, schema, schemas, at) : [];
}

function compareFields(
  value: object,
  { properties, required = [], additionalProperties }: Schema,
  schemas: Readonly<Record<string, Schema>>,
  at: string,
): readonly string[] {
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name}: is missing`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const known = properties?.[name];
    if (known !== undefined) return findMismatches(inner, known, schemas, `${at}.${name}`);
    return typeof additionalProperties === 'object' ? [] : [`${at}.${name}: is not documented`];
  });
  return [...missing, ...wrong];
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
