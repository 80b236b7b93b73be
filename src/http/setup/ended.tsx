/** A set-up link that does not open any more: what became of it, and how to get another. */
import type { Context } from 'hono';
import type { SetupLinkRefusal } from '../../administration/setup-link.ts';
import { tellTooManyAttempts } from '../console/too-many-attempts.ts';
import { PersonData } from '../pages/person-data.tsx';
import { page, siteOf } from '../respond.ts';
import { showDoor } from './door.tsx';
import type { SetupDoorEnv } from './env.ts';
import { SetupLayout } from './layout.tsx';

/** The same for every secret that no link has, whatever is wrong with it. */
export const UNKNOWN_LINK =
  'There is no such link. Copy all of it, up to its last letter; if that does not help, ask for a new one.';

const ENDED = {
  setup_link_expired: {
    title: 'This link is too old',
    text: 'Set-up links are good for a limited time, and this one’s is over.',
  },
  setup_link_revoked: {
    title: 'This link was taken back',
    text: 'Somebody who runs the product revoked it.',
  },
  setup_link_finished: {
    title: 'This set-up is finished',
    text: 'Somebody who had the link said so, which ended it.',
  },
} as const;

/** Answers for a link that does not let in. */
export function showEnded(c: Context<SetupDoorEnv>, refusal: SetupLinkRefusal): Response | Promise<Response> {
  if (refusal.code === 'too_many_attempts') {
    return showDoor(c, 429, { link: tellTooManyAttempts(c, refusal) });
  }
  if (refusal.code === 'setup_link_unknown') return showDoor(c, 422, { link: UNKNOWN_LINK });
  const { title, text } = ENDED[refusal.code];
  const { support } = c.var.settings;
  const content = (
    <SetupLayout site={siteOf(c.var, c.var.tenant)} title={title} mood="attention">
      <h1>{title}</h1>
      <p>{text} Whatever was saved is kept.</p>
      <p>
        For another one ask whoever sent it to you, or{' '}
        {support.email === null ? (
          <PersonData text={support.name} />
        ) : (
          <a href={`mailto:${encodeURIComponent(support.email).replace('%40', '@')}`}>
            <PersonData text={support.name} />
          </a>
        )}
        .
      </p>
    </SetupLayout>
  );
  return page(c, content, 410);
}
