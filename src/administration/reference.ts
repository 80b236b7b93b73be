/** What is kept under a reference number, of whatever kind. Instants are milliseconds since 1970, UTC. */
import type { SignInAttempt } from './attempt.ts';
import type { KeptCheck } from './draft-trial.ts';
import type { AuditEntry } from './tenant-record.ts';
import type { WebhookDelivery } from './webhook.ts';

/** What else happened, of which nothing more is kept. */
export interface Happening {
  readonly reference: string;
  readonly at: number;
  readonly kind: 'sign_out' | 'error';
  readonly code: string;
  readonly connectionId: string | null;
}

export type ReferenceMatch =
  /** `checks` is empty for one that was not refused, or of which they are not kept any more. */
  | { readonly kind: 'sign_in'; readonly attempt: SignInAttempt; readonly checks: readonly KeptCheck[] }
  | {
      readonly kind: 'change';
      readonly entry: Pick<AuditEntry, 'at' | 'author' | 'changes'> & { readonly action: string };
    }
  | { readonly kind: 'webhook'; readonly delivery: WebhookDelivery }
  | { readonly kind: 'happening'; readonly happening: Happening };

/** What the record of a tenant, the directory and the operators' accounts do. */
export interface ReferencesPort {
  /** All that is kept under a number, as `readReference` gives it; more than one only by rare chance. */
  findReference(reference: string): Promise<readonly ReferenceMatch[]>;
}
