/** The endpoints that are told of all tenants, as the directory has them, for a minute: records ask for them all the time. */
import type { WebhookTarget } from './webhook-endpoints.ts';

const KEPT_MILLISECONDS = 60_000;

/** Wraps what asks the directory. An outage is not remembered, and shows what was there before, if anything was. */
export function cacheTargets(
  ask: () => Promise<readonly WebhookTarget[]>,
): () => Promise<readonly WebhookTarget[]> {
  let cached: { readonly targets: readonly WebhookTarget[]; readonly until: number } | null = null;
  return async () => {
    if (cached !== null && Date.now() < cached.until) return cached.targets;
    try {
      cached = { targets: await ask(), until: Date.now() + KEPT_MILLISECONDS };
    } catch (error) {
      if (cached === null) throw error;
    }
    return cached.targets;
  };
}
