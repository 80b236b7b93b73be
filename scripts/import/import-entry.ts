/** One entry: found, compared, and put where it differs, on the very tenant that it was compared with. I/O: the API. */
import { type ApiClient, ApiProblem } from '../../src/api-client/api-client.ts';
import type { CheckedEntry } from './check-entries.ts';
import { listChangedFields } from './plan.ts';

export type Outcome =
  | { readonly kind: 'made' | 'same' }
  | { readonly kind: 'changed'; readonly fields: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Imports an entry, or with a dry run says what would come of it. */
export async function importEntry(
  api: ApiClient,
  { slug, input, configuration }: CheckedEntry,
  isDryRun: boolean,
): Promise<Outcome> {
  try {
    const found = await findTenant(api, slug);
    if (found === null) {
      if (!isDryRun) await api.tenant(slug).put(input, { ifNoneMatch: '*' });
      return { kind: 'made' };
    }
    if (found.body.deleted !== null) return { kind: 'refused', reason: 'it is deleted: restore it first' };
    const fields = listChangedFields(configuration, found.body);
    if (fields.length === 0) return { kind: 'same' };
    if (!isDryRun) await api.tenant(slug).put(input, found.etag === null ? {} : { ifMatch: found.etag });
    return { kind: 'changed', fields };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status === 401 || error.status === 403) throw error;
    const wrong = error.errors.map(({ path, message }) => `${path} ${message}`);
    return { kind: 'refused', reason: wrong.length > 0 ? wrong.join('; ') : error.message };
  }
}

async function findTenant(api: ApiClient, slug: string) {
  try {
    return await api.tenant(slug).read();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'tenant_unknown') return null;
    throw error;
  }
}
