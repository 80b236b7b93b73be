import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { attemptAnswer, auditEntryAnswer, personAnswer } from '../../../src/http/api/answers/activity.ts';
import { problemAnswer } from '../../../src/http/api/answers/common.ts';
import {
  connectionAnswer,
  draftAnswer,
  tenantAnswer,
  versionAnswer,
} from '../../../src/http/api/answers/tenant.ts';
import { deliveryAnswer, eventAnswer, webhookAnswer } from '../../../src/http/api/answers/webhook.ts';
import { answerSchema, defineSchemas, inputSchema } from '../../../src/http/api/json-schema.ts';
import { OPERATIONS } from '../../../src/http/api/operations.ts';

/** The library's own conversion is the second opinion; its name for "nothing else" is longer than ours. */
type Convertible = Parameters<typeof toJsonSchema>[0];
const OPTIONS = { target: 'draft-2020-12', errorMode: 'ignore' } as const;
const tidy = (schema: unknown) =>
  JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === 'additionalProperties' && JSON.stringify(value) === '{"not":{}}') return false;
    const isEmptyList = Array.isArray(value) && value.length === 0;
    return (key === 'required' && isEmptyList) || key === '$schema' || key === '$defs' ? undefined : value;
  });
const asInput = (schema: v.GenericSchema) =>
  tidy(toJsonSchema(schema as unknown as Convertible, { ...OPTIONS, typeMode: 'input' }));

const ANSWERS = {
  problemAnswer,
  attemptAnswer,
  auditEntryAnswer,
  personAnswer,
  connectionAnswer,
  draftAnswer,
  tenantAnswer,
  versionAnswer,
  deliveryAnswer,
  eventAnswer,
  webhookAnswer,
};

describe('what is accepted', () => {
  const context = {
    deployment: { baseDomain: 'sso.example', scheme: 'https', isLocal: false, productName: 'Example' },
    now: Date.UTC(2026, 10, 22),
  } as const;
  const bodies = OPERATIONS.flatMap(({ operationId, body }) =>
    body === undefined ? [] : [[operationId, body] as const],
  );

  test.each(bodies)('is described as the library does: the body of %s', (_name, body) => {
    const schema = body.schema(context);
    expect(inputSchema(schema)).toEqual(asInput(schema));
  });

  test.each(
    OPERATIONS.flatMap(({ operationId, query = {} }) =>
      Object.entries(query).map(([name, field]) => [operationId, name, field] as const),
    ),
  )('is described as the library does: %s, parameter %s', (_operation, _name, field) =>
    expect(inputSchema(field)).toEqual(asInput(field)),
  );

  test('is what stands before anything is made of it', () => {
    const schema = v.pipe(v.string(), v.maxLength(3), v.transform(Number), v.number(), v.minValue(7));
    expect(inputSchema(schema)).toEqual({ type: 'string', maxLength: 3 });
    expect(answerSchema(schema, {})).toEqual({ type: 'number', minimum: 7 });
  });
});

test('what is sent is described as the library does, by reference to what has a name', () => {
  const library = toJsonSchemaDefs(ANSWERS as unknown as Record<string, Convertible>, {
    ...OPTIONS,
    typeMode: 'output',
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  expect(defineSchemas(ANSWERS)).toEqual(tidy(library));
  expect(answerSchema(tenantAnswer, ANSWERS)).toEqual({ $ref: '#/components/schemas/tenantAnswer' });
});
