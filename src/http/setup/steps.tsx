/**
 * `/sso/setup` behind the door: how far the set-up has come, our values for the identity provider, the form for the identity
 * provider's, and the end. All of it on one page. I/O: the tenant's record.
 */
import type { Context } from 'hono';
import type { TenantState } from '../../administration/tenant-record.ts';
import { ErrorSummary, type FieldErrors } from '../console/fields.tsx';
import { FormToken } from '../console/form-token.tsx';
import { Choices } from '../console/tenants/controls.tsx';
import { CopyValue } from '../console/tenants/copy-value.tsx';
import { type FieldValues, savedValues, typedValues } from '../console/tenants/field-values.ts';
import { IdentityProviderFields } from '../console/tenants/identity-provider-fields.tsx';
import { When } from '../console/when.tsx';
import { PersonData } from '../pages/person-data.tsx';
import { page, siteOf } from '../respond.ts';
import { SETUP_PATH } from '../setup-link-url.ts';
import type { SetupEnv } from './env.ts';
import { IdentityProviderFacts } from './identity-provider-facts.tsx';
import { SetupLayout } from './layout.tsx';
import { readProgress } from './progress.ts';

const DONE: Readonly<Record<string, string>> = {
  saved: 'Saved. It waits to be published.',
  same: 'Nothing is different from what was saved before.',
};

/** Shows the page. */
export function showSteps(c: Context<SetupEnv>): Promise<Response> {
  return renderSteps(c, 200, savedValues({ source: 'url' }), {});
}

/** Shows it again with what was entered, to be changed. */
export function changeInput(c: Context<SetupEnv>): Promise<Response> {
  return renderSteps(c, 200, typedValues(c.var.form), {});
}

/** Shows it with what was entered, and what is wrong with it. */
export async function renderSteps(
  c: Context<SetupEnv>,
  status: 200 | 422 | 429,
  values: FieldValues,
  errors: FieldErrors,
): Promise<Response> {
  const { record, tenant, administrator, formToken, settings, now } = c.var;
  const state = await record.read();
  if (state === null) throw new Error('a link was opened of a tenant that has no record');
  const { connections } = (state.draft ?? state.live).configuration;
  const done = new Map(Object.entries(DONE)).get(c.req.query('done') ?? '');
  const content = (
    <SetupLayout site={siteOf(c.var, tenant)} title="Set up sign-in" section="guide" done={done}>
      <ErrorSummary errors={errors} />
      <h1>Set up sign-in</h1>
      <p class="lead">
        Here you connect the identity provider of <PersonData text={tenant.displayName} /> to{' '}
        <PersonData text={settings.productName} />. You can come here until{' '}
        <When at={administrator.until} now={now} />.
      </p>
      <ProgressNotice state={state} productName={settings.productName} now={now} />
      <OwnValues c={c} />
      <section class="step" aria-labelledby="theirs">
        <h2 id="theirs">2. Enter your identity provider here</h2>
        <form method="post" action={`${SETUP_PATH}/check`} enctype="multipart/form-data">
          <FormToken site={{ formToken }} />
          {connections.length < 2 ? null : (
            <Choices
              name="connection"
              label="Which one"
              value={values('connection')}
              options={connections.map(({ id, displayName }) => ({ value: id, label: displayName }))}
              error={errors['connection']}
            />
          )}
          <IdentityProviderFields values={values} errors={errors} />
          <p class="actions">
            <button type="submit">Check it</button>
          </p>
          <p class="hint">Nothing is saved yet: you see what was read first.</p>
        </form>
      </section>
      <section class="step" aria-labelledby="finish">
        <h2 id="finish">3. Finish</h2>
        <p>
          This ends your link, for everybody who has it. What you saved stays, and is published by{' '}
          <PersonData text={settings.productName} />.
        </p>
        <form method="post" action={`${SETUP_PATH}/finish`}>
          <FormToken site={{ formToken }} />
          <p class="actions">
            <button class="second" type="submit">
              I am done: end my link
            </button>
          </p>
        </form>
      </section>
    </SetupLayout>
  );
  return page(c, content, status);
}

interface ProgressNoticeProps {
  readonly state: TenantState;
  readonly productName: string;
  readonly now: number;
}

function ProgressNotice({ state, productName, now }: ProgressNoticeProps) {
  const { live, waiting } = readProgress(state);
  return (
    <section class="step" aria-labelledby="progress">
      <h2 id="progress">How far it is</h2>
      {waiting === null ? null : (
        <div class="notice warn">
          <h3>A draft is waiting</h3>
          <p>
            It was saved <When at={waiting.since} now={now} />. Nobody signs in by it until{' '}
            <PersonData text={productName} /> publishes it.
          </p>
          {waiting.connections.map((connection) => (
            <details>
              <summary>
                What it says of <PersonData text={connection.displayName} />
              </summary>
              <IdentityProviderFacts connection={connection} now={now} />
            </details>
          ))}
        </div>
      )}
      {live === null ? (
        <p>Nothing is live yet: nobody can sign in.</p>
      ) : (
        <div class="notice done">
          <h3>Sign-in is live</h3>
          <p>
            As published <When at={live.since} now={now} />.
          </p>
          {live.connections.map((connection) => (
            <details>
              <summary>
                What is live of <PersonData text={connection.displayName} />
              </summary>
              <IdentityProviderFacts connection={connection} now={now} />
            </details>
          ))}
        </div>
      )}
    </section>
  );
}

function OwnValues({ c }: { readonly c: Context<SetupEnv> }) {
  const { entityId, acsUrl } = c.var.serviceProvider;
  const values = [
    ['entity-id', 'Entity ID', 'audience, SP entity ID', entityId],
    ['acs-url', 'ACS URL', 'reply URL, single sign-on URL', acsUrl],
    ['metadata-url', 'Metadata URL', 'if it takes our metadata', entityId],
  ] as const;
  return (
    <section class="step" aria-labelledby="ours">
      <h2 id="ours">1. Enter these values at your identity provider</h2>
      <p>Make a SAML 2.0 application there, and copy each value as it is.</p>
      <dl class="facts">
        {values.map(([id, term, also, text]) => (
          <div>
            <dt>
              {term}
              <small>{also}</small>
            </dt>
            <dd>
              <CopyValue id={id} text={text} name={term} />
            </dd>
          </div>
        ))}
      </dl>
      <p class="actions">
        <a class="button second" href="/sso/metadata" download="saml-metadata.xml">
          Download our metadata
        </a>
      </p>
    </section>
  );
}
