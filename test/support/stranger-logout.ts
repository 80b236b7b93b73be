/**
 * Single logout with a stranger's identity provider through the real Worker, in both directions, each message with its tampered
 * twin, which has to be refused. Each leaves a line for the table of `npm run interop`.
 */
import { setTimeout } from 'node:timers/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { expect, type TestContext } from 'vitest';
import { type LogoutStranger, readSent, type SentRequest } from './stranger.ts';
import { readSentRequest } from './stranger-sign-in.ts';
import { Visitor } from './visitor.ts';
import { OPERATOR_TOKEN, type TestWorker } from './worker.ts';

export interface LogoutAtStranger {
  readonly worker: TestWorker;
  readonly stranger: LogoutStranger;
  readonly slug: string;
  readonly binding: 'redirect' | 'post';
  /** What else there is to say of the message. */
  readonly note?: string;
}

/**
 * Signs alice in by its answer, in a browser of her own. Strangers count in whole seconds: an assertion of the very second of a
 * logout may be from before it, is refused, and she signs in anew.
 */
export async function signInAtStranger(run: LogoutAtStranger): Promise<Visitor> {
  const { worker, stranger, slug } = run;
  const visitor = new Visitor(worker);
  const origin = worker.origin(slug);
  const request = await readSentRequest(await visitor.visit(`${origin}/sso/login`));
  const { action, samlResponse: SAMLResponse } = await stranger.answer(request, { sign: ['Response'] });
  const body = `${new URLSearchParams({ SAMLResponse })}`;
  const finished = await visitor.visit(action, { method: 'POST', body, crossSite: true });
  if (finished.status === 303) return visitor;
  const log = worker.takeLog().join();
  if (!log.includes('"signed_out_meanwhile"')) throw new Error(`not signed in: ${log}`);
  await setTimeout(1000 - (Date.now() % 1000));
  return signInAtStranger(run);
}

/** Carries a message on, as the identity provider's page makes a browser do. */
export function carry(visitor: Visitor, message: SentRequest): Promise<Response> {
  if (message.binding === 'redirect') return visitor.visit(message.location, { crossSite: true });
  return visitor.visit(message.action, { method: 'POST', body: message.body, crossSite: true });
}

/** Begins here: the session ends, the stranger likes our request, and we its answer. */
export async function proveLogoutFromHere(context: TestContext, run: LogoutAtStranger): Promise<void> {
  const { worker, stranger, slug, binding } = run;
  const origin = worker.origin(slug);
  const visitor = await signInAtStranger(run);
  const headers = { origin };
  const asked = await visitor.visit(`${origin}/sso/logout`, { method: 'POST', body: '', headers });
  expect(await openSessions(run)).toBe(0);
  const request = await readSentRequest(asked);
  expect(request.binding).toBe(binding);
  await expect(stranger.take(tamper(request))).rejects.toThrow('refuses');
  const answer = readSent(await stranger.take(request));
  const twin = await refuseTwin(run, visitor, answer);
  const finished = await carry(visitor, answer);
  expect([finished.status, finished.headers.get('location')], worker.takeLog().join()).toEqual([
    303,
    '/sso/logout',
  ]);
  const page = await (await visitor.visit(`${origin}/sso/logout`)).text();
  expect(page).toContain('signed out at your organisation’s sign-in service as well');
  note(context, run, 'logout from here', answer, twin);
}

/** Begins there, in a browser that brings no cookie of ours: her sessions end, and the stranger likes our answer. */
export async function proveLogoutFromThere(
  context: TestContext,
  run: LogoutAtStranger,
  which: 'session' | 'all',
): Promise<void> {
  const { worker, stranger, slug, binding } = run;
  const sp = `${worker.origin(slug)}/sso/metadata`;
  await signInAtStranger(run);
  await signInAtStranger(run);
  const before = await openSessions(run);
  const request = await stranger.signOut(sp, binding, which);
  expect(request.binding).toBe(binding);
  const visitor = new Visitor(worker);
  const twin = await refuseTwin(run, visitor, request);
  expect(await openSessions(run)).toBe(before);
  const answer = await carry(visitor, request);
  if (answer.status >= 400) throw new Error(`an honest message was refused: ${worker.takeLog()}`);
  expect(await openSessions(run)).toBe(which === 'all' ? 0 : before - 1);
  expect(await stranger.take(await readSentRequest(answer))).toMatch(/:status:Success$/);
  note(context, run, `logout from there (${which})`, request, twin);
}

/** How many sessions the tenant has open. */
export async function openSessions({ worker, slug }: LogoutAtStranger): Promise<number> {
  const url = `${worker.origin(null)}/api/v1/tenants/${slug}/sessions`;
  const answer = await worker.fetch(url, { headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
  const { items } = (await answer.json()) as { readonly items: readonly unknown[] };
  return items.length;
}

async function refuseTwin(
  { worker }: LogoutAtStranger,
  visitor: Visitor,
  message: SentRequest,
): Promise<string> {
  worker.takeLog();
  const refused = await carry(visitor, tamper(message));
  expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []]);
  return / *"code":"([a-z_0-9]+)"/.exec(worker.takeLog().join('\n'))?.[1] ?? 'no code in the log';
}

/** Changes the instant in a message by a second, and nothing else. */
function tamper(message: SentRequest): SentRequest {
  if (message.binding === 'post') {
    const body = new URLSearchParams(message.body);
    const name = body.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
    const xml = Buffer.from(body.get(name) ?? '', 'base64').toString();
    body.set(name, Buffer.from(another(xml)).toString('base64'));
    return { ...message, body: `${body}` };
  }
  const url = new URL(message.location);
  const name = url.searchParams.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  const xml = inflateRawSync(Buffer.from(url.searchParams.get(name) ?? '', 'base64')).toString();
  url.searchParams.set(name, deflateRawSync(another(xml)).toString('base64'));
  return { ...message, location: url.href };
}

function another(xml: string): string {
  const edited = xml.replace(
    /(IssueInstant="[^"]*:\d)(\d)/,
    (_, rest, digit) => rest + ((Number(digit) + 1) % 10),
  );
  expect(edited).not.toBe(xml);
  return edited;
}

function note(
  { task }: TestContext,
  { stranger, binding, note: more }: LogoutAtStranger,
  flow: string,
  theirs: SentRequest,
  twin: string,
): void {
  const { name, version } = stranger;
  const by = binding === 'redirect' ? 'Redirect' : 'POST';
  const kind = JSON.stringify(theirs).includes('SAMLRequest=') ? 'LogoutRequest' : 'LogoutResponse';
  const protection = `${kind}${more === undefined ? '' : `, ${more}`}, signed`;
  task.meta.interop = {
    stranger: name,
    version,
    title: task.name,
    flow: `${flow} (${by})`,
    protection,
    outcome: 'signed out',
    twin,
  };
}
