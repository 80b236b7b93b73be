/** `/console/audit`: who came in, who let whom in, which keys were made and revoked; the newest first. Nothing here changes it. */
import type { Context } from 'hono';
import type { OperatorAction } from '../../operators/audit-entry.ts';
import { PersonData } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import type { SignedInEnv } from './env.ts';
import { ConsoleLayout, consoleSite } from './layout.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

const PAGE_SIZE = 50;
const CURSOR = /^[1-9][0-9]{0,14}$/;

const WORDS: Readonly<Record<OperatorAction, string>> = {
  'operator.joined': 'made an account',
  'operator.signed_in': 'signed in',
  'operator.sign_in_refused': 'refused somebody who tried the account of',
  'operator.signed_out': 'signed out',
  'operator.session_ended': 'ended other sessions',
  'operator.invited': 'invited',
  'operator.invitation_withdrawn': 'withdrew the invitation of',
  'operator.removed': 'removed',
  'operator.recovery_code_used': 'used a recovery code',
  'operator.recovery_codes_replaced': 'made new recovery codes',
  'operator.password_changed': 'changed the password',
  'operator.authenticator_replaced': 'replaced the authenticator app',
  'key.made': 'made the key',
  'key.revoked': 'revoked the key',
  'webhook.saved': 'changed the webhooks for all tenants:',
  'webhook.removed': 'removed a webhook for all tenants:',
};

/** Shows one page of the trail. */
export async function showAudit(c: Context<SignedInEnv>): Promise<Response> {
  const site = consoleSite(c);
  const asked = c.req.query('before') ?? '';
  const cursor = CURSOR.test(asked) ? asked : null;
  const { items, cursor: next } = await c.var.accounts.listAudit({ limit: PAGE_SIZE, cursor });
  const content = (
    <ConsoleLayout site={site} title="Audit trail" section="audit">
      <p class="lead">
        What happened to this deployment’s accounts and keys. Each tenant has a trail of its own. Nothing in
        it can be changed or deleted here.
      </p>
      <section class="panel flush" aria-label="Entries">
        <Table
          caption="Audit trail"
          columns={['Who', 'What', 'About', 'When']}
          empty="There is nothing here yet."
          rows={items.map(({ author, action, subject, at }) => ({
            head: <PersonData text={author.name} />,
            cells: [WORDS[action], <PersonData text={subject} />, <When at={at} now={site.now} />],
          }))}
        />
      </section>
      <nav class="actions pager" aria-label="Pages">
        {cursor === null ? null : (
          <a class="button second" href="/console/audit">
            Newest
          </a>
        )}
        {next === null ? null : (
          <a class="button second" href={`/console/audit?before=${next}`}>
            Older
          </a>
        )}
      </nav>
    </ConsoleLayout>
  );
  return page(c, content);
}
