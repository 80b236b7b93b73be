/**
 * `/console/operators`: who runs this deployment, invited and removed. An invitation is a code that is shown once, to be
 * handed over by whatever way the two trust; its link has the code in the fragment, which is sent to nobody.
 * I/O: the operators' accounts.
 */

import type { Context } from 'hono';
import { readEmailAddress } from '../../email-address.ts';
import { operatorAuthor, type SignInMethod } from '../../operators/operator.ts';
import { hashSecret } from '../../operators/secret-text.ts';
import { PersonData, showControls } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import { ConfirmPage } from './confirm-page.tsx';
import { makeSecret } from './cookies.ts';
import type { SignedInEnv } from './env.ts';
import { ErrorSummary, Field, type FieldErrors } from './fields.tsx';
import { FormToken } from './form-token.tsx';
import { ConsoleLayout, type ConsoleSite, consoleSite } from './layout.tsx';
import { ShownOnce } from './shown-once.tsx';
import { Table } from './table.tsx';
import { When } from './when.tsx';

const METHOD_WORDS: Readonly<Record<SignInMethod, string>> = {
  password: 'password and code',
  saml: 'your organisation (SAML)',
};

const DONE: Readonly<Record<string, string>> = {
  removed: 'The operator is removed, and signed out everywhere.',
  withdrawn: 'The invitation is withdrawn.',
  invited: 'Whoever signs in with that address at your organisation is an operator now.',
};

/** Lists operators and invitations. */
export function listOperators(c: Context<SignedInEnv>): Promise<Response> {
  return show(c, 200, {});
}

/** Invites somebody, and shows the code. */
export async function inviteOperator(c: Context<SignedInEnv>): Promise<Response> {
  const { form, accounts, operator, now, settings, origin } = c.var;
  const email = readEmailAddress(form.text('email'));
  if (email === null) return show(c, 422, { email: 'This is not an email address.' });
  const method: SignInMethod =
    form.text('method') === 'saml' && settings.operatorTenant !== null ? 'saml' : 'password';
  const code = makeSecret();
  const invitation = { email, method, tokenHash: hashSecret(code) };
  const invited = await accounts.invite(invitation, operatorAuthor(operator), now);
  if (!invited.ok) return show(c, 422, { email: 'There is an operator with this address already.' });
  if (method === 'saml') return c.redirect('/console/operators?done=invited', 303);
  const crumbs = [{ label: 'Operators', href: '/console/operators' }];
  const content = (
    <ConsoleLayout site={consoleSite(c)} title="The invitation" section="operators" crumbs={crumbs}>
      <p class="lead">
        Send this to <PersonData text={email} /> by a way that you trust. It is shown this once, and good for
        one account within seven days.
      </p>
      <section class="panel" aria-label="The invitation">
        <p>The link:</p>
        <ShownOnce id="invitation-link" secret={`${origin}/console/join#${code}`} label="Copy the link" />
        <p class="path">
          Or the code alone, for <code>{`${origin}/console/join`}</code>:
        </p>
        <ShownOnce id="invitation-code" secret={code} label="Copy the code" />
        <p class="actions">
          <a class="button" href="/console/operators">
            Done
          </a>
        </p>
      </section>
    </ConsoleLayout>
  );
  return page(c, content);
}

/** Withdraws an invitation. */
export async function withdrawInvitation(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, now } = c.var;
  await accounts.withdrawInvitation(c.req.param('id') ?? '', operatorAuthor(operator), now);
  return c.redirect('/console/operators?done=withdrawn', 303);
}

/** Asks whether to remove an operator. */
export async function askToRemoveOperator(c: Context<SignedInEnv>): Promise<Response> {
  const found = (await c.var.accounts.listOperators()).find(({ id }) => id === c.req.param('id'));
  if (found === undefined) return c.redirect('/console/operators', 303);
  const content = (
    <ConfirmPage
      site={consoleSite(c)}
      section="operators"
      title={`Remove ${found.displayName}?`}
      text={`${found.email} is signed out at once and cannot sign in any more. Keys that this operator made stay: revoke those that are not needed.`}
      action={`/console/operators/${found.id}/remove`}
      label="Remove the operator"
      back={{ label: 'Operators', href: '/console/operators' }}
    />
  );
  return page(c, content);
}

/** Removes an operator, but never the last one with a password. */
export async function removeOperator(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, now } = c.var;
  const removed = await accounts.removeOperator(c.req.param('id') ?? '', operatorAuthor(operator), now);
  if (!removed.ok) {
    const text =
      'This is the last operator with a password; without one, nobody might get in. Invite another first.';
    return show(c, 422, { '': text });
  }
  return c.redirect('/console/operators?done=removed', 303);
}

async function show(c: Context<SignedInEnv>, status: 200 | 422, errors: FieldErrors): Promise<Response> {
  const site = consoleSite(c);
  const { accounts, operator, now } = c.var;
  const [operators, invitations] = await Promise.all([
    accounts.listOperators(),
    accounts.listInvitations(now),
  ]);
  const content = (
    <ConsoleLayout
      site={site}
      title="Operators"
      section="operators"
      done={DONE[c.req.query('done') ?? ''] ?? null}
    >
      <p class="lead">
        Everybody here may do everything: change tenants, make keys, invite and remove others.
      </p>
      <ErrorSummary errors={errors} />
      <section class="panel flush" aria-label="Operators">
        <Table
          caption="Operators"
          columns={['Who', 'Signs in by', 'Since', 'Last sign-in']}
          empty="There are none."
          rows={operators.map(({ id, email, displayName, method, createdAt, lastSignInAt }) => ({
            head: (
              <>
                <PersonData text={displayName} />
                {id === operator.id ? <span class="quiet"> (you)</span> : null}
                <small>
                  <PersonData text={email} />
                </small>
              </>
            ),
            cells: [
              METHOD_WORDS[method],
              <When at={createdAt} now={now} />,
              <When at={lastSignInAt} now={now} />,
            ],
            actions: (
              <a href={`/console/operators/${id}/remove`} aria-label={`Remove ${showControls(displayName)}`}>
                Remove
              </a>
            ),
          }))}
        />
      </section>
      {invitations.length === 0 ? null : (
        <>
          <h2 class="above" id="invitations">
            Invitations
          </h2>
          <section class="panel flush" aria-labelledby="invitations">
            <Table
              caption="Invitations"
              columns={['Invited', 'Will sign in by', 'By', 'Good until']}
              empty=""
              rows={invitations.map(({ id, email, method, invitedBy, expiresAt }) => ({
                head: <PersonData text={email} />,
                cells: [
                  METHOD_WORDS[method],
                  <PersonData text={invitedBy} />,
                  <When at={expiresAt} now={now} />,
                ],
                actions: (
                  <form method="post" action={`/console/operators/invitations/${id}/withdraw`}>
                    <FormToken site={site} />
                    <button
                      class="link"
                      type="submit"
                      aria-label={`Withdraw the invitation of ${showControls(email)}`}
                    >
                      Withdraw
                    </button>
                  </form>
                ),
              }))}
            />
          </section>
        </>
      )}
      <InviteForm site={site} c={c} errors={errors} />
    </ConsoleLayout>
  );
  return page(c, content, status);
}

interface InviteFormProps {
  readonly site: ConsoleSite;
  readonly c: Context<SignedInEnv>;
  readonly errors: FieldErrors;
}

function InviteForm({ site, c, errors }: InviteFormProps) {
  const { operatorTenant } = c.var.settings;
  return (
    <section class="panel" aria-labelledby="invite">
      <h2 id="invite">Invite an operator</h2>
      <form method="post" action="/console/operators">
        <FormToken site={site} />
        <Field
          name="email"
          label="Email address"
          type="email"
          value={c.var.form.text('email')}
          hint="No mail is sent: you hand the invitation over yourself."
          error={errors['email']}
        />
        {operatorTenant === null ? null : (
          <fieldset>
            <legend>Signs in by</legend>
            {(['password', 'saml'] as const).map((method) => (
              <label class="choice">
                <input type="radio" name="method" value={method} checked={method === 'password'} />
                <span>
                  {METHOD_WORDS[method]}
                  {method === 'saml' ? (
                    <small>At the tenant {operatorTenant}, with this address.</small>
                  ) : null}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <p class="actions">
          <button type="submit">Invite</button>
        </p>
      </form>
    </section>
  );
}
