/** The query of an API request: the parameters that an operation has, each once at most, and no others. */
import * as v from 'valibot';
import { describeIssues, describeKind, type FieldProblem } from '../../tenants/field-rules.ts';
import { type Refusal, refuseFields } from './problem-codes.ts';

type Entries = Readonly<Record<string, v.GenericSchema>>;

/** Reads the parameters, as their schemas want them. */
export function readQuery(
  query: URLSearchParams,
  entries: Entries,
): { readonly value: Record<string, unknown> } | Refusal {
  const errors: FieldProblem[] = [];
  const sent: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const [text = '', ...more] = query.getAll(name);
    const schema = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (schema === undefined) errors.push({ path: name, message: 'is not a parameter that is known here' });
    else if (more.length > 0) errors.push({ path: name, message: 'must be there once at most' });
    else sent[name] = isNumeric(schema) ? readNumber(text) : text;
  }
  const parsed = v.safeParse(v.object(entries), sent, { message: describeKind });
  const repeated = new Set(errors.map(({ path }) => path));
  const found = parsed.success ? [] : describeIssues(parsed.issues).filter(({ path }) => !repeated.has(path));
  if (parsed.success && errors.length === 0) return { value: parsed.output };
  return refuseFields('query_invalid', [...errors, ...found]);
}

/** Looks through what makes a schema optional. */
function isNumeric(schema: v.GenericSchema): boolean {
  if ('wrapped' in schema) return isNumeric(schema.wrapped as v.GenericSchema);
  return schema.type === 'number';
}

/** Only plain digits are a number in a query: not an empty text, `1e3` or `0x10`. */
function readNumber(text: string): number | string {
  return /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(text) ? Number(text) : text;
}
