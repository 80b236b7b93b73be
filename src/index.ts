/** The Worker's entry: its fetch handler and its Durable Object classes, nothing else. */
import { createApp } from './app.ts';

export { ApiState } from './stores/api-state/api-state.ts';
export { Directory } from './stores/directory/directory.ts';
export { OperatorAccounts } from './stores/operator-accounts/operator-accounts.ts';
export { SignInLedger } from './stores/sign-in-ledger.ts';
export { TenantRecord } from './stores/tenant-record/tenant-record.ts';

export default createApp();
