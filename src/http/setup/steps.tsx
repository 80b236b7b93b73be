/**
 * `/sso/setup` behind the door: how far the set-up has come, our values in the words of the chosen vendor, the form for the
 * identity provider, and what comes next. All of it on one page. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import type { TenantState } from '../../administration/tenant-record.ts';
import { announcedSloUrl } from '../../tenants/service-provider.ts';
import { ErrorSummary, type FieldErrors } from '../console/fields.tsx';
import { FormToken } from '../console/form-token.tsx';
import { Choices, Tick } from '../console/tenants/controls.tsx';
import { type FieldValues, savedValues } from '../console/tenants/field-values.ts';
import { IdentityProviderFields } from '../console/tenants/identity-provider-fields.tsx';
import { When } from '../console/when.tsx';
import { PersonData } from '../pages/person-data.tsx';
import { page, siteOf } from '../respond.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import { readEntered } from './entered.ts';
import type { SetupEnv } from './env.ts';
import { GuideProgress } from './guide-progress.tsx';
import { FOLLOW_LINK, SetupLayout } from './layout.tsx';
import { readProgress } from './progress.ts';
import { VendorGuide } from './vendor-guide.tsx';
import { ANY_OTHER } from './vendors/any-other.ts';
import type { Vendor } from './vendors/vendor.ts';
import { findVendor, vendorOf } from './vendors/vendors.ts';
import { isRefusedForExpiry } from './wrong-input.ts';

const DONE: Readonly<Record<string, string>> = {
  saved: 'Saved as a draft. Nobody signs in by it until it goes live.',
  same: 'Nothing is different from what was saved before.',
};

/** Dropped anywhere on the page, a file is as good as chosen. */
const TAKE_DROPS = `
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length === 0) return;
  const way = document.getElementById('source-hand').checked ? 'certificate' : 'metadata';
  if (way === 'metadata') document.getElementById('source-file').checked = true;
  const field = document.getElementById(way + 'File');
  field.files = event.dataTransfer.files;
  field.scrollIntoView({ block: 'center' });
  field.focus();
});`;

/** Shows the page. */
export function showSteps(c: Context<SetupEnv>): Promise<Response> {
  return renderSteps(c, 200, savedValues({ vendor: c.req.query('vendor') ?? '' }), {});
}

/** Shows it again with what was entered, to be changed. */
export function changeInput(c: Context<SetupEnv>): Promise<Response> {
  const { values } = readEntered(c.var.form, c.var.serviceProvider.entityId);
  return renderSteps(c, 200, values, {});
}

/** Shows it with what was entered, and what is wrong with it. */
export async function renderSteps(
  c: Context<SetupEnv>,
  status: 200 | 422 | 429,
  values: FieldValues,
  errors: FieldErrors,
): Promise<Response> {
  const { record, tenant, administrator, formToken, settings, serviceProvider, now } = c.var;
  const [state, { tests }] = await Promise.all([record.read(), record.draftTrials()]);
  if (state === null) throw new Error('somebody sets a tenant up that has no record');
  const { connections } = (state.draft ?? state.live).configuration;
  const vendor = chooseVendor(values('vendor'), state);
  const sloUrl = announcedSloUrl(new URL(c.var.origin).host, settings);
  const shown = (name: string) => values(name) || (name === 'source' ? (vendor?.metadata.by ?? 'url') : '');
  const done = new Map(Object.entries(DONE)).get(c.req.query('done') ?? '');
  const content = (
    <SetupLayout
      site={siteOf(c.var, tenant)}
      title="Set up sign-in"
      section="guide"
      done={done}
      script={FOLLOW_LINK + TAKE_DROPS}
    >
      <ErrorSummary errors={errors} />
      <h1>Set up sign-in</h1>
      <p class="lead">
        Here you connect the identity provider of <PersonData text={tenant.displayName} /> to{' '}
        <PersonData text={settings.productName} />. You can come here until{' '}
        <When at={administrator.until} now={now} />.
      </p>
      <GuideProgress state={state} tests={tests} now={now} />
      <VendorGuide vendor={vendor} serviceProvider={serviceProvider} sloUrl={sloUrl} />
      <section class="step" aria-labelledby="theirs">
        <h2 id="theirs">2. Enter your identity provider here</h2>
        <p>
          {vendor === null ? 'It has' : `${vendor.name} has`} what is needed at:{' '}
          {(vendor ?? ANY_OTHER).metadata.where}
        </p>
        <form method="post" action={`${SETUP_PATH}/check`} enctype="multipart/form-data">
          <FormToken site={{ formToken }} />
          <input type="hidden" name="vendor" value={vendor?.id ?? ''} />
          {connections.length < 2 ? null : (
            <Choices
              name="connection"
              label="Which one"
              value={values('connection')}
              options={connections.map(({ id, displayName }) => ({ value: id, label: displayName }))}
              error={errors['connection']}
            />
          )}
          <IdentityProviderFields values={shown} errors={errors} takesCertificateFiles />
          {isRefusedForExpiry(errors) || values('takeExpired') !== '' ? (
            <Tick
              name="takeExpired"
              label="It signs with an expired certificate"
              isTicked={values('takeExpired') !== ''}
            />
          ) : null}
          <p class="actions">
            <button type="submit">Check it</button>
          </p>
          <p class="hint">Nothing is saved yet: you see what was read first.</p>
        </form>
      </section>
      <section class="step" aria-labelledby="next">
        <h2 id="next">3. Test it, then go live</h2>
        <p>
          What you save is a draft. <a href={`${SETUP_PATH}/test`}>Try it out</a> with your own account: a
          test signs nobody in. Then make it live.
        </p>
      </section>
      <section class="step" aria-labelledby="finish">
        <h2 id="finish">4. Finish</h2>
        <p>
          {administrator.via === 'link' ? 'This ends your link, for everybody who has it. ' : null}
          What you saved stays
          {readProgress(state).waiting === null ? '.' : ', as a draft: it is not live yet.'}
        </p>
        <form method="post" action={`${SETUP_PATH}/finish`}>
          <FormToken site={{ formToken }} />
          <p class="actions">
            <button class="second" type="submit">
              {administrator.via === 'link' ? 'I am done: end my link' : 'I am done'}
            </button>
          </p>
        </form>
      </section>
    </SetupLayout>
  );
  return page(c, content, status);
}

/** The one that is named, else the one that was entered; null where nobody knows. */
function chooseVendor(named: string, { draft, live }: TenantState): Vendor | null {
  const [first] = (draft ?? live).configuration.connections;
  const recognised = first === undefined ? ANY_OTHER : vendorOf(first.identityProvider);
  return findVendor(named) ?? (recognised === ANY_OTHER ? null : recognised);
}
