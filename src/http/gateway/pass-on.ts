/**
 * A request on its way to the application, and its answer on the way back. Neither body is read or held: uploads, ranges, event
 * streams and WebSockets pass as they come. Redirects are the browser's to follow. I/O: the application.
 */
import type { Context } from 'hono';
import { Outage } from '../../stores/outage.ts';
import type { TenantEnv } from '../context.ts';
import { stripOwnCookies } from './own-cookies.ts';
import { passHeaders } from './request-headers.ts';
import type { Application } from './which-application.ts';

/** How long an answer may take to begin. Cloudflare gives origins as long. */
const MAX_WAIT_MILLISECONDS = 100_000;

/** What Cloudflare answers in the name of an origin that it could not reach; 522 and 524 where that took too long. */
const UNREACHABLE = new Set([520, 521, 523, 525, 526, 527, 530]);
const TIMED_OUT = new Set([522, 524]);

/**
 * What such a request carries means nothing (RFC 9110, section 9.3.1), and `fetch` refuses to send it; some clients say
 * `Content-Length: 0` with every request.
 */
const HAS_NO_BODY = new Set(['GET', 'HEAD']);

export interface Outgoing {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: ReadableStream | Uint8Array<ArrayBuffer> | null;
}

/** What of a request goes to the application. `token` is null where nobody is signed in. */
export function outgoingRequest(c: Context<TenantEnv>, token: string | null, target: string): Outgoing {
  const { raw } = c.req;
  const { scheme } = c.get('settings');
  const host = c.get('origin').slice(scheme.length + '://'.length);
  const received = raw.headers.get('cookie');
  const cookies = received === null ? null : stripOwnCookies(received);
  const headers = passHeaders(raw.headers, { token, host, scheme, cookies });
  return { method: raw.method, target, headers, body: raw.body };
}

/** Asks the application; `own` is the tenant's origin. Throws an Outage where it can't be reached, or doesn't begin to answer in time. */
export async function askApplication(
  { binding, origin }: Application,
  own: string,
  { method, target, headers, body }: Outgoing,
  maxWaitMilliseconds = MAX_WAIT_MILLISECONDS,
): Promise<Response> {
  // Sent to itself, a request would go round for ever.
  if (origin === own) throw new Outage('application_unreachable', new Error('it is this host itself'));
  const sent = HAS_NO_BODY.has(method) ? null : body;
  const init = { method, headers, body: sent, redirect: 'manual' } as const;
  // One URL has an answer for each tenant and person: it must never meet a cache that goes by URL alone.
  const ask = () =>
    binding === null
      ? fetch(origin + target, { ...init, cache: 'no-store' })
      : binding.fetch(own + target, init);
  const response = await withinLimit(ask, sent instanceof ReadableStream ? null : maxWaitMilliseconds);
  if (UNREACHABLE.has(response.status)) throw await discarded(response, 'application_unreachable');
  if (TIMED_OUT.has(response.status)) throw await discarded(response, 'application_timeout');
  return response;
}

/** An upload takes as long as it takes: then there is no limit. */
async function withinLimit(ask: () => Promise<Response>, milliseconds: number | null): Promise<Response> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    if (milliseconds !== null) timer = setTimeout(() => resolve(null), milliseconds);
  });
  let response: Response | null;
  try {
    response = await Promise.race([ask(), late]);
  } catch (error) {
    throw new Outage('application_unreachable', error);
  } finally {
    clearTimeout(timer);
  }
  if (response === null)
    throw new Outage('application_timeout', new Error(`no answer within ${milliseconds} ms`));
  return response;
}

async function discarded(
  { body, status }: Response,
  code: 'application_unreachable' | 'application_timeout',
): Promise<Outage> {
  await body?.cancel();
  return new Outage(code, new Error(`the edge answered ${status}`));
}
