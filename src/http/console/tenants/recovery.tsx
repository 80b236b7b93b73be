/**
 * `recovery`, of the console and of the set-up pages: the way in while the identity provider does not answer: its address, shown
 * once, until when it is open, and the accounts behind it. I/O: the tenant's record.
 */
import {
  isRecoveryReady,
  RECOVERY_HOURS,
  type Recovery,
  type RecoveryAccount,
  type RecoveryFailure,
} from '../../../administration/recovery.ts';
import { RECOVERY_PATH } from '../../../tenants/recovery-gate.ts';
import { PersonData, showControls } from '../../pages/person-data.tsx';
import { page } from '../../respond.ts';
import { SETUP_PATH } from '../../setup-link-url.ts';
import { ErrorSummary, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { ShownOnce } from '../shown-once.tsx';
import { When } from '../when.tsx';
import { nameAuthor } from './author-name.ts';
import { Select } from './controls.tsx';
import { readWhole } from './field-values.ts';
import { TenantFrame } from './frame.tsx';
import type { TenantView } from './visit.tsx';

const HOUR = 3_600_000;
const LIFETIMES = [
  ['1', 'an hour'],
  ['8', '8 hours'],
  ['24', 'a day'],
  ['168', '7 days'],
] as const;

/** What refuses a change, in words. */
export const RECOVERY_WORDS: Readonly<Record<RecoveryFailure, string>> = {
  tenant_unknown: 'There is no such tenant.',
  tenant_deleted: 'The tenant is deleted.',
  recovery_address_missing: 'There is no recovery address yet: make one first.',
  recovery_name_taken: 'There is an account of this name already.',
  recovery_account_needed:
    'As long as everybody has to use SAML, one account has to stay. Add another one first.',
  too_many_recovery_accounts: 'There are as many accounts as there can be.',
  code_wrong: 'This is not the code that the app shows now. Check that your phone’s clock is right.',
};

/** Shows all of it. */
export function showRecovery(view: TenantView): Promise<Response> {
  return show(view, 200, {});
}

/** Makes another address, and shows it. */
export async function renewAddress(view: TenantView): Promise<Response> {
  const { c, record, author, href, tenantOrigin } = view;
  const renewed = await record.renewRecoveryAddress({ author, now: c.var.now });
  if (!renewed.ok) return show(view, 422, { '': RECOVERY_WORDS[renewed.failure.code] });
  const content = (
    <TenantFrame visit={view} tab="recovery" heading="The new recovery address">
      <p class="lead">
        Keep it now, where it is found without signing in: it is shown this once. An address from before is
        nothing any more.
      </p>
      <ShownOnce
        id="recovery-address"
        secret={tenantOrigin + RECOVERY_PATH + renewed.value}
        label="Copy it"
      />
      <p class="actions">
        <a class="button" href={`${href}/recovery`}>
          I have kept it
        </a>
      </p>
    </TenantFrame>
  );
  return page(c, content);
}

/** Opens the address for a while. */
export async function armRecovery(view: TenantView): Promise<Response> {
  const { c, record, author, href } = view;
  const { form, now } = c.var;
  const hours = readWhole(form.text('hours'));
  if (!(hours >= RECOVERY_HOURS.shortest && hours <= RECOVERY_HOURS.longest)) {
    return show(view, 422, { hours: 'Choose for how long.' });
  }
  const armed = await record.armRecovery(now + hours * HOUR, { author, now });
  if (!armed.ok) return show(view, 422, { '': RECOVERY_WORDS[armed.failure.code] });
  return c.redirect(`${href}/recovery?done=recovery-armed`, 303);
}

/** Closes it, for everybody but perhaps whoever does it, whose session is kept. */
export async function disarmRecovery(
  { c, record, author, href }: TenantView,
  keepSessionHash: string | null = null,
): Promise<Response> {
  await record.disarmRecovery(keepSessionHash, { author, now: c.var.now });
  return c.redirect(`${href}/recovery?done=recovery-disarmed`, 303);
}

/** Removes an account. */
export async function removeAccount(view: TenantView): Promise<Response> {
  const { c, record, author, href } = view;
  const removed = await record.removeRecoveryAccount(c.var.form.text('account'), { author, now: c.var.now });
  if (!removed.ok) return show(view, 422, { '': RECOVERY_WORDS[removed.failure.code] });
  return c.redirect(`${href}/recovery?done=recovery-account-removed`, 303);
}

async function show(view: TenantView, status: 200 | 422, errors: FieldErrors): Promise<Response> {
  const { c, record } = view;
  const recovery = await record.recovery(c.var.now);
  const content = (
    <TenantFrame visit={view} tab="recovery">
      <ErrorSummary errors={errors} />
      <p class="lead">
        The way in when the identity provider does not answer: a secret address, and accounts with password
        and authenticator app. It leads to the set-up pages, so that the set-up can be mended.
      </p>
      {isRecoveryReady(recovery) ? null : (
        <p class="notice warn">Nobody could come in yet: it takes an address and an account.</p>
      )}
      <Armed view={view} recovery={recovery} errors={errors} />
      <Address view={view} recovery={recovery} />
      <AccountList view={view} accounts={recovery.accounts} />
    </TenantFrame>
  );
  return page(c, content, status);
}

interface PartProps {
  readonly view: TenantView;
  readonly recovery: Recovery;
}

function Armed({ view, recovery, errors }: PartProps & { readonly errors: FieldErrors }) {
  const { site, href } = view;
  const { now } = site;
  const { armedUntil, armedBy, addressMadeAt } = recovery;
  return (
    <section class="panel" aria-labelledby="armed">
      <h3 id="armed">{armedUntil === null ? 'It is not armed' : 'It is armed'}</h3>
      {armedUntil === null ? (
        <p>The address is an unknown page until somebody arms it. If you are locked out, ask for that.</p>
      ) : (
        <p>
          Until <When at={armedUntil} now={now} />
          {armedBy === null ? null : (
            <>
              , by <PersonData text={nameAuthor(armedBy)} />
            </>
          )}
          .
        </p>
      )}
      {addressMadeAt === null ? null : (
        <form method="post" action={`${href}/recovery/arm`}>
          <FormToken site={site} />
          <Select
            name="hours"
            label={armedUntil === null ? 'Arm it for' : 'From now on for'}
            value={String(RECOVERY_HOURS.usual)}
            options={LIFETIMES}
            error={errors['hours']}
          />
          <p class="actions">
            <button type="submit">Arm it</button>
            {armedUntil === null ? null : (
              <button class="second" type="submit" formaction={`${href}/recovery/disarm`}>
                Disarm it
              </button>
            )}
          </p>
        </form>
      )}
    </section>
  );
}

function Address({ view: { site, href }, recovery: { addressMadeAt } }: PartProps) {
  return (
    <section class="panel" aria-labelledby="address">
      <h3 id="address">The address</h3>
      <p>
        {addressMadeAt === null ? (
          'There is none yet.'
        ) : (
          <>
            Made <When at={addressMadeAt} now={site.now} />. We keep its hash alone and cannot show it again;
            a new one replaces it.
          </>
        )}
      </p>
      <form method="post" action={`${href}/recovery/address`}>
        <FormToken site={site} />
        <p class="actions">
          <button class={addressMadeAt === null ? undefined : 'second'} type="submit">
            {addressMadeAt === null ? 'Make the address' : 'Make a new address'}
          </button>
        </p>
      </form>
    </section>
  );
}

interface AccountListProps extends Omit<PartProps, 'recovery'> {
  readonly accounts: readonly RecoveryAccount[];
}

function AccountList({ view: { site, href }, accounts }: AccountListProps) {
  return (
    <section class="panel" aria-labelledby="accounts">
      <h3 id="accounts">Accounts</h3>
      {accounts.length === 0 ? <p>There are none yet.</p> : null}
      <dl class="facts">
        {accounts.map(({ id, name, lastSignInAt, codes }) => (
          <div>
            <dt>
              <PersonData text={name} />
              <small>
                {codes} one-time {codes === 1 ? 'code' : 'codes'} left
              </small>
            </dt>
            <dd>
              Last used <When at={lastSignInAt} now={site.now} />
              <form method="post" action={`${href}/recovery/remove`} class="actions">
                <FormToken site={site} />
                <input type="hidden" name="account" value={id} />
                <button class="second" type="submit" aria-label={`Remove ${showControls(name)}`}>
                  Remove
                </button>
                {href === SETUP_PATH ? (
                  <button
                    class="second"
                    type="submit"
                    formaction={`${href}/recovery/codes`}
                    aria-label={`New codes for ${showControls(name)}`}
                  >
                    New codes
                  </button>
                ) : null}
              </form>
            </dd>
          </div>
        ))}
      </dl>
      {href === SETUP_PATH ? (
        <p class="actions">
          <a class="button second" href={`${href}/recovery/account`}>
            Add an account
          </a>
        </p>
      ) : (
        <p class="hint">The customer’s administrators add them, in the set-up pages.</p>
      )}
    </section>
  );
}
