/**
 * What events say, so that every one of a type has one shape. Who a person is stands under `person` and nowhere else, so
 * that it can be taken out wherever it has no business. Pure; a person's data was verified, but is the word of one
 * customer's identity provider.
 */
import type { DeploymentEvent, EventType, TenantEvent } from '../administration/event.ts';
import type { Session } from '../session/session.ts';

/** What an application needs to create or update its user. */
export interface PersonPayload {
  /** A keyed hash of the account key; null for somebody without one. */
  readonly id: string | null;
  readonly accountKey: string | null;
  readonly email: string | null;
  readonly displayName: string | null;
  /** What the connection's rules give the groups of this person. */
  readonly roles: readonly string[];
  /** Null where they are too large to be sent; `/sso/session` has them. */
  readonly attributes: Readonly<Record<string, readonly string[]>> | null;
}

/** Bounds what an event takes in storage and on the way; a hundred and fifty groups take 6 KB. */
const MAX_ATTRIBUTES_CHARACTERS = 32_768;

/** Describes who signed in. `personId` is what the tenant's people are told apart by. */
export function describePerson({ identity }: Session, personId: string | null): PersonPayload {
  const { accountKey, email, displayName, roles = [] } = identity;
  // Not an object literal: a name such as __proto__ is one like any other. Of one name twice, all values count.
  const attributes = new Map<string, readonly string[]>();
  for (const { name, values } of identity.attributes) {
    attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
  }
  const written = Object.fromEntries(attributes);
  const isSmall = JSON.stringify(written).length <= MAX_ATTRIBUTES_CHARACTERS;
  return { id: personId, accountKey, email, displayName, roles, attributes: isSmall ? written : null };
}

/** Writes an event as it travels. The text is kept as it is, since its signature covers every letter. */
export function writeEvent(event: TenantEvent | DeploymentEvent): string {
  return JSON.stringify(event);
}

/** Takes out of an event who it is about, all but the person's id: what lists show. */
export function withoutPerson(event: TenantEvent): TenantEvent {
  const person = event.data['person'] as PersonPayload | undefined;
  if (person === undefined) return event;
  return { ...event, data: { ...event.data, person: { id: person.id } } };
}

/** Events that each sign-in may cause: they are kept only where somebody wants to be told. */
export const SIGN_IN_TYPES: readonly EventType[] = [
  'sign_in.succeeded',
  'person.first_sign_in',
  'session.signed_out',
];

/** Whether an endpoint is to be told of events of a type. */
export function subscribes(
  endpoint: { readonly enabled: boolean; readonly types: readonly EventType[] },
  type: EventType,
): boolean {
  return endpoint.enabled && (endpoint.types.length === 0 || endpoint.types.includes(type));
}
