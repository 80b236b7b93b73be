/** How far the live version, or a deletion, has come on its way to the edges. Pure. */
import type { Publication } from './tenant-record.ts';

export type PublicationState = 'pending' | 'spreading' | 'everywhere';

/** Says it at a time, in milliseconds since 1970. What was never noted has long been everywhere. */
export function publicationState(
  { everywhereAt = 0 }: { readonly everywhereAt?: Publication['everywhereAt'] | undefined },
  now: number,
): PublicationState {
  if (everywhereAt === null) return 'pending';
  return everywhereAt <= now ? 'everywhere' : 'spreading';
}
