/** What tests inside workerd see: the bindings of wrangler.toml, and `cloudflare:test`. */
/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env {
    readonly TENANTS: KVNamespace;
    readonly SIGN_IN_LEDGER: DurableObjectNamespace<
      import('../../src/stores/sign-in-ledger.ts').SignInLedger
    >;
    readonly TENANT_RECORD: DurableObjectNamespace<
      import('../../src/stores/tenant-record/tenant-record.ts').TenantRecord
    >;
    readonly DIRECTORY: DurableObjectNamespace<import('../../src/stores/directory/directory.ts').Directory>;
    readonly OPERATOR_ACCOUNTS: DurableObjectNamespace<
      import('../../src/stores/operator-accounts/operator-accounts.ts').OperatorAccounts
    >;
    readonly API_STATE: DurableObjectNamespace<import('../../src/stores/api-state/api-state.ts').ApiState>;
    readonly BASE_DOMAIN: string;
    readonly PRODUCT_NAME: string;
    readonly SUPPORT_NAME: string;
    readonly SUPPORT_EMAIL: string;
    readonly COOKIE_KEYS: string;
    readonly OPERATOR_TOKEN: string;
    readonly OPERATOR_SETUP_SECRET?: string;
  }
}
