/** `npm start` as a developer has it: whole processes, a home of its own, free ports. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { send } from '../support/http-client.ts';

const PROJECT = new URL('../..', import.meta.url).pathname;
// Two starts of wrangler, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const READY = 'Ctrl-C';

interface Running {
  readonly child: ChildProcess;
  /** All that it printed so far. */
  output(): string;
  /** Settles with the exit status. */
  readonly exit: Promise<number | null>;
}

let home: string;
let port: number;
let idpPort: number;
let running: Running[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'edge-saml-home-'));
  [port, idpPort] = [await findFreePort(), await findFreePort()];
  running = [];
});
afterEach(async () => {
  for (const { child, exit } of running) {
    child.kill('SIGTERM');
    await exit;
  }
  rmSync(home, { recursive: true });
});

const args = () => ['scripts/start.ts', '--port', `${port}`, '--idp-port', `${idpPort}`, '--home', home];

function start(): Running {
  const child = spawn(process.execPath, args(), { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const started = { child, output: () => output, exit: once(child, 'exit').then(([status]) => status) };
  running.push(started);
  return started;
}

async function startAndWait(): Promise<Running> {
  const started = start();
  await until(() => started.output().includes(READY) || started.child.exitCode !== null);
  expect(started.output()).toContain(READY);
  return started;
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 60_000, interval: 50 }).toBe(true);
}

/** Runs it to an end that comes by itself. */
function refused(): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args(), {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(status).toBe(1);
  expect(stdout).not.toContain(READY);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr;
}

/** The processes that descend from one, by what the kernel says. */
function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, , parent] = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/\(.*\)/s, '')
          .split(/ +/);
        return [[Number(name), Number(parent)] as const];
      } catch {
        return [];
      }
    });
  const children = parents.filter(([, parent]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Whether it runs; one that ended and waits to be collected does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const get = (address: string) => send(Number(new URL(address).port), address);
const put = (slug: string, token: string, body: object) =>
  send(port, `http://localhost:${port}/api/v1/tenants/${slug}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const connectionOf = async (slug: string, token: string) => {
  const address = `http://localhost:${port}/api/v1/tenants/${slug}`;
  const answer = await send(port, address, { headers: { authorization: `Bearer ${token}` } });
  const { version, displayName, connections } = JSON.parse(await answer.text());
  return { version, displayName, idpEntityId: connections[0]?.identityProvider.entityId };
};

test('everything that it prints answers, and SIGINT ends all that it started with status 0', async () => {
  const { child, output, exit } = await startAndWait();
  const addresses = output().match(/http:\/\/[^\s#]+/g) ?? [];
  expect(addresses).toEqual([
    `http://acme.localhost:${port}`,
    `http://globex.localhost:${port}`,
    `http://acme.localhost:${port}/docs/42?tab=notes`,
    `http://localhost:${idpPort}/acme`,
    `http://localhost:${idpPort}/globex`,
    `http://localhost:${port}`,
    `http://localhost:${port}/console/first-account`,
  ]);
  for (const address of addresses) {
    const { status } = await send(Number(new URL(address).port), address, {
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' },
    });
    expect({ address, status }).toEqual({ address, status: 200 });
  }
  const login = await get(`http://acme.localhost:${port}/sso/login`);
  const idpPage = await get(login.headers.get('location') ?? '');
  expect(idpPage.status).toBe(200);
  await get(`http://acme.localhost:${port}/sso/acs`);
  await until(() => output().includes('"code":"method_not_allowed"'));
  expect(output()).not.toMatch(/wrangler|Request\.cf|has access to the following bindings/);

  const started = descendants(child.pid ?? 0);
  expect(started.length).toBeGreaterThan(1);
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(started.filter(isRunning)).toEqual([]);
});

test('a second start keeps the secrets, and the tenants that a developer changed', async () => {
  const first = await startAndWait();
  const devVars = readFileSync(join(home, '.dev.vars'), 'utf8');
  const token = /^OPERATOR_TOKEN=(.+)$/m.exec(devVars)?.[1] ?? '';
  expect((await put('globex', token, { displayName: 'Mine' })).status).toBe(200);
  first.child.kill('SIGTERM');
  expect(await first.exit).toBe(0);

  idpPort = await findFreePort();
  const second = await startAndWait();
  expect(readFileSync(join(home, '.dev.vars'), 'utf8')).toBe(devVars);
  expect(second.output()).not.toContain('made:');
  // Nobody touched this one, so that it follows its identity provider to the other port.
  expect(await connectionOf('acme', token)).toEqual({
    version: 2,
    displayName: 'Acme',
    idpEntityId: `http://localhost:${idpPort}/acme/metadata`,
  });
  expect(await connectionOf('globex', token)).toEqual({
    version: 2,
    displayName: 'Mine',
    idpEntityId: undefined,
  });
  expect(second.output()).toContain('globex is not as it would be seeded');
});

test.each(['the Worker', 'the identity providers'])(
  'the port of %s in use is said, with the option',
  async (whose) => {
    const [taken, option] = whose === 'the Worker' ? [port, '--port'] : [idpPort, '--idp-port'];
    const squatter = createServer().listen(taken, '127.0.0.1');
    await once(squatter, 'listening');
    try {
      const said = refused();
      expect(said).toContain(`Port ${taken} is in use`);
      expect(said).toContain(`${option} `);
    } finally {
      squatter.close();
    }
  },
);

test('a broken .dev.vars is said, and left as it is', () => {
  writeFileSync(join(home, '.dev.vars'), 'COOKIE_KEYS=k1:short\n');
  expect(refused()).toContain('COOKIE_KEYS in .dev.vars');
  expect(readFileSync(join(home, '.dev.vars'), 'utf8')).toBe('COOKIE_KEYS=k1:short\n');
});

test('when the Worker dies the rest is ended, and it is said', async () => {
  const { child, output, exit } = await startAndWait();
  const started = descendants(child.pid ?? 0);
  process.kill(started[0] ?? 0, 'SIGKILL');
  expect(await exit).toBe(1);
  expect(output()).toContain('The Worker is gone');
  expect(started.filter(isRunning)).toEqual([]);
  await expect(get(`http://localhost:${idpPort}/`)).rejects.toThrow();
});
