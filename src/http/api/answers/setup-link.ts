/** Set-up links as the API shows them: never their secret, but once, in the address that the answer to their making has. */
import * as v from 'valibot';
import { authorAnswer, instant, list } from './common.ts';

export const setupLinkAnswer = v.object({
  id: v.string(),
  note: v.string(),
  state: v.pipe(
    v.picklist(['usable', 'finished', 'revoked', 'expired']),
    v.description('What has become of it: finished by its administrator, revoked by you.'),
  ),
  createdAt: instant('When it was made.'),
  createdBy: authorAnswer,
  expiresAt: instant('From when on it is refused.'),
  firstOpenedAt: v.nullable(instant('When it was first opened.')),
  lastUsedAt: v.nullable(instant('To the minute.')),
  finishedAt: v.nullable(instant('When its administrator said that he is done.')),
  revokedAt: v.nullable(instant('When it was revoked.')),
});

export const newSetupLinkAnswer = v.object({
  ...setupLinkAnswer.entries,
  url: v.pipe(
    v.string(),
    v.description(
      'The link itself: it is shown this once. Its secret is the fragment, which reaches no log.',
    ),
  ),
});

export const setupLinksAnswer = v.object({ items: list(setupLinkAnswer) });

export type SetupLinkAnswer = v.InferOutput<typeof setupLinkAnswer>;
export type NewSetupLinkAnswer = v.InferOutput<typeof newSetupLinkAnswer>;
