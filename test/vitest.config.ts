import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    projects: [
      {
        // The core and the scripts, in Node: there are the oracles and an XML signer that is not ours.
        root,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['**/*.workerd.test.ts', 'test/browser/**', 'test/flow/**', 'test/interop/**'],
          testTimeout: 60_000,
          // Modules are loaded, compiled and warmed up once, not for each file: half of the time that it would take.
          isolate: false,
        },
      },
      {
        // Durable Objects and KV, inside workerd.
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                COOKIE_KEYS: `test:${'A'.repeat(43)}`,
                OPERATOR_TOKEN: 'test-operator-token-of-32-letters',
                // `npm start` leaves its own secrets in .dev.vars: without these, the tests would have them, too.
                OPERATOR_SETUP_SECRET: '',
                SP_KEY_ROLES: '',
                TOKEN_KEYS: '',
              },
            },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['test/**/*.workerd.test.ts'],
          testTimeout: 60_000,
          isolate: false,
          setupFiles: ['test/support/fresh-storage.ts'],
        },
      },
      {
        // Whole processes: the built Worker on workerd, strangers' identity providers, Chromium.
        root,
        test: {
          name: 'processes',
          include: ['test/flow/**/*.test.ts', 'test/interop/**/*.test.ts', 'test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          isolate: false,
        },
      },
    ],
  },
});
