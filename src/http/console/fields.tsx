/** Form fields: label, hint and error read out together; a summary of all errors takes the focus. */
import type { Child } from 'hono/jsx';

/** What is wrong, by the name of the field. */
export type FieldErrors = Readonly<Record<string, string>>;

export interface FieldProps extends Explained {
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'search';
  readonly value?: string | undefined;
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'text';
  readonly optional?: boolean;
  /** Whether the browser insists on it; not where another field decides. */
  readonly required?: boolean;
  readonly maxlength?: number;
  /** The id of a datalist to choose from. */
  readonly list?: string;
}

export interface Explained {
  readonly name: string;
  readonly hint?: Child;
  readonly error?: string | undefined;
}

/** What `aria-describedby` of a control says: the ids of its explanation. */
export function describedBy({ name, hint, error }: Explained): string | undefined {
  const ids = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ');
  return ids === '' ? undefined : ids;
}

/** The hint and the error of a control. */
export function Explanation({ name, hint, error }: Explained) {
  return (
    <>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

/** A text field. */
export function Field(props: FieldProps) {
  const { name, label, type = 'text', value, error, optional = false, required = !optional } = props;
  return (
    <div class="form-field">
      <label for={name}>
        {label} {optional ? <span class="quiet">(optional)</span> : null}
      </label>
      <Explanation {...props} />
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        required={required}
        autocomplete={props.autocomplete ?? 'off'}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        list={props.list}
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(props)}
      />
    </div>
  );
}

/** What is wrong with a form as a whole: it takes the focus, and leads to each field. */
export function ErrorSummary({
  title = 'That did not work yet',
  errors,
}: {
  readonly title?: string;
  readonly errors: FieldErrors;
}) {
  const entries = Object.entries(errors);
  if (entries.length === 0) return null;
  return (
    <div class="notice wrong" role="alert" tabindex={-1} autofocus>
      <h2>{title}</h2>
      <ul>
        {entries.map(([name, text]) => (
          <li>{name === '' ? text : <a href={`#${name}`}>{text}</a>}</li>
        ))}
      </ul>
    </div>
  );
}
