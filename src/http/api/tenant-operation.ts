/**
 * Operations on the tenant in the address: it is found first, a deleted one too, and held against the conditions of the
 * request where the operation honours any. I/O: the directory and the tenant's record.
 */
import { isRefusal } from './answer.ts';
import type { Answer, ApiCall, DeclaredOperation, Entries, Operation } from './operation.ts';
import type { Refusal } from './problem-codes.ts';
import { type FoundTenant, findForChange, findTenant } from './tenant-access.ts';

/** Declares an operation without a body, whose handler is given the tenant. */
export function tenantOperation<
  const Path extends `/tenants/{slug}${string}`,
  const Query extends Entries = Record<never, never>,
>(
  declared: DeclaredOperation<Path, Query> & {
    handle(call: ApiCall<Path, Query, undefined>, found: FoundTenant): Promise<Answer | Refusal>;
  },
): Operation {
  const { handle, problems = [], ...rest } = declared;
  const find = declared.conditions === undefined ? findTenant : findForChange;
  return {
    ...rest,
    problems: ['tenant_unknown', ...problems],
    async handle(call) {
      const found = await find(call, call.path['slug'] ?? '');
      return isRefusal(found) ? found : handle(call, found);
    },
  };
}
