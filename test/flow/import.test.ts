/** `npm run import` as a process, against the Worker as it is deployed. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idp } from '../support/idp-metadata.ts';
import { OPERATOR_TOKEN, startWorker, type TestWorker, tenantConnection } from '../support/worker.ts';

const SCRIPT = join(import.meta.dirname, '../../scripts/import.ts');
const folder = mkdtempSync(join(tmpdir(), 'import-'));
let worker: TestWorker;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(async () => {
  await worker?.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function runImport(source: string, ...options: readonly string[]): Promise<Ran> {
  return runWith({ OPERATOR_TOKEN }, source, '--origin', worker.origin(null), ...options);
}

function runWith(environment: Record<string, string>, ...args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { env }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

async function read(slug: string) {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const answer = await worker.fetch(`${worker.origin(null)}/api/v1/tenants/${slug}`, { headers });
  return answer.status === 200 ? ((await answer.json()) as { displayName: string; version: number }) : null;
}

const tenant = (slug: string, changes: object = {}) => ({
  slug,
  displayName: slug,
  connections: [tenantConnection()],
  ...changes,
});

test('makes tenants from JSON, and changes nothing the second time', async () => {
  const source = write('json.json', [tenant('json-one'), tenant('json-two')]);
  const dry = await runImport(source, '--dry-run');
  expect(dry).toMatchObject({
    status: 0,
    out: '+ json-one\n+ json-two\n\n2 would be made, 0 would be changed, 0 the same.\n',
  });
  expect(await read('json-one')).toBeNull();
  const first = await runImport(source);
  expect(first).toMatchObject({
    status: 0,
    out: '+ json-one\n+ json-two\n\n2 made, 0 changed, 0 the same.\n',
  });
  expect(first.err).toBe('1 of 2\n2 of 2\n');
  const second = await runImport(source);
  expect(second).toMatchObject({ status: 0, out: '0 made, 0 changed, 2 the same.\n' });
  expect(await read('json-one')).toMatchObject({ version: 1 });
});

test('changes what differs, and says which fields', async () => {
  await runImport(write('before.json', [tenant('differs'), tenant('stays')]));
  const response = { clockSkewSeconds: 10 };
  const changed = tenant('differs', { displayName: 'Other', connections: [tenantConnection({ response })] });
  const source = write('after.json', [changed, tenant('stays')]);
  const out = '~ differs: displayName, connections.idp\n\n0 made, 1 changed, 1 the same.\n';
  expect(await runImport(source)).toMatchObject({ status: 0, out });
  expect(await read('differs')).toMatchObject({ displayName: 'Other', version: 2 });
  expect(await read('stays')).toMatchObject({ version: 1 });
});

test('makes a tenant of each metadata file in a folder', async () => {
  const metadata = join(folder, 'metadata');
  mkdirSync(metadata);
  const named = `<Organization><OrganizationName xml:lang="en">x</OrganizationName><OrganizationDisplayName xml:lang="de">Falsch</OrganizationDisplayName><OrganizationDisplayName xml:lang="en">Acme Ltd</OrganizationDisplayName><OrganizationURL xml:lang="en">https://acme.example</OrganizationURL></Organization>`;
  const document = idp();
  const close = document.slice(document.lastIndexOf('</'));
  const prefix = /<\/(\w+:)?/.exec(close)?.[1] ?? '';
  const organisation = named.replaceAll(/<(\/?)(\w)/g, `<$1${prefix}$2`);
  writeFileSync(join(metadata, 'folder-acme.xml'), document.replace(close, organisation + close));
  writeFileSync(join(metadata, 'folder-plain.xml'), document);
  writeFileSync(join(metadata, 'notes.txt'), 'not metadata');
  expect(await runImport(metadata)).toMatchObject({ status: 0, out: expect.stringContaining('2 made') });
  expect(await read('folder-acme')).toMatchObject({ displayName: 'Acme Ltd' });
  expect(await read('folder-plain')).toMatchObject({ displayName: 'Folder-plain' });
  expect(await runImport(metadata)).toMatchObject({ out: '0 made, 0 changed, 2 the same.\n' });
});

test('names all wrong entries with their places, and imports nothing', async () => {
  const source = write('wrong.json', [
    tenant('wrong-good'),
    tenant('www'),
    { ...tenant('wrong-field'), displayname: 'x' },
    tenant('wrong-good'),
    7,
  ]);
  const { status, out, err } = await runImport(source);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  const places = err.split('\n').map((line) => /^(.*?): (\S+)/.exec(line)?.slice(1).join(' '));
  expect(places).toEqual([
    'wrong.json[3] slug',
    'wrong.json[1] slug',
    'wrong.json[2] displayname',
    'wrong.json[4] slug',
    'wrong.json[4] it',
    undefined,
    undefined,
    undefined,
  ]);
  expect(await read('wrong-good')).toBeNull();
});

test('goes on behind what the API refuses, and ends with status 1', async () => {
  const hostnames = ['sso.taken.example'];
  await runImport(write('holder.json', [tenant('holder', { hostnames })]));
  const source = write('taken.json', [tenant('taker', { hostnames }), tenant('after-taker')]);
  const { status, out } = await runImport(source);
  expect(status).toBe(1);
  expect(out).toContain('✗ taker (taken.json[0]): hostnames[0] belongs to another tenant');
  expect(out).toContain('1 made, 0 changed, 0 the same, 1 refused.');
  expect(await read('after-taker')).not.toBeNull();
});

describe('begins nothing', () => {
  test.each([
    ['without a source', [], {}],
    ['without an origin', ['x.json'], { OPERATOR_TOKEN }],
    ['without a token', ['x.json', '--origin', 'https://login.example.com'], {}],
    ['with an option that it does not know', ['x.json', '--token', 'secret'], { OPERATOR_TOKEN }],
    ['without a file', ['/nowhere.json', '--origin', 'https://login.example.com'], { OPERATOR_TOKEN }],
  ])('%s', async (_title, args, environment) => {
    expect(await runWith(environment as Record<string, string>, ...args)).toMatchObject({
      status: 2,
      out: '',
    });
  });

  test('with a token that is wrong, which it does not show', async () => {
    const source = write('token.json', [tenant('token')]);
    const args = [source, '--origin', worker.origin(null)];
    const { status, out, err } = await runWith({ API_KEY: 'wrong-token-of-somebody' }, ...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('(unauthorized)');
    expect(err).not.toContain('wrong-token');
  });
});
