/**
 * Finds what is kept under a reference number: its letters say which few tenants' records to ask. I/O: the directory, those
 * records, the operators' accounts.
 */
import type { ReferenceMatch } from '../administration/reference.ts';
import { LETTERS_OF_GROUP } from '../events/reference.ts';
import type { OperatorAccountsPort } from '../operators/port.ts';
import type { Administration } from './administration.ts';

/** Records that are asked for one number; one in a thousand tenants is among those, so that this is for 100,000 of them. */
const MAX_ASKED = 200;

export interface FoundReference {
  /** The slug of the tenant; null for the deployment itself. */
  readonly tenant: string | null;
  readonly match: ReferenceMatch;
}

/** Finds all of it; empty where nothing is known, or not any more. `reference` is as `readReference` gives it. */
export async function findReference(
  { directory, record }: Administration,
  accounts: Pick<OperatorAccountsPort, 'findReference'>,
  reference: string,
): Promise<readonly FoundReference[]> {
  const ids = await directory.findByReferenceGroup(reference.slice(0, LETTERS_OF_GROUP));
  const asked = ids.slice(0, MAX_ASKED).map(async (id): Promise<readonly FoundReference[]> => {
    const matches = await record(id).findReference(reference);
    if (matches.length === 0) return [];
    const tenant = (await record(id).read())?.slug ?? null;
    return matches.map((match) => ({ tenant, match }));
  });
  const own = [directory, accounts].map(async (port): Promise<readonly FoundReference[]> => {
    const matches = await port.findReference(reference);
    return matches.map((match) => ({ tenant: null, match }));
  });
  return (await Promise.all([...asked, ...own])).flat();
}
