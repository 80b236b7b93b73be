/** A length of time as a number and its unit, kept in seconds. */
import type { FieldValues } from './field-values.ts';
import { readWhole } from './field-values.ts';

const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** The values of the two fields for a length of time: in the largest unit that leaves no rest. */
export function durationValues(name: string, seconds: number): Readonly<Record<string, string>> {
  const [unit, size] = UNITS.find(([, each]) => seconds % each === 0) ?? UNITS[3];
  return { [name]: String(seconds / size), [`${name}Unit`]: unit };
}

/** Reads the two fields, in seconds; NaN for what is no number. */
export function readDuration(name: string, values: FieldValues): number {
  const size = UNITS.find(([unit]) => unit === values(`${name}Unit`))?.[1] ?? 1;
  return readWhole(values(name)) * size;
}

interface DurationFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly values: FieldValues;
  readonly error: string | undefined;
}

/** Renders the two fields. */
export function DurationField({ name, label, hint, values, error }: DurationFieldProps) {
  return (
    <div class="form-field">
      <label for={name}>{label}</label>
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
      {error === undefined ? null : (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
      <div class="pair">
        <input
          id={name}
          name={name}
          value={values(name)}
          required
          inputmode="numeric"
          maxlength={9}
          autocomplete="off"
          aria-invalid={error === undefined ? undefined : 'true'}
          aria-describedby={error === undefined ? `${name}-hint` : `${name}-error ${name}-hint`}
        />
        <select name={`${name}Unit`} aria-label={`Unit of: ${label}`}>
          {UNITS.map(([unit]) => (
            <option value={unit} selected={unit === values(`${name}Unit`)}>
              {unit}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
