/** How the metadata of a tenant's connections looks after itself, as the API shows it. */
import * as v from 'valibot';
import { instant } from './common.ts';

export const metadataStatusAnswer = v.object({
  connectionId: v.string(),
  url: v.string(),
  attemptedAt: v.nullable(instant('When it was last asked for.')),
  succeededAt: v.nullable(instant('When it was last fetched and taken.')),
  failingSince: v.nullable(instant('Since when that fails; null where it does not.')),
  failure: v.pipe(
    v.nullable(v.object({ code: v.string(), expected: v.string(), received: v.string() })),
    v.description('Why the last attempt failed; null where it did not.'),
  ),
  nextAt: v.nullable(instant('When it is asked for again.')),
});

export type MetadataStatusAnswer = v.InferOutput<typeof metadataStatusAnswer>;
