/**
 * Whether what let an administrator in still lets him in, asked at each request where that is kept: of a link and of
 * recovery the tenant's record, of a signed-in person the ledger, and the record for whom the tenant names. I/O: both.
 */
import type { Context } from 'hono';
import type { Administrator } from '../../administration/administrator.ts';
import type { Author } from '../../administration/author.ts';
import { recoveryAuthor } from '../../administration/recovery.ts';
import { type SetupLinkRefusal, setupLinkAuthor, setupSessionEnd } from '../../administration/setup-link.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import { type Result, success } from '../../result.ts';
import type { Identity, Session } from '../../session/session.ts';
import type { SetupSession } from '../../session/setup-session.ts';
import { personOf } from '../../sign-in/groups.ts';
import { administratorsOf, isAdministrator } from '../../tenants/administrators.ts';
import type { TenantEnv } from '../context.ts';
import { currentWholeSession } from '../cookies.ts';
import { type FoundSession, setSetupCookie } from './cookie.ts';
import type { SetupDoorEnv } from './env.ts';

/** How somebody is called whom his identity provider gives no name. */
const NAMELESS = 'Somebody signed in';
const MAX_NAME_CHARACTERS = 80;

/** Null where there is nothing to say but that one has to come in again. */
type Judged = Result<Administrator, SetupLinkRefusal | null>;

const OVER: Judged = { ok: false, failure: null };

/** Finds who has the session of a request, if that still holds. */
export async function judgeSetupSession(c: Context<SetupDoorEnv>, session: SetupSession): Promise<Judged> {
  const { record, now } = c.var;
  switch (session.via) {
    case 'link': {
      const checked = await record.checkSetupLink(session.linkId, now);
      if (!checked.ok) return checked;
      const link = checked.value;
      return success({ via: 'link', link, author: setupLinkAuthor(link), until: link.expiresAt });
    }
    case 'session': {
      const signedIn = await findSignedInAdministrator(c);
      if (signedIn?.id !== session.sessionId) return OVER;
      const author: Author = {
        kind: 'administrator',
        id: session.personId,
        name: nameOf(signedIn.identity),
      };
      return success({
        via: 'session',
        author,
        person: signedIn,
        until: session.expiresAt,
      });
    }
    case 'recovery': {
      const sessionHash = hashSecret(session.sessionSecret);
      const account = await record.findRecoverySession(sessionHash, now);
      if (account === null) return OVER;
      const author = recoveryAuthor(account);
      return success({ via: 'recovery', author, sessionHash, until: session.expiresAt });
    }
    default:
      // A cookie of an earlier version of the product.
      return OVER;
  }
}

/** Lets in who is signed in and named by the tenant, which the audit trail tells; null for everybody else. */
export async function enterAsPerson(c: Context<SetupDoorEnv>): Promise<FoundSession | null> {
  const { record, tenant, now } = c.var;
  const signedIn = await findSignedInAdministrator(c);
  if (signedIn === null) return null;
  const { id: sessionId, identity } = signedIn;
  const accountKey = identity.accountKey ?? identity.email ?? sessionId;
  const { id: personId } = await record.noteAdministrator({ accountKey, name: nameOf(identity) }, now);
  const expiresAt = setupSessionEnd(signedIn, now);
  return setSetupCookie(c, { tenantId: tenant.id, via: 'session', sessionId, personId, expiresAt });
}

/** The ledger knows at once that a session was ended, and the record that somebody is no administrator any more. */
async function findSignedInAdministrator(c: Context<SetupDoorEnv>): Promise<Session | null> {
  const { record, ledger, now } = c.var;
  const resumed = await currentWholeSession(c as unknown as Context<TenantEnv>);
  if (resumed === null) return null;
  const [state, session] = await Promise.all([record.read(), ledger.find(resumed.id, now)]);
  if (state === null || state.deleted !== null || session === null) return null;
  const { configuration } = state.live;
  const connection = configuration.connections.find(({ id }) => id === session.connectionId);
  if (connection === undefined) return null;
  const person = personOf(session.identity, connection);
  return isAdministrator(administratorsOf(configuration), person) ? session : null;
}

function nameOf({ displayName, email }: Identity): string {
  return (displayName ?? email ?? NAMELESS).slice(0, MAX_NAME_CHARACTERS);
}
