/**
 * The Worker as it is deployed and a bare Hono worker, side by side in one workerd process, each on a port of its own,
 * without anything in front. Loopback only.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import type { CookieSecret } from '../../src/session/purpose-keys.ts';

export const COOKIE_SECRET: CookieSecret = { id: 'bench', secret: new Uint8Array(32).fill(1) };
export const OPERATOR_TOKEN = 'operator-token-of-the-benchmark-0123456789';

/** The host that requests name; the port they go to is another, which the Worker never learns. */
export const BASE_DOMAIN = 'localhost:8787';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

export interface Workers {
  readonly oursPort: number;
  readonly barePort: number;
  close(): Promise<void>;
}

/** Builds and starts both. */
export async function startWorkers(): Promise<Workers> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-bench-'));
  const build = (name: string, configPath: string) => {
    const outdir = join(folder, name);
    execFileSync(
      'wrangler',
      ['deploy', '--config', configPath, '--dry-run', '--minify', '--outdir', outdir],
      {
        cwd: PROJECT_FOLDER,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, CI: 'true' },
      },
    );
    return readFileSync(join(outdir, 'index.js'), 'utf8');
  };
  const worker = (name: string, script: string) => ({
    name,
    modules: [{ type: 'ESModule' as const, path: 'index.js', contents: script }],
    compatibilityDate: '2026-11-01',
    compatibilityFlags: ['nodejs_compat'],
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  });
  try {
    const ours = build('ours', 'wrangler.toml');
    const bare = build('bare', 'scripts/bench/bare-worker/wrangler.toml');
    const options = convertV4MiniflareOptions({
      cf: false,
      // What the Workers log is not what this run prints.
      handleStructuredLogs: () => {},
      workers: [
        {
          ...worker('ours', ours),
          kvNamespaces: ['TENANTS'],
          durableObjects: {
            SIGN_IN_LEDGER: { className: 'SignInLedger', useSQLite: true },
            TENANT_RECORD: { className: 'TenantRecord', useSQLite: true },
            DIRECTORY: { className: 'Directory', useSQLite: true },
            OPERATOR_ACCOUNTS: { className: 'OperatorAccounts', useSQLite: true },
            API_STATE: { className: 'ApiState', useSQLite: true },
          },
          bindings: {
            BASE_DOMAIN,
            PRODUCT_NAME: 'Benchmark',
            SUPPORT_NAME: 'Benchmark',
            SUPPORT_EMAIL: 'support@example.com',
            COOKIE_KEYS: `${COOKIE_SECRET.id}:${Buffer.from(COOKIE_SECRET.secret).toString('base64url')}`,
            OPERATOR_TOKEN,
          },
        },
        worker('bare', bare),
      ],
    });
    const miniflare = new Miniflare(options);
    const port = async (name: string) => Number((await miniflare.unsafeGetDirectURL(name)).port);
    const [oursPort, barePort] = [await port('ours'), await port('bare')];
    return { oursPort, barePort, close: () => miniflare.dispose() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
