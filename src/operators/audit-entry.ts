/** The audit trail of the deployment: who came in, who let whom in, which keys there are. No secret, no password, no code. */
import type { Author } from '../administration/author.ts';

export const OPERATOR_ACTIONS = [
  'operator.joined',
  'operator.signed_in',
  'operator.sign_in_refused',
  'operator.signed_out',
  'operator.session_ended',
  'operator.invited',
  'operator.invitation_withdrawn',
  'operator.removed',
  'operator.recovery_code_used',
  'operator.recovery_codes_replaced',
  'operator.password_changed',
  'operator.authenticator_replaced',
  'key.made',
  'key.revoked',
  'webhook.saved',
  'webhook.removed',
] as const;

export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

export interface OperatorAuditEntry {
  /** Counts up from 1 without a gap. */
  readonly number: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly author: Author;
  readonly action: OperatorAction;
  /** What it was done to, in words that people know it by. */
  readonly subject: string;
}
