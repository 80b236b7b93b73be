/** The frame of a form that saves in the draft: what others did meanwhile, what is wrong, the form, and its button. */
import type { Child } from 'hono/jsx';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { type Tab, TenantFrame } from './frame.tsx';
import { Revision } from './revision.tsx';
import type { Conflict } from './save-draft.ts';
import type { TenantView } from './visit.tsx';

/** How a form is shown. */
export interface EditState {
  readonly errors: FieldErrors;
  /** What somebody else did since the form was opened. */
  readonly conflict: Conflict | null;
  /** The newest entry of the audit trail when the form was opened. */
  readonly since: number;
}

interface EditFrameProps {
  readonly visit: TenantView;
  readonly tab: Tab;
  readonly heading?: string;
  readonly edit: EditState;
  readonly action: string;
  readonly back: string;
  /** Sends a file as well. */
  readonly takesFile?: boolean;
  readonly children?: Child;
}

/** Renders the frame. */
export function EditFrame({
  visit,
  tab,
  heading,
  edit,
  action,
  back,
  takesFile = false,
  children,
}: EditFrameProps) {
  const { site } = visit;
  const state = edit.conflict?.state ?? visit.state;
  return (
    <TenantFrame visit={{ ...visit, state }} tab={tab} {...(heading === undefined ? {} : { heading })}>
      {edit.conflict === null ? null : (
        <ConflictNotice
          conflict={edit.conflict}
          now={site.now}
          advice="Nothing of yours is saved yet, and nothing of theirs is lost. What you typed is below: compare, then save again to put it on top of theirs."
        />
      )}
      <ErrorSummary errors={edit.errors} />
      <form method="post" action={action} enctype={takesFile ? 'multipart/form-data' : undefined}>
        <FormToken site={site} />
        <Revision state={state} since={edit.conflict?.entries[0]?.sequence ?? edit.since} />
        {children}
        {state.deleted === null ? (
          <>
            <p class="actions">
              <button type="submit">Save in the draft</button>
              <a class="button second" href={back}>
                Cancel
              </a>
            </p>
            <p class="hint">Nobody signs in by a draft. You look at it next, and publish it there.</p>
          </>
        ) : null}
      </form>
    </TenantFrame>
  );
}
