/** What happens to a tenant and may be told to others: the events that webhooks carry. */

export const EVENT_TYPES = [
  'tenant.changed',
  'tenant.deleted',
  'tenant.restored',
  'connection.live',
  'setup_link.created',
  'setup_link.opened',
  'setup_link.finished',
  'setup_link.revoked',
  'metadata.changed',
  'metadata.refresh_failed',
  'metadata.expiring',
  'certificate.expiring',
  'secret.expiring',
  'domain.proven',
  'domain.check_failed',
  'domain.lapsed',
  'sign_in.failing',
  'sign_in.succeeded',
  'person.first_sign_in',
  'session.signed_out',
  'sessions.ended',
  'recovery.armed',
  'recovery.disarmed',
  'recovery.signed_in',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What happens to the deployment as a whole: to its own keys. */
export interface DeploymentEvent extends Omit<TenantEvent, 'tenant'> {
  readonly tenant: null;
}

export interface TenantEvent {
  /** Unique; the same each time that the event is delivered. */
  readonly id: string;
  readonly type: EventType;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly tenant: { readonly id: string; readonly slug: string };
  readonly data: Readonly<Record<string, unknown>>;
}
