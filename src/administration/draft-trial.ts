/**
 * What is found out about a draft before it goes live: by tests, which an administrator makes, and in the shadow, where real
 * sign-ins are judged by it as well. A result counts for the connection that it was found with, and for no other. Of people
 * nothing is kept but the names of attributes. Pure; instants are milliseconds since 1970, UTC.
 */
import { hashSecret } from '../operators/secret-text.ts';
import type { SignInCheck, SignInFailureCode } from '../sign-in/failure.ts';
import { peopleRulesOf } from '../tenants/people-rules.ts';
import type { Connection, Tenant } from '../tenants/tenant.ts';
import type { Author } from './author.ts';
import type { TenantState } from './tenant-record.ts';

/** A check without what may be about a person: then `received` is null. */
export type KeptCheck = Omit<SignInCheck, 'received'> & { readonly received: string | null };

/** An attribute that came, without its values. */
export interface SeenAttribute {
  readonly name: string;
  readonly friendlyName: string | null;
  readonly values: number;
}

/** A whole sign-in that only tried a connection out. */
export interface DraftTest {
  readonly connectionId: string;
  readonly digest: string;
  readonly at: number;
  readonly author: Author;
  /** What a sign-in would be refused with; null where it would succeed. */
  readonly code: SignInFailureCode | null;
  readonly checks: readonly KeptCheck[];
  readonly attributes: readonly SeenAttribute[];
}

/** How real sign-ins would have gone. */
export interface ShadowCount {
  readonly connectionId: string;
  readonly digest: string;
  /** How they went. */
  readonly live: 'signed_in' | 'refused';
  /** What the draft would have refused them with; null where it would have let them in. */
  readonly code: SignInFailureCode | null;
  readonly total: number;
  readonly lastAt: number;
}

export interface DraftTrials {
  /** The last one of each connection. */
  readonly tests: readonly DraftTest[];
  /** Null where it is off. */
  readonly shadow: { readonly since: number; readonly author: Author } | null;
  readonly counts: readonly ShadowCount[];
}

/** What a real sign-in shall be judged by as well, after its answer. */
export interface ShadowTask {
  readonly tenant: Tenant;
  readonly connection: Connection;
  readonly digest: string;
}

export interface DraftTrialsPort {
  draftTrials(): Promise<DraftTrials>;
  /** Keeps the result of a test in the place of the one before. */
  noteDraftTest(test: DraftTest): Promise<void>;
  /** False where there is no draft to switch it on for. */
  switchShadow(on: boolean, context: { readonly author: Author; readonly now: number }): Promise<boolean>;
  noteShadow(count: Omit<ShadowCount, 'total'>): Promise<void>;
}

/**
 * The digest of what decides about a connection's sign-ins: not its name, not what is kept of them, not the roles of those who are
 * in, not where they sign out, and not the keys where those come by themselves.
 */
export function digestConnection(connection: Connection): string {
  const { displayName: _name, keepEvidenceHours: _hours, identityProvider, ...more } = connection;
  const { attributes: _read, groupRules: _groups, roles: _roles, ...rules } = more;
  const { logoutEndpoints: _logout, entityAttributes: _facts, ...trusted } = identityProvider;
  const trust = rules.metadataSource == null ? trusted : trusted.entityId;
  const { attributes, groupRules } = peopleRulesOf(connection);
  return hashSecret(JSON.stringify([trust, rules, attributes, groupRules]));
}

/** Whether a connection, as it is, let somebody in when it was last tested. */
export function isTested(connection: Connection, tests: readonly DraftTest[]): boolean {
  const test = tests.find(({ connectionId }) => connectionId === connection.id);
  return test !== undefined && test.code === null && test.digest === digestConnection(connection);
}

/** The connections of the draft that are new or decide otherwise than those that are live, and were not seen to work. */
export function untestedConnections(
  { live, draft }: Pick<TenantState, 'live' | 'draft'>,
  tests: readonly DraftTest[],
): readonly Connection[] {
  const served = new Set(
    live.configuration.connections.map((each) => `${each.id} ${digestConnection(each)}`),
  );
  const drafted = draft?.configuration.connections ?? [];
  return drafted.filter(
    (each) => !served.has(`${each.id} ${digestConnection(each)}`) && !isTested(each, tests),
  );
}
