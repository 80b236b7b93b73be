/** `/console/account`: one's own sessions, password and recovery codes. I/O: the operators' accounts. */
import type { Context } from 'hono';
import { derivePassword } from '../../operators/password-hash.ts';
import { findPasswordProblem, MAX_PASSWORD_CHARACTERS } from '../../operators/password-policy.ts';
import { readRecoveryCode } from '../../operators/recovery-codes.ts';
import { clientAddressKey } from '../client-address.ts';
import { PersonData } from '../pages/person-data.tsx';
import { page } from '../respond.ts';
import { NewPasswordField, PASSWORD_WORDS, storePassword } from './account-form.tsx';
import type { SignedInEnv } from './env.ts';
import { ErrorSummary, Field, type FieldErrors } from './fields.tsx';
import { FormToken } from './form-token.tsx';
import { ConsoleLayout, type ConsoleSite, consoleSite } from './layout.tsx';
import { makeRecoveryCodes, RecoveryCodes } from './recovery-codes.tsx';
import { Table } from './table.tsx';
import { tellTooManyAttempts } from './too-many-attempts.ts';
import { When } from './when.tsx';

const DONE: Readonly<Record<string, string>> = {
  ended: 'That session is over.',
  password: 'Your password is changed. Your other sessions are over.',
  authenticator: 'Your authenticator app is replaced. Your other sessions are over.',
};

/** Shows what one can do about oneself. */
export function showAccount(c: Context<SignedInEnv>): Promise<Response> {
  return show(c, 200, {});
}

/** Ends one other session, or with `all` every other. */
export async function endSessions(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, session, form, now } = c.var;
  const id = form.text('session');
  await accounts.endSessions(operator.id, id === 'all' ? { exceptId: session.id } : { id }, now);
  return c.redirect('/console/account?done=ended', 303);
}

/** Changes the password of who knows the present one. */
export async function changeOwnPassword(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, form, now, sessionHash, settings } = c.var;
  const { email, displayName } = operator;
  const problem = findPasswordProblem(form.text('newPassword'), {
    email,
    displayName,
    productName: settings.productName,
  });
  if (problem !== null) return show(c, 422, { newPassword: PASSWORD_WORDS[problem] });
  const source = { email, address: clientAddressKey(c), deviceHash: null };
  const admitted = await accounts.admit(source, now);
  if (!admitted.ok) return show(c, 429, { '': tellTooManyAttempts(c, admitted.failure) });
  const current = form.text('currentPassword').slice(0, MAX_PASSWORD_CHARACTERS * 4);
  const changed = await accounts.changePassword({
    operatorId: operator.id,
    currentDerivedKey: await derivePassword(current, admitted.value),
    password: await storePassword(form.text('newPassword')),
    keepSessionHash: sessionHash,
    now,
  });
  if (!changed) return show(c, 422, { currentPassword: 'This is not your present password.' });
  return c.redirect('/console/account?done=password', 303);
}

/** Makes new recovery codes in the place of all earlier ones, for who has password and code, and shows them. */
export async function renewRecoveryCodes(c: Context<SignedInEnv>): Promise<Response> {
  const { accounts, operator, form, now } = c.var;
  const source = { email: operator.email, address: clientAddressKey(c), deviceHash: null };
  const admitted = await accounts.admit(source, now);
  if (!admitted.ok) return show(c, 429, { '': tellTooManyAttempts(c, admitted.failure) });
  const password = form.text('codesPassword').slice(0, MAX_PASSWORD_CHARACTERS * 4);
  const code = form.text('codesCode');
  const { codes, hashes } = makeRecoveryCodes();
  const renewed = await accounts.replaceRecoveryCodes({
    operatorId: operator.id,
    derivedKey: await derivePassword(password, admitted.value),
    presentCode: readRecoveryCode(code) ?? code.replace(/\s/g, ''),
    recoveryHashes: hashes,
    now,
  });
  if (!renewed) return show(c, 422, { codesPassword: 'Password or code is not right. A code counts once.' });
  const crumbs = [{ label: 'Your account', href: '/console/account' }];
  const content = (
    <ConsoleLayout site={consoleSite(c)} title="Your new recovery codes" section="account" crumbs={crumbs}>
      <p class="lead">
        Each signs you in once in the place of the app’s code. They are shown this once; the earlier ones are
        worth nothing now.
      </p>
      <section class="panel" aria-label="Recovery codes">
        <RecoveryCodes codes={codes} name={c.var.settings.productName} />
        <p class="actions">
          <a class="button" href="/console/account">
            I have kept them
          </a>
        </p>
      </section>
    </ConsoleLayout>
  );
  return page(c, content);
}

async function show(
  c: Context<SignedInEnv>,
  status: 200 | 422 | 429,
  errors: FieldErrors,
): Promise<Response> {
  const site = consoleSite(c);
  const { operator } = c.var;
  const content = (
    <ConsoleLayout
      site={site}
      title="Your account"
      section="account"
      done={DONE[c.req.query('done') ?? ''] ?? null}
    >
      <p class="lead">
        <PersonData text={operator.displayName} />, <PersonData text={operator.email} />
      </p>
      <ErrorSummary errors={errors} />
      <SessionList c={c} site={site} sessions={await c.var.accounts.listSessions(operator.id, site.now)} />
      {operator.method === 'saml' ? null : <PasswordForm site={site} errors={errors} />}
      {operator.method === 'saml' ? null : (
        <section class="panel" aria-labelledby="recovery">
          <h2 id="recovery">Recovery codes and app</h2>
          <p>
            {operator.recoveryCodes === 0
              ? 'You have none left. Make new ones, or losing your phone locks you out.'
              : `${operator.recoveryCodes} of them are left, for the day on which your phone is not at hand.`}
          </p>
          <form method="post" action="/console/account/recovery-codes">
            <FormToken site={site} />
            <Field
              name="codesPassword"
              label="Password"
              type="password"
              autocomplete="current-password"
              error={errors['codesPassword']}
            />
            <Field
              name="codesCode"
              label="Code"
              hint="Of the app, or one of the codes there are."
              maxlength={32}
            />
            <p class="actions">
              <button class="second" type="submit">
                Make new codes
              </button>
            </p>
          </form>
          <p class="actions">
            <a class="button second" href="/console/account/authenticator">
              Replace your authenticator app
            </a>
          </p>
        </section>
      )}
    </ConsoleLayout>
  );
  return page(c, content, status);
}

interface SessionListProps {
  readonly c: Context<SignedInEnv>;
  readonly site: ConsoleSite;
  readonly sessions: Awaited<ReturnType<SignedInEnv['Variables']['accounts']['listSessions']>>;
}

function SessionList({ c, site, sessions }: SessionListProps) {
  const own = c.var.session.id;
  return (
    <>
      <h2 class="above" id="sessions">
        Where you are signed in
      </h2>
      <section class="panel flush" aria-labelledby="sessions">
        <Table
          caption="Your sessions"
          columns={['Browser', 'Signed in', 'Last seen']}
          empty=""
          rows={sessions.map(({ id, browser, signedInAt, lastSeenAt }) => ({
            head: (
              <>
                {browser}
                {id === own ? <span class="quiet"> (this one)</span> : null}
              </>
            ),
            cells: [<When at={signedInAt} now={site.now} />, <When at={lastSeenAt} now={site.now} />],
            actions:
              id === own ? (
                ''
              ) : (
                <EndSession site={site} session={id} label="End" name={`End the session of ${browser}`} />
              ),
          }))}
        />
      </section>
      {sessions.length < 2 ? null : (
        <div class="actions">
          <EndSession site={site} session="all" label="End all other sessions" />
        </div>
      )}
    </>
  );
}

interface EndSessionProps {
  readonly site: ConsoleSite;
  readonly session: string;
  readonly label: string;
  readonly name?: string;
}

function EndSession({ site, session, label, name }: EndSessionProps) {
  return (
    <form method="post" action="/console/account/sessions">
      <FormToken site={site} />
      <input type="hidden" name="session" value={session} />
      <button class={session === 'all' ? 'second' : 'link'} type="submit" aria-label={name}>
        {label}
      </button>
    </form>
  );
}

function PasswordForm({ site, errors }: { readonly site: ConsoleSite; readonly errors: FieldErrors }) {
  return (
    <section class="panel" aria-labelledby="password">
      <h2 id="password">Change your password</h2>
      <form method="post" action="/console/account/password">
        <FormToken site={site} />
        <Field
          name="currentPassword"
          label="Present password"
          type="password"
          autocomplete="current-password"
          error={errors['currentPassword']}
        />
        <NewPasswordField name="newPassword" label="New password" error={errors['newPassword']} />
        <p class="actions">
          <button type="submit">Change it</button>
        </p>
      </form>
    </section>
  );
}
