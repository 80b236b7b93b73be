/** The gateway as it is deployed, before the sample application, which verifies the token itself. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAME_ID_EMAIL } from '../../src/saml/names.ts';
import { type SampleApplication, startSampleApplication } from '../sample-application/server.ts';
import { sayOverWebSocket } from '../sample-application/web-socket.ts';
import { type DeployedWorker, startDeployedWorker } from '../support/deployed-worker.ts';
import { answerForm, postAnswer, readRequest, signIn } from '../support/sign-in.ts';
import { listTokenKeys, tokenJwk } from '../support/token-keys.ts';
import { Visitor } from '../support/visitor.ts';

const PYTHON = '/usr/bin/python3';
const PYTHON_SAMPLE = new URL('../sample-application/verify_identity.py', import.meta.url).pathname;
const hasPyJwt = spawnSync(PYTHON, ['-c', 'import jwt']).status === 0;
if (!hasPyJwt) console.warn('skipped: there is no PyJWT for /usr/bin/python3');
const MEGABYTE = 1_048_576;
const NAME_ID = { format: NAME_ID_EMAIL, nameQualifier: null, spNameQualifier: null };
const UPLOAD_BYTES = 50 * MEGABYTE;

let application: SampleApplication;
let worker: DeployedWorker;
let acme: string;

beforeAll(async () => {
  application = await startSampleApplication();
  worker = await startDeployedWorker({
    TOKEN_KEYS: listTokenKeys(tokenJwk('t1')),
    APP_ORIGIN: application.origin,
  });
  const { baseDomain } = worker;
  application.trust({ jwksUrl: `http://${baseDomain}/.well-known/jwks.json`, baseDomain, scheme: 'http' });
  const publicPaths = ['/open/*'];
  await worker.putTenant('acme', { application: { publicPaths } });
  acme = worker.origin('acme');
});
afterAll(async () => {
  await worker.close();
  await application.close();
});

/** The cookies of somebody signed in, and the host, for requests that are made by hand. */
async function signedInHeaders(visitor?: Visitor): Promise<Record<string, string>> {
  const jar = (visitor ?? (await signIn(worker, acme))).jar(acme);
  const cookie = [...jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
  return { host: new URL(acme).host, cookie };
}

const last = () => application.received.at(-1)?.lines ?? [];

test('from a deep link to sign-in and back, to an application that verifies who is there', async () => {
  const visitor = new Visitor(worker);
  const interstitial = await (await visitor.visit(`${acme}/whoami?x=1`)).text();
  const next = /id="continue" href="([^"]+)"/.exec(interstitial)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const { requestId, relayState } = await readRequest(await visitor.visit(acme + next));
  const back = await postAnswer(visitor, acme, await answerForm(acme, { requestId, relayState }));
  expect([back.status, back.headers.get('location')]).toEqual([303, '/whoami?x=1']);
  const shown = await visitor.visit(`${acme}/whoami?x=1`);
  expect(shown.status).toBe(200);
  expect(await shown.json()).toMatchObject({
    iss: acme,
    aud: acme,
    tenant: 'acme',
    email: 'alice@acme.example',
  });
});

test('neither a forged identity nor our cookies reach it, however they are written', async () => {
  const visitor = await signIn(worker, acme);
  const { cookie = '' } = await signedInHeaders(visitor);
  const forged = { 'X-Identity-Token': 'forged', x_identity_token: 'forged', 'X.Identity_Token': 'forged' };
  await worker.fetch(`${acme}/open/page`, { headers: forged });
  expect(last().filter((line) => /identity|forged/.test(line))).toEqual([]);
  const headers = { ...forged, cookie: `mine=1; ${cookie}`, connection: 'close, X-Identity-Token' };
  expect(await (await worker.fetch(`${acme}/whoami`, { headers })).json()).toMatchObject({ tenant: 'acme' });
  expect(last().filter((line) => /identity/.test(line))).toHaveLength(1);
  expect(last().filter((line) => /^cookie:|forged|session/.test(line))).toEqual(['cookie: mine=1']);
});

test('a token of another tenant, or sent past the gateway, is worth nothing there', async () => {
  const headers = { 'x-identity-token': 'ey.ey.x', 'x-forwarded-host': new URL(acme).host };
  expect((await fetch(`${application.origin}/whoami`, { headers })).status).toBe(401);
});

test.skipIf(!hasPyJwt)('an application in Python verifies who is there, and for which host', async () => {
  await worker.fetch(`${acme}/whoami`, { headers: await signedInHeaders() });
  const token =
    last()
      .find((line) => line.startsWith('x-identity-token: '))
      ?.split(': ')[1] ?? '';
  const verify = (origin: string) =>
    spawnSync(PYTHON, [PYTHON_SAMPLE, `http://${worker.baseDomain}/.well-known/jwks.json`, origin], {
      input: token,
      encoding: 'utf8',
    });
  expect(JSON.parse(verify(acme).stdout)).toMatchObject({ tenant: 'acme', email: 'alice@acme.example' });
  expect(verify(worker.origin('other')).stderr).toContain('InvalidIssuer');
});

test('a program without a session gets 401, and a forbidden spelling of an open path as well', async () => {
  const answer = await worker.fetch(`${acme}/api`, { headers: { accept: 'application/json' } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  for (const target of [
    '/open/../whoami',
    '/open/%2e%2e/whoami',
    '/open/..%2fwhoami',
    '/open\\..\\whoami',
    '/open//x',
  ]) {
    const before = application.received.length;
    expect((await worker.fetch(`${acme}/`, { target })).status, target).toBe(401);
    expect(application.received.length, target).toBe(before);
  }
  expect(await (await worker.fetch(`${acme}/open/a%20b?c=%2F`)).text()).toBe('GET /open/a%20b?c=%2F');
});

test('a WebSocket goes through', async () => {
  const headers = await signedInHeaders();
  const dialogue = { path: '/socket', headers, message: 'hello' };
  expect(await sayOverWebSocket(worker.port, dialogue)).toBe('hello');
  const stranger = { ...dialogue, headers: { host: headers['host'] ?? '' } };
  await expect(sayOverWebSocket(worker.port, stranger)).rejects.toThrow('401');
});

test('a WebSocket that a page of another host opens is nobody’s, whatever cookies come along', async () => {
  const headers = await signedInHeaders();
  const open = (origin: string, path = '/socket') =>
    sayOverWebSocket(worker.port, { path, headers: { ...headers, origin }, message: 'hello' });
  expect(await open(acme)).toBe('hello');
  for (const origin of [acme.replace('acme', 'globex'), acme.replace('http:', 'https:'), 'null']) {
    await expect(open(origin), origin).rejects.toThrow('401');
  }
});

test('an event arrives before the answer is over', async () => {
  const headers = await signedInHeaders();
  const events: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const listening = request(
      { host: '127.0.0.1', port: worker.port, path: '/events', headers },
      (answer) => {
        if (answer.headers['content-type'] !== 'text/event-stream') reject(new Error(`${answer.statusCode}`));
        answer.on('data', (chunk: Buffer) => {
          events.push(chunk.toString());
          if (events.length === 1) application.tellSecondEvent();
        });
        answer.on('end', resolve);
      },
    );
    listening.on('error', reject).end();
  });
  expect(events).toEqual(['data: first\n\n', 'data: second\n\n']);
});

test('parts, encodings, empty answers, redirects and cookies come back as they were given', async () => {
  const headers = await signedInHeaders();
  const part = await worker.fetch(`${acme}/file`, { headers: { ...headers, range: 'bytes=2-4' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 2-4/1000']);
  expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([2, 3, 4]);
  const compressed = await worker.fetch(`${acme}/compressed`, {
    headers: { ...headers, 'accept-encoding': 'gzip' },
  });
  expect([compressed.headers.get('content-encoding'), compressed.headers.get('etag')]).toEqual([
    'gzip',
    '"v1"',
  ]);
  expect([...new Uint8Array(await compressed.arrayBuffer())].slice(0, 2)).toEqual([0x1f, 0x8b]);
  const head = await worker.fetch(`${acme}/file`, { method: 'HEAD', headers });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000', '']);
  expect((await worker.fetch(`${acme}/unchanged`, { headers })).status).toBe(304);
  const cookies = await worker.fetch(`${acme}/cookies`, { headers });
  expect([cookies.status, cookies.headers.get('location')]).toEqual([303, '/whoami']);
  expect(cookies.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/; HttpOnly']);
});

test('a large upload flows through, and is held nowhere on the way', async () => {
  const headers = await signedInHeaders();
  const before = workerdMemory();
  let most = before;
  const upload: Promise<string> = new Promise((resolve, reject) => {
    const sending = request(
      {
        host: '127.0.0.1',
        port: worker.port,
        path: '/upload',
        method: 'POST',
        headers: { ...headers, 'content-length': UPLOAD_BYTES },
      },
      (answer) => answer.on('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    sending.on('error', reject);
    void send(sending, () => {
      most = Math.max(most, workerdMemory());
    }).catch(reject);
  });
  expect(await upload).toBe(String(UPLOAD_BYTES));
  expect(most - before).toBeLessThan(UPLOAD_BYTES / 2);
});

/** Sends a first part, and the rest only once that has arrived. */
async function send(sending: ClientRequest, watch: () => void): Promise<void> {
  const part = Buffer.alloc(MEGABYTE);
  for (let sent = 0; sent < UPLOAD_BYTES; sent += part.length) {
    if (!sending.write(part)) await new Promise((resolve) => sending.once('drain', resolve));
    while (sent === 0 && application.uploaded() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    watch();
  }
  sending.end();
}

/** What the workerd processes that this one started, or what it started did, hold of memory: bytes. */
function workerdMemory(): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const status = new Map(
    processes.map((pid) => {
      try {
        return [pid, readFileSync(`/proc/${pid}/status`, 'utf8')] as const;
      } catch {
        return [pid, ''] as const;
      }
    }),
  );
  const parentOf = (pid: string) => /^PPid:\s+(\d+)/m.exec(status.get(pid) ?? '')?.[1];
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && pid !== '0' && (pid === String(process.pid) || isOurs(parentOf(pid)));
  const kilobytes = processes
    .filter((pid) => /^Name:\s+workerd/m.test(status.get(pid) ?? '') && isOurs(pid))
    .map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(status.get(pid) ?? '')?.[1] ?? 0));
  if (kilobytes.length === 0) throw new Error('there is no workerd');
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}

test('a form that was posted when the session was over is kept, and sent once, by whom it is of', async () => {
  const body = 'title=Caf%C3%A9&text=a+long+story';
  const alice = await signIn(worker, acme);
  // The browser drops the cookie of a session that is over.
  alice.jar(acme).clear();
  const kept = await keptIn(await alice.visit(`${acme}/form?id=7`, { method: 'POST', body }));
  expect(application.forms).toEqual([]);
  // Not signed in yet: it is kept on.
  expect((await resend(alice, kept)).status).toBe(401);
  const again = await signIn(worker, acme);
  // Nothing told who it was, where the browser has forgotten the cookie: the person is asked.
  const asked = await resend(again, kept);
  expect(asked.status).toBe(200);
  const confirmed = await keptIn(asked);
  const bob = await signIn(worker, acme, { nameId: { ...NAME_ID, value: 'bob@acme.example' } });
  expect((await resend(bob, confirmed)).status).toBe(403);
  expect(application.forms).toEqual([]);
  const sent = await resend(again, confirmed);
  expect([sent.status, sent.headers.get('location')]).toEqual([303, '/whoami']);
  expect(application.forms.map(({ type, body: posted }) => [type, posted.toString()])).toEqual([
    ['application/x-www-form-urlencoded', body],
  ]);
  expect(application.received.at(-1)).toMatchObject({ method: 'POST', url: '/form?id=7' });
  expect((await resend(again, confirmed)).status).toBe(409);
  expect(application.forms).toHaveLength(1);
});

/** What the page keeps, and where it sends it. */
async function keptIn(answer: Response) {
  const text = await answer.text();
  const action = /<form method="post" action="([^"]+)" enctype="text\/plain"/.exec(text)?.[1];
  const sealed = /name="kept" value="([^"]+)"/.exec(text)?.[1];
  if (action === undefined || sealed === undefined)
    throw new Error(`nothing is kept: ${answer.status} ${text}`);
  return { action: action.replaceAll('&amp;', '&'), sealed };
}

function resend(visitor: Visitor, { action, sealed }: { action: string; sealed: string }): Promise<Response> {
  const headers = { 'content-type': 'text/plain' };
  return visitor.visit(acme + action, { method: 'POST', body: `kept=${sealed}\r\n`, headers });
}
