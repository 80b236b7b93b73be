/**
 * The Worker's entrypoint for other Workers, `env.SSO` to them. It asks what any browser could ask, `GET /sso/session`, of the very
 * application that serves the hosts: so there is one rule for sessions, with settings, https, recovery and revocation in it. Of
 * a request it takes the address and the cookie; both may come from anybody. I/O: as the application's.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import type { createApp } from './app.ts';
import { signInPath } from './http/refuse.tsx';
import { SESSION_COOKIE_NAME } from './session/session-cookie.ts';
import type { Env } from './settings.ts';
import { checkReturnTo } from './sign-in/return-to.ts';
import type { SessionAnswer, SsoService, SsoSession } from './sso-binding/sso.ts';

/** Makes the entrypoint's class over the application. */
export function createSessionService(app: ReturnType<typeof createApp>) {
  return class SessionService extends WorkerEntrypoint<Env> implements SsoService {
    /** Says who is signed in; see SsoService. */
    async session({ url, headers }: Parameters<SsoService['session']>[0]): Promise<SessionAnswer> {
      const { origin, pathname, search } = new URL(url);
      const cookie = headers.get('cookie');
      const question = new Request(`${origin}/sso/session`, {
        headers: { accept: 'application/json', ...(cookie !== null && { cookie }) },
        redirect: 'manual',
      });
      const answer = await app.fetch(question, this.env, this.ctx);
      const signInAt = (host: string) => host + signInPath(checkReturnTo(pathname + search, origin));
      switch (answer.status) {
        case 200: {
          const setCookie = answer.headers.getSetCookie().find(isSessionCookie) ?? null;
          return { session: await answer.json<SsoSession>(), signInUrl: signInAt(origin), setCookie };
        }
        case 401:
          return { ...NOBODY, signInUrl: signInAt(origin) };
        case 308:
          // Whatever came in the clear is nobody's; signing in leads over https.
          return { ...NOBODY, signInUrl: signInAt(origin.replace(/^http:/, 'https:')) };
        case 404:
          return NOBODY;
        default:
          throw new Error(`The session could not be checked: ${answer.status} ${await readCode(answer)}.`);
      }
    }
  };
}

/** Other cookies may be set along with it. */
function isSessionCookie(line: string): boolean {
  return line.startsWith(`${SESSION_COOKIE_NAME}=`);
}

const NOBODY = { session: null, signInUrl: null, setCookie: null };

/** Reads the reason code of a problem, and its reference number. */
async function readCode(answer: Response): Promise<string> {
  const { code, reference = '' } = await answer.json<{ code: string; reference?: string }>();
  return `${code} ${reference}`.trimEnd();
}
