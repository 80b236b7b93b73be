/** Recovery as the API shows it: never a secret, but once, in the address that the answer to its making has. */
import * as v from 'valibot';
import { authorAnswer, count, instant, list } from './common.ts';

export const recoveryAnswer = v.object({
  addressMadeAt: v.nullable(instant('When the address was made that is good now; null before there is one.')),
  armedUntil: v.nullable(instant('Until when it is open; null while it is not.')),
  armedBy: v.nullable(authorAnswer),
  accounts: list(
    v.object({
      id: v.string(),
      name: v.string(),
      createdAt: instant('When it was made.'),
      lastSignInAt: v.nullable(instant('When it was last used.')),
      codes: count('One-time codes that are left.'),
    }),
  ),
});

export const recoveryAddressAnswer = v.object({
  url: v.pipe(v.string(), v.description('The address itself: it is shown this once.')),
});

export type RecoveryAnswer = v.InferOutput<typeof recoveryAnswer>;
export type RecoveryAddressAnswer = v.InferOutput<typeof recoveryAddressAnswer>;
