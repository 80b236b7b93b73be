/** That a tenant's recovery is open, on every page of those who administer it. */
import { utcInstant } from '../when.tsx';

/** Renders the notice; nothing while it is not armed. */
export function RecoveryArmed({ until }: { readonly until: number | null | undefined }) {
  if (until == null) return null;
  return (
    <p class="notice warn" id="recovery-armed">
      Recovery is armed until {utcInstant(until)}: whoever has its address and an account can come in past the
      identity provider.
    </p>
  );
}
