/** A question about a tenant before something weighty is done: only the button's post does it, on the revision that it shows. */
import type { Child } from 'hono/jsx';
import { FormToken } from '../form-token.tsx';
import { type Tab, TenantFrame } from './frame.tsx';
import { Revision } from './revision.tsx';
import type { TenantView } from './visit.tsx';

interface ConfirmPageProps {
  readonly visit: TenantView;
  readonly tab: Tab;
  readonly title: string;
  /** Where the button posts to. */
  readonly action: string;
  readonly label: string;
  /** Where not to do it leads. */
  readonly back: string;
  readonly isDangerous?: boolean;
  readonly fields?: Child;
  readonly children?: Child;
}

/** Renders the question. */
export function ConfirmPage(props: ConfirmPageProps) {
  const { visit, tab, title, action, label, back, isDangerous = true, fields, children } = props;
  return (
    <TenantFrame visit={visit} tab={tab} heading={title}>
      {children}
      <form method="post" action={action}>
        <FormToken site={visit.site} />
        <Revision state={visit.state} />
        {fields}
        <p class="actions">
          <button class={isDangerous ? 'danger full' : undefined} type="submit">
            {label}
          </button>
          <a class="button second" href={back}>
            Cancel
          </a>
        </p>
      </form>
    </TenantFrame>
  );
}
