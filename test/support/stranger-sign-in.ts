/**
 * One sign-in at a stranger's identity provider through the real Worker, with its tampered twin, which has to be refused.
 * Each leaves a line for the table of `npm run interop`, made of what was really on the wire.
 */
import { expect, type TestContext } from 'vitest';
import type { InteropLine } from '../../scripts/interop/table.ts';
import { readPostForm } from './post-form.ts';
import { describeProtection } from './protection.ts';
import type { AnswerForm, SentRequest, Stranger, Wishes } from './stranger.ts';
import { Visitor } from './visitor.ts';
import type { TestWorker } from './worker.ts';

declare module 'vitest' {
  interface TaskMeta {
    interop?: InteropLine;
  }
}

export type Flow = 'SP-initiated' | 'IdP-initiated, accepted' | 'IdP-initiated, restarted';

export interface SignInAtStranger {
  readonly worker: TestWorker;
  readonly stranger: Stranger;
  /** The tenant's, which has to have the stranger as its only connection. */
  readonly origin: string;
  readonly flow?: Flow;
  readonly wishes: Wishes;
  /** What the message has to look like: see `describeProtection`. */
  readonly protection: string;
}

const DEEP_LINK = '/docs/42?tab=notes&q=a%20b';

/** Signs alice in, after the tampered twin of the answer was refused. */
export async function proveSignIn({ task }: TestContext, run: SignInAtStranger): Promise<void> {
  const { worker, stranger, origin, protection } = run;
  const { visitor, form, flow } = await begin(run);
  expect(describeProtection(decode(form))).toBe(protection);

  worker.takeLog();
  const twin = await post(visitor, tamper(form, stranger.facts));
  expect([twin.status, twin.headers.getSetCookie()]).toEqual([403, []]);
  const twinCode = loggedCode(worker);
  expect(await sessionOf(visitor, origin)).toBeNull();

  const finished = await post(visitor, form);
  if (finished.status !== 303) throw new Error(`an honest message was refused: ${worker.takeLog()}`);
  expect(finished.headers.get('location')).toBe(DEEP_LINK);
  const session = await sessionOf(visitor, origin);
  for (const fact of stranger.facts) expect(session).toContain(fact);
  task.meta.interop = { ...describe(run, flow), title: task.name, outcome: 'signed in', twin: twinCode };
}

/** Shows that a genuine answer is refused with this code. */
export async function proveRefusal(
  { task }: TestContext,
  run: SignInAtStranger,
  code: string,
): Promise<void> {
  const { worker, origin, protection } = run;
  const { visitor, form, flow } = await begin(run);
  expect(describeProtection(decode(form))).toBe(protection);
  worker.takeLog();
  const refused = await post(visitor, form);
  expect([refused.status, refused.headers.getSetCookie(), loggedCode(worker)]).toEqual([403, [], code]);
  expect(await sessionOf(visitor, origin)).toBeNull();
  task.meta.interop = { ...describe(run, flow), title: task.name, outcome: `refused: ${code}`, twin: null };
}

function describe({ stranger: { name, version }, protection, wishes }: SignInAtStranger, flow: string) {
  const inside = wishes.encrypt === undefined ? [] : wishes.sign.filter((element) => element === 'Assertion');
  return {
    stranger: name,
    version,
    flow,
    protection: inside.length === 0 ? protection : `${protection} (Assertion signed inside)`,
  };
}

interface Begun {
  readonly visitor: Visitor;
  readonly form: AnswerForm;
  readonly flow: string;
}

/** To the form with the answer, which leads back to where it began. */
async function begin({
  worker,
  stranger,
  origin,
  flow = 'SP-initiated',
  wishes,
}: SignInAtStranger): Promise<Begun> {
  const visitor = new Visitor(worker);
  const unsolicited = () => stranger.answerNobody(`${origin}/sso/metadata`, DEEP_LINK, wishes);
  if (flow === 'IdP-initiated, accepted') {
    const form = await unsolicited();
    expect(form.action).toBe(`${origin}/sso/acs`);
    return { visitor, form, flow };
  }
  const sent =
    flow === 'SP-initiated'
      ? await visitor.visit(`${origin}/sso/login?${new URLSearchParams({ returnTo: DEEP_LINK })}`)
      : await post(visitor, await unsolicited());
  if (sent.status >= 400) throw new Error(`no AuthnRequest but ${sent.status}: ${worker.takeLog()}`);
  const request = await readSentRequest(sent);
  const form = await stranger.answer(request, wishes);
  expect(form.action).toBe(`${origin}/sso/acs`);
  return { visitor, form, flow: `${flow} (${request.binding === 'redirect' ? 'Redirect' : 'POST'})` };
}

/** Reads what the Worker makes the browser do with its AuthnRequest. */
export async function readSentRequest(response: Response): Promise<SentRequest> {
  const location = response.headers.get('location');
  if (location !== null) return { binding: 'redirect', location };
  const { action, fields } = readPostForm(await response.text());
  return { binding: 'post', action, body: `${fields}` };
}

/** Posts an answer as the identity provider's page makes the browser do. */
function post(visitor: Visitor, { action, samlResponse, relayState }: AnswerForm): Promise<Response> {
  const fields = { SAMLResponse: samlResponse, ...(relayState === null ? {} : { RelayState: relayState }) };
  return visitor.visit(action, { method: 'POST', body: `${new URLSearchParams(fields)}`, crossSite: true });
}

async function sessionOf(visitor: Visitor, origin: string): Promise<string | null> {
  const response = await visitor.visit(`${origin}/sso/session`, { headers: { accept: 'application/json' } });
  return response.ok ? JSON.stringify(await response.json()) : null;
}

function loggedCode(worker: TestWorker): string {
  return / *"code":"([a-z_0-9]+)"/.exec(worker.takeLog().join('\n'))?.[1] ?? 'no code in the log';
}

function decode({ samlResponse }: AnswerForm): string {
  return Buffer.from(samlResponse, 'base64').toString();
}

/** Makes somebody else of alice and changes nothing else; where she is encrypted, one letter of the longest ciphertext. */
function tamper(form: AnswerForm, [fact = '']: readonly string[]): AnswerForm {
  const xml = decode(form);
  const tampered = xml.includes(`>${fact}<`)
    ? xml.replaceAll(`>${fact}<`, `>m${fact}<`)
    : tamperCiphertext(xml);
  expect(tampered).not.toBe(xml);
  return { ...form, samlResponse: Buffer.from(tampered).toString('base64') };
}

function tamperCiphertext(xml: string): string {
  const texts = [...xml.matchAll(/CipherValue>([^<]+)</g)].map(([, text = '']) => text);
  const longest = texts.reduce((one, other) => (other.length > one.length ? other : one), '');
  const middle = Math.floor(longest.length / 2) + (longest[Math.floor(longest.length / 2)] === '\n' ? 1 : 0);
  const other = longest[middle] === 'A' ? 'B' : 'A';
  return xml.replace(longest, () => longest.slice(0, middle) + other + longest.slice(middle + 1));
}
