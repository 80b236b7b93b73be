/** The Worker's entry: its fetch handler, what other Workers call, and its Durable Object classes, nothing else. */
import { createApp } from './app.ts';
import { createSessionService } from './session-service.ts';

export { ApiState } from './stores/api-state/api-state.ts';
export { Directory } from './stores/directory/directory.ts';
export { OperatorAccounts } from './stores/operator-accounts/operator-accounts.ts';
export { SignInLedger } from './stores/sign-in-ledger.ts';
export { TenantRecord } from './stores/tenant-record/tenant-record.ts';

const app = createApp();

export const SessionService = createSessionService(app);

export default app;
