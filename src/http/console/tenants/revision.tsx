/** The revision of the tenant that a form was filled in on: of two people who edit at once, the second is told. */
import type { TenantState } from '../../../administration/tenant-record.ts';

interface RevisionProps {
  readonly state: Pick<TenantState, 'revision'>;
  /** The newest entry of the audit trail by then: what came later is what others did. */
  readonly since?: number;
}

/** Renders the hidden fields. */
export function Revision({ state, since }: RevisionProps) {
  return (
    <>
      <input type="hidden" name="revision" value={String(state.revision)} />
      {since === undefined ? null : <input type="hidden" name="since" value={String(since)} />}
    </>
  );
}
