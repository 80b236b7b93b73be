/** Form controls besides the text field: each with its label, hint and error, read out together. */
import type { Child } from 'hono/jsx';
import { describedBy, type Explained, Explanation } from '../fields.tsx';

interface ControlProps extends Explained {
  readonly label: string;
}

interface TextAreaProps extends ControlProps {
  readonly value: string;
  readonly rows?: number;
  readonly optional?: boolean;
}

/** Text of several lines. */
export function TextArea({ rows = 4, optional = false, ...props }: TextAreaProps) {
  const { name, label, value, error } = props;
  return (
    <div class="form-field">
      <label for={name}>
        {label} {optional ? <span class="quiet">(optional)</span> : null}
      </label>
      <Explanation {...props} />
      <textarea
        id={name}
        name={name}
        rows={rows}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(props)}
      >
        {/* The parser drops one line break at the beginning, which may be somebody's. */}
        {`\n${value}`}
      </textarea>
    </div>
  );
}

interface FileFieldProps extends ControlProps {
  readonly accept: string;
  readonly multiple?: boolean;
}

/** A file, or several, chosen or dropped. */
export function FileField({ accept, multiple = false, ...props }: FileFieldProps) {
  const { name, label, error } = props;
  return (
    <div class="form-field">
      <label for={name}>{label}</label>
      <Explanation {...props} />
      <input
        id={name}
        name={name}
        type="file"
        accept={accept}
        multiple={multiple}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={describedBy(props)}
      />
    </div>
  );
}

export type Option = readonly [value: string, label: string];

interface SelectProps extends ControlProps {
  readonly value: string;
  readonly options: readonly Option[];
}

/** One of a few. */
export function Select({ options, ...props }: SelectProps) {
  const { name, label, value } = props;
  return (
    <div class="form-field">
      <label for={name}>{label}</label>
      <Explanation {...props} />
      <select id={name} name={name} aria-describedby={describedBy(props)}>
        {options.map(([option, words]) => (
          <option value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ChoiceWords {
  readonly label: string;
  readonly hint?: Child;
  /** What goes wrong with it, said loudly. */
  readonly danger?: string | undefined;
}

const choiceClass = ({ danger }: ChoiceWords) => (danger === undefined ? 'choice' : 'choice risky');

function ChoiceLabel({ label, hint, danger }: ChoiceWords) {
  return (
    <span>
      {danger === undefined ? null : <strong class="danger-word">Dangerous: </strong>}
      {label}
      {hint === undefined ? null : <small>{hint}</small>}
      {danger === undefined ? null : <small>{danger}</small>}
    </span>
  );
}

interface TickProps extends ChoiceWords {
  readonly name: string;
  readonly isTicked: boolean;
}

/** Something that is so, or not. */
export function Tick({ name, isTicked, ...words }: TickProps) {
  return (
    <label class={choiceClass(words)}>
      <input type="checkbox" id={name} name={name} value="on" checked={isTicked} />
      <ChoiceLabel {...words} />
    </label>
  );
}

interface ChoiceOption extends ChoiceWords {
  readonly value: string;
}

interface ChoicesProps extends ControlProps {
  readonly value: string;
  readonly options: readonly ChoiceOption[];
}

/** One of a few, each with a few words. */
export function Choices({ options, ...props }: ChoicesProps) {
  const { name, label, value } = props;
  return (
    <fieldset id={name} tabindex={-1} aria-describedby={describedBy(props)}>
      <legend>{label}</legend>
      <Explanation {...props} />
      {options.map((option) => (
        <label class={choiceClass(option)}>
          <input
            type="radio"
            id={`${name}-${option.value}`}
            name={name}
            value={option.value}
            checked={option.value === value}
          />
          <ChoiceLabel {...option} />
        </label>
      ))}
    </fieldset>
  );
}
