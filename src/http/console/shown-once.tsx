/** A secret on its one appearance: to be copied now, since only its hash is kept. */

interface ShownOnceProps {
  readonly id: string;
  readonly secret: string;
  readonly label: string;
}

/** Shows the secret with a button that copies it; without script it can be selected with one click. */
export function ShownOnce({ id, secret, label }: ShownOnceProps) {
  return (
    <>
      <code class="secret" id={id}>
        {secret}
      </code>
      <p class="actions">
        <button class="second js-only" type="button" data-copy={id}>
          {label}
        </button>
      </p>
    </>
  );
}
