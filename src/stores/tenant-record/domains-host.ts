/** The methods of a tenant's record that are about its email domains; see domain-proofs.ts. I/O: its storage, DNS, the directory. */
import type { DomainContext, DomainProof, DomainsPort } from '../../administration/domain-proof.ts';
import type { DomainProofs } from './domain-proofs.ts';
import { RecoveryHost } from './recovery-host.ts';

export abstract class DomainsHost<Bindings> extends RecoveryHost<Bindings> implements DomainsPort {
  protected abstract domainProofs(): DomainProofs;

  async domains(): Promise<readonly DomainProof[]> {
    return this.tables().domains.list();
  }

  async addDomain(domain: string, context: DomainContext) {
    return this.domainProofs().add(domain, context);
  }

  async checkDomain(domain: string, now: number) {
    return this.domainProofs().checkNow(domain, now);
  }

  async removeDomain(domain: string, context: DomainContext) {
    return this.domainProofs().remove(domain, context);
  }
}
