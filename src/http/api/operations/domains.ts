/** Email domains that a tenant proves to be its own by DNS: only these lead to it from the front page. */
import {
  type DomainFailure,
  type DomainProof,
  domainState,
  MAX_DOMAINS,
} from '../../../administration/domain-proof.ts';
import { readHostname } from '../../../hostname.ts';
import { formatInstant } from '../../../saml/instant.ts';
import { type DomainAnswer, domainAnswer, domainsAnswer } from '../answers/domain.ts';
import { refuse, refuseFields } from '../problem-codes.ts';
import { tenantOperation } from '../tenant-operation.ts';

const listDomains = tenantOperation({
  method: 'GET',
  path: '/tenants/{slug}/domains',
  operationId: 'listDomains',
  tag: 'Names',
  summary: 'List the email domains of a tenant that are proven, or to be proven',
  description: 'By name, all on one page. Those that connections list alone are at /names.',
  scope: 'tenants:read',
  answers: { 200: ['The domains, each with its record.', domainsAnswer] },
  async handle(_call, { record }) {
    return { status: 200, body: { items: (await record.domains()).map(presentDomain) } };
  },
});

const addDomain = tenantOperation({
  method: 'PUT',
  path: '/tenants/{slug}/domains/{domain}',
  operationId: 'addDomain',
  tag: 'Names',
  summary: 'Add an email domain to be proven',
  description: `At most ${MAX_DOMAINS}. One that is there stays as it is, with its record. That is looked for every hour for a week, then when asked.`,
  scope: 'tenants:write',
  answers: { 200: ['The domain, with the record to publish.', domainAnswer] },
  problems: ['tenant_deleted', 'body_invalid', 'too_many_domains'],
  async handle({ path, author, now }, { record }) {
    const domain = readHostname(path.domain);
    if (!domain?.includes('.')) {
      return refuseFields('body_invalid', [
        { path: 'domain', message: 'must be a domain such as example.com' },
      ]);
    }
    return answer(await record.addDomain(domain, { author, now }));
  },
});

const checkDomain = tenantOperation({
  method: 'POST',
  path: '/tenants/{slug}/domains/{domain}/check',
  operationId: 'checkDomain',
  tag: 'Names',
  summary: 'Look for the record of an email domain now',
  description:
    'Unless that was done within the last five seconds. A proven one is looked for every day by itself.',
  scope: 'tenants:write',
  answers: { 200: ['The domain, as it stands now.', domainAnswer] },
  problems: ['tenant_deleted', 'name_unknown'],
  async handle({ path, now }, { record }) {
    return answer(await record.checkDomain(readHostname(path.domain) ?? '', now));
  },
});

const removeDomain = tenantOperation({
  method: 'DELETE',
  path: '/tenants/{slug}/domains/{domain}',
  operationId: 'removeDomain',
  tag: 'Names',
  summary: 'Remove an email domain, proven or not',
  description: 'It leads to the tenant no longer, and is free for another once no edge serves it any more.',
  scope: 'tenants:write',
  answers: { 204: ['It is removed.', null] },
  problems: ['tenant_deleted', 'name_unknown'],
  async handle({ path, author, now }, { record }) {
    const failed = await record.removeDomain(readHostname(path.domain) ?? '', { author, now });
    return failed === null ? { status: 204 } : refuseDomain(failed);
  },
});

function answer(result: DomainProof | DomainFailure) {
  return typeof result === 'string' ? refuseDomain(result) : { status: 200, body: presentDomain(result) };
}

function refuseDomain(failure: DomainFailure) {
  return refuse(failure === 'domain_unknown' ? 'name_unknown' : failure);
}

function presentDomain(proof: DomainProof): DomainAnswer {
  const { domain, recordName, recordText, addedAt, provenAt, lapsedAt, checkedAt, outcome, failures } = proof;
  const at = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    domain,
    state: domainState(proof),
    record: { type: 'TXT', name: recordName, text: recordText },
    addedAt: formatInstant(addedAt),
    provenAt: at(provenAt),
    lapsedAt: at(lapsedAt),
    checkedAt: at(checkedAt),
    outcome,
    failures,
  };
}

export const DOMAIN_OPERATIONS = [listDomains, addDomain, checkDomain, removeDomain];
