/**
 * `domains`, of the console and of the set-up pages: which email domains the tenant has proven to be its own, the record to publish
 * for each, and what becomes of sign-ins by other addresses. I/O: the tenant's record; through it, DNS.
 */
import {
  type DomainFailure,
  type DomainProof,
  domainState,
  MAX_DOMAINS,
  MAX_FAILED_CHECKS,
} from '../../../administration/domain-proof.ts';
import { readHostname } from '../../../hostname.ts';
import { configurationFor } from '../../api/tenant-access.ts';
import { PersonData, showControls } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { ErrorSummary, Field, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { When } from '../when.tsx';
import { CopyValue } from './copy-value.tsx';
import { TenantFrame } from './frame.tsx';
import { Tag, type TagMood } from './tag.tsx';
import type { TenantView } from './visit.tsx';

const STATES = {
  proven: ['good', 'proven'],
  failing: ['soon', 'proven, but its record is missing'],
  lapsed: ['bad', 'no longer proven'],
  waiting: ['plain', 'not proven yet'],
} as const satisfies Record<ReturnType<typeof domainState>, readonly [TagMood, string]>;

/** What the last look found, where that is not what was looked for. */
const FINDINGS = {
  found: null,
  absent: 'The record was not found. A new one can take an hour to be seen.',
  unanswered: 'The DNS did not answer, which changes nothing. It is asked again within the hour.',
  taken: 'The record is there, but another customer has this domain already.',
} as const;

const FAILURES: Readonly<Record<DomainFailure, string>> = {
  tenant_unknown: 'There is no such tenant.',
  tenant_deleted: 'The tenant is deleted.',
  domain_unknown: 'The domain was removed meanwhile.',
  too_many_domains: `There are ${MAX_DOMAINS} domains already: remove one first.`,
};

/** Shows them. */
export function showDomains(view: TenantView): Promise<Response> {
  return show(view, 200, {});
}

/** Adds one, with its record to publish. */
export async function addDomain(view: TenantView): Promise<Response> {
  const { c, record, author, href } = view;
  const { form, now } = c.var;
  const domain = readHostname(form.text('domain').trim().replace(/^@/, ''));
  if (!domain?.includes('.')) return show(view, 422, { domain: 'Enter a domain, such as example.com.' });
  const added = await record.addDomain(domain, { author, now });
  return typeof added === 'string'
    ? show(view, 422, { '': FAILURES[added] })
    : c.redirect(`${href}/domains?done=domain-added`, 303);
}

/** Looks for the record of one now. */
export async function checkDomain(view: TenantView): Promise<Response> {
  const { c, record, href } = view;
  const checked = await record.checkDomain(c.var.form.text('domain'), c.var.now);
  return typeof checked === 'string'
    ? show(view, 422, { '': FAILURES[checked] })
    : c.redirect(`${href}/domains?done=domain-checked`, 303);
}

/** Removes one. */
export async function removeDomain(view: TenantView): Promise<Response> {
  const { c, record, author, href } = view;
  const failed = await record.removeDomain(c.var.form.text('domain'), { author, now: c.var.now });
  return failed === null
    ? c.redirect(`${href}/domains?done=domain-removed`, 303)
    : show(view, 422, { '': FAILURES[failed] });
}

async function show(view: TenantView, status: 200 | 422, errors: FieldErrors): Promise<Response> {
  const { c, record, state, site, href } = view;
  const domains = await record.domains();
  const refuses = configurationFor('live', state).unprovenEmails === 'refuse';
  const content = (
    <TenantFrame visit={view} tab="domains">
      <ErrorSummary errors={errors} />
      <p class="lead">
        Whoever types a work email of a proven domain is led here to sign in. Sign-ins by other addresses are{' '}
        {refuses ? 'refused' : 'taken, too'}.
      </p>
      {refuses && !domains.some(({ provenAt }) => provenAt !== null) ? (
        <p class="notice wrong">Nobody with an email address can sign in: no domain is proven.</p>
      ) : null}
      {domains.map((proof, index) => (
        <Domain view={view} proof={proof} id={`domain-${index}`} />
      ))}
      {state.deleted === null ? (
        <section class="panel" aria-labelledby="add">
          <h3 id="add">Add a domain</h3>
          <form method="post" action={`${href}/domains`}>
            <FormToken site={site} />
            <Field
              name="domain"
              label="Domain"
              hint="What stands behind the @ of your people’s addresses, such as example.com."
              value={status === 200 ? '' : c.var.form.text('domain')}
              error={errors['domain']}
              maxlength={253}
            />
            <p class="actions">
              <button type="submit">Add it</button>
            </p>
          </form>
        </section>
      ) : null}
    </TenantFrame>
  );
  return page(c, content, status);
}

interface DomainProps {
  readonly view: TenantView;
  readonly proof: DomainProof;
  readonly id: string;
}

function Domain({ view: { site, href, state }, proof, id }: DomainProps) {
  const { domain, recordName, recordText, checkedAt, outcome, failures } = proof;
  const [mood, words] = STATES[domainState(proof)];
  const finding = outcome === null ? null : FINDINGS[outcome];
  const post = (path: string, label: string, style: string) => (
    <form method="post" action={`${href}/domains/${path}`}>
      <FormToken site={site} />
      <input type="hidden" name="domain" value={domain} />
      <button class={style} type="submit" aria-label={`${label}: ${showControls(domain)}`}>
        {label}
      </button>
    </form>
  );
  return (
    <section class="panel" aria-labelledby={id}>
      <h3 id={id}>
        <PersonData text={domain} /> <Tag mood={mood}>{words}</Tag>
      </h3>
      {finding === null ? null : <p class="notice warn">{finding}</p>}
      {mood === 'soon' ? (
        <p>
          {failures} of {MAX_FAILED_CHECKS} daily looks in a row have not found it; then it proves nothing.
        </p>
      ) : null}
      <p>{mood === 'good' ? 'Keep this record:' : 'Publish this record in the DNS of the domain:'}</p>
      <dl class="facts">
        <div>
          <dt>Type</dt>
          <dd>TXT</dd>
        </div>
        <div>
          <dt>Name</dt>
          <dd>
            <CopyValue id={`${id}-name`} text={recordName} name="name of the record" />
          </dd>
        </div>
        <div>
          <dt>Value</dt>
          <dd>
            <CopyValue id={`${id}-value`} text={recordText} name="value of the record" />
          </dd>
        </div>
        <div>
          <dt>Last looked for</dt>
          <dd>
            <When at={checkedAt} now={site.now} never="not yet" />
          </dd>
        </div>
      </dl>
      {state.deleted === null ? (
        <div class="actions">
          {post('check', 'Look for it now', '')}
          {post('remove', 'Remove the domain', 'second')}
        </div>
      ) : null}
    </section>
  );
}
