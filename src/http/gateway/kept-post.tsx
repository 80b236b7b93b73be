/**
 * Forms that were posted when their session was over. The page that says so keeps the form, sealed, and nothing is written
 * anywhere; once the person has signed in, in another tab, its button sends the seal to where the form was to go, and the form
 * goes through in its place: once, from this very origin, and for the same person, who is asked where nothing says who it was.
 * Where nothing can be kept the page says so, and the browser still has it. I/O: the tenant's ledger, for what is sent.
 */
import type { Context } from 'hono';
import { encodeBase64Url } from '../../operators/secret-text.ts';
import {
  type KeptPost,
  keptPostEnd,
  MAX_KEPT_BYTES,
  openKeptPost,
  personOf,
  sealKeptPost,
} from '../../session/kept-post.ts';
import { deriveEncryptionKeys } from '../../session/purpose-keys.ts';
import type { Session } from '../../session/session.ts';
import { openSession } from '../../session/session-cookie.ts';
import { checkReturnTo } from '../../sign-in/return-to.ts';
import type { TenantEnv } from '../context.ts';
import { sessionCookie } from '../cookies.ts';
import { localSite } from '../language.ts';
import { KeptPostOverPage, KeptPostPage, type KeptSituation } from '../pages/kept-post-page.tsx';
import { acceptsPage } from '../prefers.ts';
import { readBody } from '../read-body.ts';
import { signInPath } from '../refuse.tsx';
import { page } from '../respond.ts';
import { isFromOrigin } from '../same-origin.ts';

/** Tells a kept form from all others, along with the type: no application has forms of that type with this parameter. */
const MARK = 'sso-kept-form';
const KEPT_TYPE = 'text/plain';
const FORM_TYPES = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;
const ID_OCTETS = 16;
/** Base64 twice, in a seal. */
const MAX_SEALED_BYTES = Math.ceil((MAX_KEPT_BYTES * 16) / 9) + 8_192;

const STATUS = {
  kept: 401,
  'too-large': 401,
  foreign: 401,
  'signed-in': 200,
  'somebody-else': 403,
  unanswered: 502,
} as const;

type Answer = Response | Promise<Response>;

/** Says whether a browser posted a form by opening a page. */
export function isFormPost(request: Request): boolean {
  if (request.method !== 'POST' || !FORM_TYPES.test(request.headers.get('content-type') ?? '')) return false;
  const mode = request.headers.get('sec-fetch-mode');
  return mode === null ? acceptsPage(request) : mode === 'navigate';
}

/** Says whether a kept form comes back. */
export function isKeptPost(request: Request): boolean {
  const type = request.headers.get('content-type')?.toLowerCase() ?? '';
  return request.method === 'POST' && type.startsWith(KEPT_TYPE) && isMarked(request.url);
}

/** Says whether a path with query has the mark somewhere. */
export function isMarked(target: string): boolean {
  return target.includes(MARK);
}

/** Takes the mark out of a path with query. */
export function unmarked(target: string): string {
  return isMarked(target) ? target.replace(new RegExp(`[?&]${MARK}$`), '') : target;
}

/** Keeps the form of somebody who is not signed in, where it can be kept, and asks to sign in. */
export async function keepPost(c: Context<TenantEnv>, target: string): Promise<Response> {
  const { raw } = c.req;
  // What another site makes a browser send must not go through by a press of a button here.
  if (!isFromOrigin(raw, c.get('origin'))) return ask(c, 'foreign', target, null);
  const body = await readBody(raw, MAX_KEPT_BYTES + 1);
  if (body.length > MAX_KEPT_BYTES) return ask(c, 'too-large', target, null);
  const kept = {
    id: makeId(),
    tenantId: c.get('tenant').id,
    target,
    contentType: raw.headers.get('content-type') ?? '',
    body,
    person: await formerPerson(c),
    keptAt: c.get('now'),
  };
  return ask(c, 'kept', target, await sealKept(c, kept));
}

/** Gives the form that comes back, to be passed on in place of the request, or the answer where it may not go through. */
export async function takeKeptPost(
  c: Context<TenantEnv>,
  target: string,
  session: Session | null,
): Promise<KeptPost | Response> {
  const { tenant, now, origin, ledger } = c.var;
  const sealed = isFromOrigin(c.req.raw, origin) ? await readSealed(c.req.raw) : '';
  const kept = await openKeptPost(sealed, { tenantId: tenant.id, target, now }, await keysOf(c));
  if (kept === null) return tellOver(c, 'expired', target);
  if (session === null) return ask(c, 'kept', target, sealed);
  const person = personOf(session);
  if (kept.person === null) {
    return ask(c, 'signed-in', target, await sealKept(c, { ...kept, person }), session);
  }
  if (kept.person !== person) return ask(c, 'somebody-else', target, sealed);
  const isFirst = await ledger.useOnce(`kept form ${kept.id}`, keptPostEnd(kept), now);
  return isFirst ? kept : tellOver(c, 'sent', target);
}

/** Keeps a form that found no application: whether it arrived, nobody knows. */
export async function keepAgain(c: Context<TenantEnv>, kept: KeptPost, reference: string): Promise<Response> {
  return ask(c, 'unanswered', kept.target, await sealKept(c, { ...kept, id: makeId() }), null, reference);
}

function makeId(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(ID_OCTETS)));
}

/** Who posted it, by a cookie that is genuine though its session is over. */
async function formerPerson(c: Context<TenantEnv>): Promise<string | null> {
  const cookie = sessionCookie(c);
  if (cookie === undefined) return null;
  const carried = await openSession(cookie, c.get('tenant').id, c.get('cookieKeys').session);
  return carried === null ? null : personOf(carried.session);
}

/** The field of a form of type text/plain: its name, `=`, its value, and the end of the line. */
async function readSealed(request: Request): Promise<string> {
  const text = new TextDecoder().decode(await readBody(request, MAX_SEALED_BYTES));
  return /^kept=([\w.-]+)\r?\n?$/.exec(text)?.[1] ?? '';
}

async function sealKept(c: Context<TenantEnv>, kept: KeptPost): Promise<string> {
  return sealKeptPost(kept, await keysOf(c));
}

function keysOf(c: Context<TenantEnv>) {
  return deriveEncryptionKeys(c.get('settings').cookieKeys, 'edge-saml/kept-post/1');
}

function ask(
  c: Context<TenantEnv>,
  situation: KeptSituation,
  target: string,
  sealed: string | null,
  session: Session | null = null,
  reference: string | null = null,
): Answer {
  const { tenant, origin } = c.var;
  const { displayName, email, accountKey } = session?.identity ?? {};
  const content = (
    <KeptPostPage
      site={localSite(c, tenant)}
      signInUrl={signInPath(checkReturnTo(situation === 'foreign' ? target : '/', origin))}
      kept={sealed === null ? null : { action: marked(target), sealed }}
      situation={situation}
      person={displayName ?? email ?? accountKey ?? null}
      reference={reference}
    />
  );
  return page(c, content, STATUS[situation]);
}

function tellOver(c: Context<TenantEnv>, reason: 'sent' | 'expired', target: string): Answer {
  const { tenant, origin } = c.var;
  const nextUrl = checkReturnTo(target, origin);
  return page(
    c,
    <KeptPostOverPage site={localSite(c, tenant)} reason={reason} nextUrl={nextUrl} />,
    reason === 'sent' ? 409 : 400,
  );
}

/** The address of a form at the target: `//x` alone would be another host. */
function marked(target: string): string {
  return `${target.startsWith('//') ? '/.' : ''}${target}${target.includes('?') ? '&' : '?'}${MARK}`;
}
