/** A value to be entered elsewhere, with a button that copies it. */
import { Uri } from '../../pages/person-data.tsx';

interface CopyValueProps {
  readonly id: string;
  readonly text: string;
  /** What it is, for whoever hears the button alone. */
  readonly name: string;
}

/** Renders the value; without script it can be selected. */
export function CopyValue({ id, text, name }: CopyValueProps) {
  return (
    <span class="copied">
      <span id={id}>
        <Uri text={text} />
      </span>
      <button class="second js-only" type="button" data-copy={id} aria-label={`Copy the ${name}`}>
        Copy
      </button>
    </span>
  );
}
