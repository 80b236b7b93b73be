/** The deployed Worker, with one method more, by which a test gives the directory its tenants without a call for each of them. */
import type { TenantSummary } from '../../src/administration/directory.ts';
import { Directory as DeployedDirectory } from '../../src/stores/directory/directory.ts';

export { ApiState, default, OperatorAccounts, SignInLedger, TenantRecord } from '../../src/index.ts';

export class Directory extends DeployedDirectory {
  /** Claims and reports as the tenants' records do. */
  async seed(summaries: readonly TenantSummary[]): Promise<void> {
    for (const summary of summaries) {
      const { tenantId, slug, hostnames, emailDomains } = summary;
      await this.claim(tenantId, { slug, hostnames, emailDomains });
      await this.report(summary);
    }
  }
}
