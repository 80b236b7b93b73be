/** What miniflare is told so that a module runs as the deployed Worker does, with secrets that everybody may know. */
import type { CookieSecret } from '../../src/session/purpose-keys.ts';

export const COOKIE_SECRET: CookieSecret = { id: 'bench', secret: new Uint8Array(32).fill(1) };
export const OPERATOR_TOKEN = 'operator-token-of-the-benchmark-0123456789';

/** The host that requests name; the port they go to is another, which the Worker never learns. */
export const BASE_DOMAIN = 'localhost:8787';

const sqlite = (className: string) => ({ className, useSQLite: true });

/** Describes one Worker of a process, which answers on a port of its own, without anything in front. */
export function workerOf(name: string, script: string) {
  return {
    name,
    modules: [{ type: 'ESModule' as const, path: 'index.js', contents: script }],
    compatibilityDate: '2026-11-01',
    compatibilityFlags: ['nodejs_compat'],
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  };
}

/** Describes ours: its storage, its settings. */
export function deployedWorkerOf(name: string, script: string) {
  return {
    ...workerOf(name, script),
    kvNamespaces: ['TENANTS'],
    durableObjects: {
      SIGN_IN_LEDGER: sqlite('SignInLedger'),
      TENANT_RECORD: sqlite('TenantRecord'),
      DIRECTORY: sqlite('Directory'),
      OPERATOR_ACCOUNTS: sqlite('OperatorAccounts'),
      API_STATE: sqlite('ApiState'),
    },
    bindings: {
      BASE_DOMAIN,
      PRODUCT_NAME: 'Benchmark',
      SUPPORT_NAME: 'Benchmark',
      SUPPORT_EMAIL: 'support@example.com',
      COOKIE_KEYS: `${COOKIE_SECRET.id}:${Buffer.from(COOKIE_SECRET.secret).toString('base64url')}`,
      OPERATOR_TOKEN,
    },
  };
}
