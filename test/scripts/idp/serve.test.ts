import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIdpKeys } from '../../../scripts/idp/key-folder.ts';
import { buildIdpMetadata } from '../../../scripts/idp/metadata.ts';
import { type DevelopmentIdp, developmentTenants, startDevelopmentIdp } from '../../../scripts/idp/serve.ts';
import { IdpVisitor } from '../../support/idp-visitor.ts';

let keyFolder: string;
let idp: DevelopmentIdp;

beforeAll(async () => {
  keyFolder = await mkdtemp(join(tmpdir(), 'edge-saml-idp-'));
  const tenants = developmentTenants(8787).map((tenant) => ({
    ...tenant,
    displayName: tenant.slug,
    wantAuthnRequestsSigned: false,
    serviceProvider: {
      entityId: `http://${tenant.slug}.localhost:8787/sso/metadata`,
      acsUrls: [`http://${tenant.slug}.localhost:8787/sso/acs`] as const,
    },
  }));
  idp = await startDevelopmentIdp({ port: 0, keyFolder, tenants });
});
afterAll(async () => {
  await idp.close();
  await rm(keyFolder, { recursive: true });
});

const visit = () => new IdpVisitor(idp.origin);

describe('the server', () => {
  test('publishes three keys and not the rogue one, the same over HTTP and without', async () => {
    const served = await (await visit().get('/acme/metadata')).text();
    expect(served).toBe(idp.metadata('acme'));
    const keys = openIdpKeys(keyFolder, 'acme');
    expect(served).toBe(buildIdpMetadata({ origin: idp.origin, slug: 'acme', displayName: 'acme' }, keys));
    expect(served.match(/<ds:X509Certificate>/g)).toHaveLength(3);
    expect(served).not.toContain(keys.rogue.certificatePem.split('\n')[5]);
    expect(served).not.toBe(idp.metadata('globex'));
  });

  test('keeps its keys from one start to the next, for its owner alone', async () => {
    const before = idp.metadata('acme');
    const again = openIdpKeys(keyFolder, 'acme');
    expect(buildIdpMetadata({ origin: idp.origin, slug: 'acme', displayName: 'acme' }, again)).toBe(before);
    const folder = join(keyFolder, 'idp', 'acme');
    expect((await readdir(folder)).sort()).toEqual(['elliptic.pem', 'first.pem', 'rogue.pem', 'second.pem']);
    expect((await stat(join(folder, 'first.pem'))).mode & 0o777).toBe(0o600);
  });

  test('says which key file is broken', async () => {
    openIdpKeys(keyFolder, 'broken');
    const path = join(keyFolder, 'idp', 'broken', 'second.pem');
    await writeFile(path, (await readFile(path, 'utf8')).slice(100));
    expect(() => openIdpKeys(keyFolder, 'broken')).toThrow(path);
  });

  test('a port in use is an error that says so', async () => {
    const port = Number(new URL(idp.origin).port);
    await expect(startDevelopmentIdp({ port, keyFolder, tenants: [] })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test.each(['evil.example', 'localhost.evil.example', '169.254.169.254'])(
    'answers nobody as %s',
    async (host) => {
      const port = Number(new URL(idp.origin).port);
      const status = await new Promise((resolve) => {
        httpRequest({ host: '127.0.0.1', port, path: '/acme', headers: { host } }, ({ statusCode }) =>
          resolve(statusCode),
        ).end();
      });
      expect(status).toBe(421);
    },
  );

  test('every page has a policy that allows only its own style and script, and is not cached', async () => {
    for (const path of ['/', '/acme', '/nothing/here', '/acme/sso']) {
      const { headers } = await visit().get(path);
      expect(headers.get('Content-Security-Policy')).toMatch(
        /^default-src 'none'; .*script-src 'nonce-[\w+/=]{24}'; form-action 'self'$/,
      );
      expect(headers.get('Cache-Control')).toBe('no-store');
    }
  });

  test('the answer may only be posted to the application', async () => {
    const { headers } = await visit().post('/acme/sign-in', new URLSearchParams({ person: 'alice' }));
    expect(headers.get('Content-Security-Policy')).toMatch(
      /form-action 'self' http:\/\/acme\.localhost:8787 http:\/\/\*\.localhost:8787$/,
    );
  });

  test('a body beyond a megabyte is refused', async () => {
    expect(
      (await visit().post('/acme/sso', new URLSearchParams({ SAMLRequest: 'A'.repeat(1_100_000) }))).status,
    ).toBe(413);
  });
});

describe('the program', () => {
  const program = new URL('../../../scripts/idp/serve.ts', import.meta.url).pathname;
  const run = (...options: string[]) => spawn(process.execPath, [program, '--keys', keyFolder, ...options]);
  const firstLine = async (child: ChildProcess, stream: 'stdout' | 'stderr') => {
    const [chunk] = await once(child[stream] ?? child, 'data');
    return String(chunk).trim();
  };

  test('says where it is, on loopback, and serves the tenants of development there', async () => {
    const child = run('--port', '0');
    try {
      const origin = /^Identity providers at (http:\/\/localhost:\d+)$/.exec(
        await firstLine(child, 'stdout'),
      )?.[1];
      const metadata = await (await fetch(`${origin}/globex/metadata`)).text();
      expect(metadata).toContain(`entityID="${origin}/globex/metadata"`);
    } finally {
      child.kill();
      await once(child, 'exit');
    }
  });

  test.each([
    [['--port', 'x'], 'x is not a port'],
    [['--port', '65536'], '65536 is not a port'],
    [['--bogus'], "Unknown option '--bogus'"],
  ])('ends with one sentence and status 1 on %j', async (options, sentence) => {
    const child = run(...options);
    const [line, [status]] = await Promise.all([firstLine(child, 'stderr'), once(child, 'exit')]);
    expect(line).toContain(sentence);
    expect(line.split('\n')).toHaveLength(1);
    expect(status).toBe(1);
  });

  test('says that a port is in use', async () => {
    const child = run('--port', new URL(idp.origin).port);
    expect(await firstLine(child, 'stderr')).toContain('EADDRINUSE');
  });
});
