/** From what the rules of the API say about a body to what is wrong with a form, field by field. Pure. */
import { PROBLEMS, type Refusal } from '../../api/problem-codes.ts';
import type { FieldErrors } from '../fields.tsx';

/** A field of a form: its name there, and what its sentences begin with. */
export interface FormFieldName {
  readonly name: string;
  readonly label: string;
}

/** By the path of the field in the body; the one that fits the longest part of a path counts. */
export type FieldNames = Readonly<Record<string, FormFieldName>>;

/** Names each wrong field, and once what is wrong with it; what no field is for stands for itself. */
export function fieldErrors({ problem, detail, errors = [] }: Refusal, names: FieldNames): FieldErrors {
  if (errors.length === 0) {
    const [, title, sentence] = PROBLEMS[problem];
    return { '': `${title}. ${detail ?? sentence}` };
  }
  const found = new Map<string, string>();
  for (const { path, message } of errors) {
    const field = findField(path, names);
    if (!found.has(field.name)) found.set(field.name, `${field.label} ${message}.`.replace(/\.\.$/, '.'));
  }
  return Object.fromEntries(found);
}

function findField(path: string, names: FieldNames): FormFieldName {
  const own = path.replace(/^connections\[0\]\.?/, '');
  const [, stem = own, index] = /^(.*)\[([0-9]+)\]$/.exec(own) ?? [];
  const known = new Map(Object.entries(names)).get(stem);
  if (known === undefined) return { name: '', label: own === '' ? 'The connection' : own };
  return index === undefined ? known : { ...known, label: `${known.label}: entry ${Number(index) + 1}` };
}
