/** What a form shows: what is saved, or what somebody typed and could not be saved yet. Pure. */
import type { Form } from '../form.ts';

/** The text of a field by its name; a tick is `on`. */
export type FieldValues = (name: string) => string;

/** The values of a form that is opened. */
export function savedValues(values: Readonly<Record<string, string>>): FieldValues {
  const byName = new Map(Object.entries(values));
  return (name) => byName.get(name) ?? '';
}

/** The values that were posted. */
export function typedValues(form: Form): FieldValues {
  return (name) => form.text(name);
}

/** The lines of a text that say something. */
export function readLines(text: string): readonly string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A whole number, as the API takes it; NaN, which no rule lets pass, for other text. */
export function readWhole(text: string): number {
  return /^[0-9]{1,12}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
