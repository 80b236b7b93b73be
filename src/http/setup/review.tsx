/**
 * `/sso/setup/check` and `/sso/setup/save`: what was entered is read and shown back in words; what was agreed to, and that alone, is
 * saved as a draft, which the operator publishes. I/O: the tenant's record; the network, for the address of metadata.
 */
import type { Context } from 'hono';
import type { TenantState } from '../../administration/tenant-record.ts';
import { isSameSecret } from '../../operators/secret-text.ts';
import type { BucketPolicy } from '../../stores/api-state/token-bucket.ts';
import { apiStateOf } from '../api/rate-limit.ts';
import { configurationFor, refuseChange } from '../api/tenant-access.ts';
import { FormToken } from '../console/form-token.tsx';
import { fieldErrors } from '../console/tenants/field-errors.ts';
import { type FieldValues, readWhole } from '../console/tenants/field-values.ts';
import { tellTooManyAttempts } from '../console/too-many-attempts.ts';
import { PersonData } from '../pages/person-data.tsx';
import { page, siteOf } from '../respond.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import { KEPT_FIELDS, readEntered } from './entered.ts';
import type { SetupEnv } from './env.ts';
import { IdentityProviderFacts } from './identity-provider-facts.tsx';
import { digestOf, type ReadInput, readInput, SETUP_FIELDS } from './identity-provider-input.ts';
import { SetupLayout } from './layout.tsx';
import { renderSteps } from './steps.tsx';
import { ANY_OTHER } from './vendors/any-other.ts';
import { findVendor, vendorOf } from './vendors/vendors.ts';

type Answer = Response | Promise<Response>;

/** Reading may fetch from an address that the administrator names: no link shall make a hammer of that. */
const READING: BucketPolicy = { capacity: 30, windowSeconds: 300 };

/** Reads what was entered, and shows it back. */
export function checkInput(c: Context<SetupEnv>): Promise<Response> {
  return withInput(c, (read, state, values) => showReview(c, 200, { read, state, values }));
}

/** Saves what was shown, on the revision that it was shown on. */
export function saveInput(c: Context<SetupEnv>): Promise<Response> {
  return withInput(c, async (read, state, values) => {
    const { form, record, administrator, now } = c.var;
    const isAsShown =
      isSameSecret(form.text('digest'), digestOf(read)) &&
      readWhole(form.text('revision')) === state.revision;
    if (!isAsShown) return showReview(c, 409, { read, state, values });
    const before = configurationFor('draft', state);
    const leave = (done: string) => {
      const vendor = findVendor(values('vendor'));
      return c.redirect(`${SETUP_PATH}?done=${done}${vendor === null ? '' : `&vendor=${vendor.id}`}`, 303);
    };
    if (JSON.stringify(read.configuration) === JSON.stringify(before)) return leave('same');
    const context = { author: administrator.author, now, expectedRevision: state.revision };
    const saved = await record.saveDraft(read.configuration, context);
    if (saved.ok) return leave('saved');
    if (saved.failure.code === 'tenant_changed_meanwhile') {
      return showReview(c, 409, { read, state: (await record.read()) ?? state, values });
    }
    return renderSteps(
      c,
      422,
      values,
      fieldErrors(refuseChange(saved.failure, read.configuration), SETUP_FIELDS),
    );
  });
}

/** A wrong input is shown again in its form, with nothing lost. */
async function withInput(
  c: Context<SetupEnv>,
  go: (read: ReadInput, state: TenantState, values: FieldValues) => Answer,
): Promise<Response> {
  const entered = readEntered(c.var.form, c.var.serviceProvider.entityId);
  const { values } = entered;
  const { allowed, retryAfterSeconds } = await apiStateOf(c.env.API_STATE, c.var.administrator.author).take(
    READING,
    1,
    c.var.now,
  );
  if (!allowed) {
    const retryAt = c.var.now + retryAfterSeconds * 1000;
    return renderSteps(c, 429, values, {
      '': tellTooManyAttempts(c, { code: 'too_many_attempts', retryAt }),
    });
  }
  const state = await c.var.record.read();
  if (state === null) throw new Error('a link was opened of a tenant that has no record');
  const read = await readInput(entered, configurationFor('draft', state), c.var);
  return read.ok ? go(read.value, state, values) : renderSteps(c, 422, values, read.failure);
}

interface Review {
  readonly read: ReadInput;
  readonly state: TenantState;
  readonly values: FieldValues;
}

function showReview(c: Context<SetupEnv>, status: 200 | 409, { read, state, values }: Review): Answer {
  const { tenant, formToken, settings, now } = c.var;
  const chosen = findVendor(values('vendor')) ?? ANY_OTHER;
  const recognised = vendorOf(read.connection.identityProvider);
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title="Is this right?" section="guide">
      <h1>Is this right?</h1>
      {status === 200 ? null : (
        <div class="notice warn" role="alert" tabindex={-1} autofocus>
          <h2>Something has changed since you looked</h2>
          <p>Your metadata, or what somebody else saved. Nothing was saved: look again, then save.</p>
        </div>
      )}
      <p class="lead">This is what we read. Compare it with what your identity provider shows.</p>
      <IdentityProviderFacts connection={read.connection} now={now} />
      {chosen === recognised || chosen === ANY_OTHER || recognised === ANY_OTHER ? null : (
        <div class="notice warn">
          <h2>You chose {chosen.name}</h2>
          <p>But this is of {recognised.name}.</p>
        </div>
      )}
      {read.warnings.length === 0 ? null : (
        <div class="notice warn">
          <h2>It can be used, but it is odd</h2>
          <ul>
            {read.warnings.map(({ message }) => (
              <li>
                <PersonData text={message} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <form method="post" action={`${SETUP_PATH}/save`} enctype="multipart/form-data">
        <FormToken site={{ formToken }} />
        <input type="hidden" name="digest" value={digestOf(read)} />
        <input type="hidden" name="revision" value={String(state.revision)} />
        {KEPT_FIELDS.map((name) => (
          <input type="hidden" name={name} value={values(name)} />
        ))}
        <p class="actions">
          <button type="submit">Save it</button>
          <button class="second" type="submit" formaction={`${SETUP_PATH}/change`}>
            Change it
          </button>
        </p>
      </form>
      <p class="hint">
        Saving makes a draft: nothing changes for anybody who signs in at{' '}
        <PersonData text={settings.productName} /> until it goes live.
      </p>
    </SetupLayout>
  );
  return page(c, content, status);
}
