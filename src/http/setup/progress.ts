/** How far a tenant's set-up has come, as its administrator sees it. Pure. */
import { type DraftTest, untestedConnections } from '../../administration/draft-trial.ts';
import type { TenantConfiguration, TenantState } from '../../administration/tenant-record.ts';
import type { Connection } from '../../tenants/tenant.ts';

/** The id of the first connection that an administrator sets up. */
const FIRST_CONNECTION = 'sso';

export interface Progress {
  /** What people sign in by, and since when in this form or a later one. */
  readonly live: { readonly connections: readonly Connection[]; readonly since: number } | null;
  /** What waits to be published; null where the draft has the connections that are live. */
  readonly waiting: { readonly connections: readonly Connection[]; readonly since: number } | null;
}

/** Compares the connections of the draft with those that are live. */
export function readProgress({ live, draft }: Pick<TenantState, 'live' | 'draft'>): Progress {
  const { connections } = live.configuration;
  const drafted = draft?.configuration.connections ?? connections;
  const isSame = JSON.stringify(drafted) === JSON.stringify(connections);
  return {
    live: connections.length === 0 ? null : { connections, since: live.at },
    waiting: draft === null || isSame ? null : { connections: drafted, since: draft.at },
  };
}

export interface Stage {
  readonly label: string;
  readonly standing: 'done' | 'current' | 'later';
}

/** The stages of a set-up, in order: what is done, what is next. Our values are entered where nobody here can see it. */
export function readStages(
  state: Pick<TenantState, 'live' | 'draft'>,
  tests: readonly DraftTest[],
): readonly Stage[] {
  const { live, waiting } = readProgress(state);
  const isEntered = waiting !== null || live !== null;
  const isLive = waiting === null && live !== null;
  const isTested = waiting !== null && untestedConnections(state, tests).length === 0;
  const stages = [
    ['Our values', isEntered],
    ['Identity provider', isEntered],
    ['Test', isTested || isLive],
    ['Live', isLive],
  ] as const;
  const current = stages.findIndex(([, isDone]) => !isDone);
  return stages.map(([label, isDone], index) => ({
    label,
    standing: isDone ? 'done' : index === current ? 'current' : 'later',
  }));
}

/** The connection that a form is about: its id, and what it is now, null where it is to be made. */
export interface Chosen {
  readonly id: string;
  readonly connection: Connection | null;
}

/** Finds the connection that is to be set up; null where there are several and none of them was named. */
export function chooseConnection({ connections }: TenantConfiguration, named: string): Chosen | null {
  const [first] = connections;
  if (first === undefined) return { id: FIRST_CONNECTION, connection: null };
  const found = connections.length === 1 ? first : connections.find(({ id }) => id === named);
  return found === undefined ? null : { id: found.id, connection: found };
}
