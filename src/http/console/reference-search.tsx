/** The box that takes a reference number, wherever in the console somebody may have one in hand. */
import { SearchForm } from './tenants/search-form.tsx';

export const REFERENCES_HREF = '/console/references';

/** Renders it. */
export function ReferenceSearch({ value = '' }: { readonly value?: string }) {
  return (
    <SearchForm
      action={REFERENCES_HREF}
      label="Find out about a reference number"
      placeholder="Reference number, such as 7Q2M-XK4D"
      value={value}
    />
  );
}
