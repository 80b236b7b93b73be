/** A search box that keeps the filters beside it. */

interface SearchFormProps {
  readonly action: string;
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly name?: string;
  readonly keep?: Readonly<Record<string, string | null>>;
}

/** Renders the form. */
export function SearchForm({ action, label, placeholder, value, name = 'q', keep = {} }: SearchFormProps) {
  return (
    <search>
      <form method="get" action={action} class="search">
        <label class="unseen" for={name}>
          {label}
        </label>
        <input
          id={name}
          name={name}
          type="search"
          value={value}
          placeholder={placeholder}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxlength={200}
        />
        {Object.entries(keep).map(([field, kept]) =>
          kept === null ? null : <input type="hidden" name={field} value={kept} />,
        )}
        <button class="second" type="submit">
          Search
        </button>
      </form>
    </search>
  );
}
