/** What a form's controls have in common: each shows the value of its name, and what is wrong with it. Pure. */
import type { FieldErrors } from '../fields.tsx';
import type { FieldValues } from './field-values.ts';

/** Binds controls to a form; by its name a control gets what it is spread with. */
export function bindControls(values: FieldValues, errors: FieldErrors) {
  return (name: string) => ({ name, value: values(name), error: errors[name] });
}
