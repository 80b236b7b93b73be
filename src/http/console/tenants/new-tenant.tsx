/** `/console/new-tenant`: a tenant with its first connection, or none yet; live at once. I/O: the tenant's record, the network. */
import type { Context } from 'hono';
import type { TenantConfiguration } from '../../../administration/tenant-record.ts';
import { operatorAuthor } from '../../../operators/operator.ts';
import { administrationOf } from '../../../stores/administration.ts';
import { findSlugProblem } from '../../../tenants/slug.ts';
import { isRefusal } from '../../api/answer.ts';
import { type CompiledConfiguration, compileConfiguration } from '../../api/compile-input.ts';
import { type Refusal, refuseFields } from '../../api/problem-codes.ts';
import { changeOf, findTenant, refuseChange } from '../../api/tenant-access.ts';
import { page } from '../../respond.ts';
import type { SignedInEnv } from '../env.ts';
import { ErrorSummary, Field, type FieldErrors } from '../fields.tsx';
import { FormToken } from '../form-token.tsx';
import { ConsoleLayout, consoleSite } from '../layout.tsx';
import { NEW_TENANT_HREF, TENANTS_HREF, tenantHref } from './addresses.ts';
import { bindControls } from './bind-controls.ts';
import { TextArea } from './controls.tsx';
import { type FieldNames, fieldErrors } from './field-errors.ts';
import { type FieldValues, readLines, savedValues, typedValues } from './field-values.ts';
import { IdentityProviderFields } from './identity-provider-fields.tsx';
import {
  IDENTITY_PROVIDER_FIELDS,
  identityProviderBody,
  keepFile,
  readSource,
} from './identity-provider-form.ts';
import { showMetadataWarnings } from './metadata-warnings.tsx';
import { TENANT_STYLES } from './tenant-styles.ts';

const FIELDS: FieldNames = {
  ...IDENTITY_PROVIDER_FIELDS,
  slug: { name: 'slug', label: 'The subdomain' },
  displayName: { name: 'displayName', label: 'The name' },
  id: { name: 'connectionId', label: 'The connection’s id' },
  emailDomains: { name: 'emailDomains', label: 'Email domains' },
};

/** Shows the empty form. */
export function askForTenant(c: Context<SignedInEnv>): Response | Promise<Response> {
  return show(c, 200, savedValues({ source: 'url', connectionId: 'sso' }), {});
}

/** Makes the tenant. */
export async function makeTenant(c: Context<SignedInEnv>): Promise<Response> {
  const values = typedValues(c.var.form);
  const slug = values('slug').trim().toLowerCase();
  const compiled = await compile(c, slug, values);
  if (isRefusal(compiled)) return show(c, 422, keepFile(values), fieldErrors(compiled, FIELDS));
  const { configuration, metadataWarnings } = compiled;
  const made = await create(c, slug, configuration);
  if (isRefusal(made)) return show(c, 422, keepFile(values), fieldErrors(made, FIELDS));
  const href = tenantHref(slug);
  return metadataWarnings.length === 0
    ? c.redirect(`${href}?done=created`, 303)
    : showMetadataWarnings(c, metadataWarnings, { title: 'The tenant is made', href });
}

async function compile(
  c: Context<SignedInEnv>,
  slug: string,
  values: FieldValues,
): Promise<CompiledConfiguration | Refusal> {
  const slugProblem = findSlugProblem(slug);
  const isTaken = slugProblem === null && !isRefusal(await findTenant(c, slug));
  const isWrong = isTaken ? 'belongs to another tenant' : slugProblem;
  const isWithout = readSource(values) === 'none';
  const connection = {
    id: values('connectionId').trim(),
    displayName: values('displayName').trim() || undefined,
    emailDomains: readLines(values('emailDomains')),
    ...identityProviderBody(values),
  };
  const body = { displayName: values('displayName').trim(), connections: isWithout ? [] : [connection] };
  const compiled = await compileConfiguration(body, isWrong === null ? slug : 'x', [], c.var);
  if (isWrong === null) return compiled;
  // All that is wrong is said at once.
  const others = isRefusal(compiled) ? (compiled.errors ?? []) : [];
  const rest = others.filter(({ path }) => path !== 'slug');
  return refuseFields('tenant_invalid', [{ path: 'slug', message: isWrong }, ...rest]);
}

async function create(c: Context<SignedInEnv>, slug: string, configuration: TenantConfiguration) {
  const tenantId = crypto.randomUUID();
  const author = operatorAuthor(c.var.operator);
  const made = await administrationOf(c.env)
    .record(tenantId)
    .create({ tenantId, slug, configuration }, changeOf({ author, now: c.var.now }, null));
  if (!made.ok) return refuseChange(made.failure, configuration);
  return {};
}

function show(c: Context<SignedInEnv>, status: 200 | 422, values: FieldValues, errors: FieldErrors) {
  const site = consoleSite(c);
  const { baseDomain } = c.var.settings;
  const of = bindControls(values, errors);
  const content = (
    <ConsoleLayout
      site={site}
      title="New tenant"
      section="tenants"
      crumbs={[{ label: 'Tenants', href: TENANTS_HREF }]}
      styles={TENANT_STYLES}
    >
      <ErrorSummary errors={errors} />
      <form method="post" action={NEW_TENANT_HREF} enctype="multipart/form-data">
        <FormToken site={site} />
        <section class="panel" aria-labelledby="customer">
          <h2 id="customer">The customer</h2>
          <Field
            {...of('displayName')}
            label="Name"
            hint="As its people know it: it stands on their sign-in pages."
            maxlength={100}
          />
          <SlugField value={values('slug')} error={errors['slug']} baseDomain={baseDomain} />
        </section>
        <section class="panel" aria-labelledby="sign-in">
          <h2 id="sign-in">How its people sign in</h2>
          <IdentityProviderFields values={values} errors={errors} mayBeNone />
          <details class="more" open={'connectionId' in errors || 'emailDomains' in errors}>
            <summary>More about this connection</summary>
            <Field
              {...of('connectionId')}
              label="Id of the connection"
              hint="Lower-case letters, digits and hyphens. It stays as it is."
              maxlength={32}
            />
            <TextArea
              {...of('emailDomains')}
              label="Email domains"
              hint="One a line. With any, only addresses of these domains can sign in."
              rows={3}
              optional
            />
          </details>
        </section>
        <p class="actions">
          <button type="submit">Make the tenant</button>
          <a class="button second" href={TENANTS_HREF}>
            Cancel
          </a>
        </p>
      </form>
    </ConsoleLayout>
  );
  return page(c, content, status);
}

interface SlugFieldProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly baseDomain: string;
}

function SlugField({ value, error, baseDomain }: SlugFieldProps) {
  const described = error === undefined ? 'slug-hint' : 'slug-error slug-hint';
  return (
    <div class="form-field">
      <label for="slug">Subdomain</label>
      <p class="hint" id="slug-hint">
        Lower-case letters, digits and hyphens. Its address is the name of the service provider towards the
        identity provider, so it stays as it is.
      </p>
      {error === undefined ? null : (
        <p class="error" id="slug-error">
          {error}
        </p>
      )}
      <div class="affixed">
        <input
          id="slug"
          name="slug"
          value={value}
          required
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxlength={63}
          aria-invalid={error === undefined ? undefined : 'true'}
          aria-describedby={described}
        />
        <code>.{baseDomain}</code>
      </div>
    </div>
  );
}
