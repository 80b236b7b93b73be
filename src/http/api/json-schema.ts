/**
 * From the schemas that validate to JSON Schema 2020-12, as OpenAPI 3.1 has it: inputs as they are accepted, answers as they
 * are sent. What JSON Schema cannot say, such as that a certificate is one, stands in the descriptions. Pure.
 */
import { type JsonSchema, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';

export type { JsonSchema };

/** As the converter wants them: made of wider types than ours. */
type Convertible = Parameters<typeof toJsonSchema>[0];
type Definitions = Readonly<Record<string, v.GenericSchema>>;

const OPTIONS = { target: 'draft-2020-12', errorMode: 'ignore' } as const;

/** Converts a schema of what is accepted. */
export function inputSchema(schema: v.GenericSchema): JsonSchema {
  return tidy(toJsonSchema(schema as unknown as Convertible, { ...OPTIONS, typeMode: 'input' }));
}

/** Converts a schema of what is sent; what is among the definitions becomes a reference. */
export function answerSchema(schema: v.GenericSchema, definitions: Definitions): JsonSchema {
  return tidy(toJsonSchema(schema as unknown as Convertible, withReferences(definitions)));
}

/** Converts the definitions themselves. */
export function defineSchemas(definitions: Definitions): Record<string, JsonSchema> {
  const converted = toJsonSchemaDefs(
    definitions as unknown as Record<string, Convertible>,
    withReferences(definitions),
  );
  return Object.fromEntries(Object.entries(converted).map(([name, schema]) => [name, tidy(schema)]));
}

function withReferences(definitions: Definitions) {
  return {
    ...OPTIONS,
    typeMode: 'output',
    definitions: definitions as unknown as Record<string, Convertible>,
    overrideRef: ({ referenceId }: { readonly referenceId: string }) => `#/components/schemas/${referenceId}`,
  } as const;
}

/** Writes the same in its plainest form: a document is read by people, too. */
function tidy(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === 'additionalProperties' && JSON.stringify(value) === '{"not":{}}') return false;
    const isEmptyList = Array.isArray(value) && value.length === 0;
    return (key === 'required' && isEmptyList) || key === '$schema' || key === '$defs' ? undefined : value;
  });
}
