/** A question before something that cannot be taken back: only the button's post does it. */
import { PersonData } from '../pages/person-data.tsx';
import { FormToken } from './form-token.tsx';
import { ConsoleLayout, type ConsoleSite } from './layout.tsx';
import type { Section } from './navigation.ts';

interface ConfirmPageProps {
  readonly site: ConsoleSite;
  readonly section: Section;
  readonly title: string;
  readonly text: string;
  /** Where the button posts to. */
  readonly action: string;
  readonly label: string;
  readonly back: { readonly label: string; readonly href: string };
}

/** Renders the question. */
export function ConfirmPage({ site, section, title, text, action, label, back }: ConfirmPageProps) {
  return (
    <ConsoleLayout site={site} title={title} section={section} crumbs={[back]}>
      <p class="lead">
        <PersonData text={text} />
      </p>
      <form method="post" action={action} class="actions">
        <FormToken site={site} />
        <button class="danger full" type="submit">
          {label}
        </button>
        <a class="button second" href={back.href}>
          Cancel
        </a>
      </form>
    </ConsoleLayout>
  );
}
