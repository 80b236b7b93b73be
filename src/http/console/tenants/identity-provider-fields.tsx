/**
 * Where a form asks for an identity provider: by the address of its metadata, by the metadata itself, or by hand. What is not
 * chosen is folded away by the stylesheet alone, so that it works without script.
 */
import { Field, type FieldErrors } from '../fields.tsx';
import { bindControls } from './bind-controls.ts';
import { Choices, FileField, Select, TextArea, Tick } from './controls.tsx';
import type { FieldValues } from './field-values.ts';
import { readSource } from './identity-provider-form.ts';

interface IdentityProviderFieldsProps {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
  /** Offers to go without one for now. */
  readonly mayBeNone?: boolean;
  /** Takes certificates as files as well, which need not be text. */
  readonly takesCertificateFiles?: boolean;
}

const WAYS = [
  {
    value: 'url',
    label: 'By the address of its metadata',
    hint: 'The best choice: new certificates arrive by themselves.',
  },
  { value: 'paste', label: 'By its metadata, pasted' },
  { value: 'file', label: 'By its metadata, as a file' },
  { value: 'hand', label: 'By hand', hint: 'Entity ID, sign-in URL and certificate, one by one.' },
] as const;
const NONE = { value: 'none', label: 'None yet', hint: 'Nobody can sign in until there is one.' } as const;

/** Renders the choice and the fields of each way. */
export function IdentityProviderFields({
  values,
  errors,
  mayBeNone = false,
  takesCertificateFiles = false,
}: IdentityProviderFieldsProps) {
  const of = bindControls(values, errors);
  return (
    <div class="ways">
      <Choices
        name="source"
        label="Identity provider"
        value={readSource(values)}
        options={mayBeNone ? [...WAYS, NONE] : WAYS}
        error={errors['source']}
      />
      <div class="way way-url">
        <Field
          {...of('metadataUrl')}
          label="Address of the metadata"
          hint="It begins with https:// and is fetched now, and on schedule from then on."
          required={false}
          maxlength={2000}
        />
        <details open={hasTrustFields(values, errors)}>
          <summary>Signed metadata, and federations</summary>
          <TextArea
            {...of('metadataSigningCertificates')}
            label="Certificates that must have signed it"
            hint="PEM. Without any, HTTPS alone vouches for what comes from the address."
            optional
          />
          <Field
            {...of('metadataMaxValidityDays')}
            label="Longest validity, in days"
            hint="With a number, metadata that says no end, or a later one, is refused."
            inputmode="numeric"
            optional
            maxlength={5}
          />
          <Field
            {...of('metadataEntityId')}
            label="Entity ID of the identity provider"
            hint="Only where the address lists several."
            optional
            maxlength={1024}
          />
        </details>
      </div>
      <div class="way way-paste">
        <TextArea
          {...of('metadata')}
          label="Metadata"
          hint="The whole XML document, from <EntityDescriptor> on."
          rows={10}
        />
      </div>
      <div class="way way-file">
        <FileField
          name="metadataFile"
          label="Metadata file"
          hint="Choose it, or drop it here. It is read, and not kept."
          accept=".xml,application/samlmetadata+xml,application/xml,text/xml"
          error={errors['metadataFile']}
        />
      </div>
      <div class="way way-hand">
        <Field
          {...of('entityId')}
          label="Entity ID"
          hint="Also called issuer. Every letter counts."
          required={false}
          maxlength={1024}
        />
        <Field {...of('signInUrl')} label="Sign-in URL" required={false} maxlength={2000} />
        <Select
          {...of('signInBinding')}
          label="Binding of the sign-in URL"
          options={[
            ['redirect', 'HTTP-Redirect'],
            ['post', 'HTTP-POST'],
          ]}
        />
        <Field
          {...of('logoutUrl')}
          label="Logout URL"
          hint="Also called SLO URL, by HTTP-Redirect. Without it, signing out here leaves people signed in there."
          optional
          maxlength={2000}
        />
        <Tick
          name="wantAuthnRequestsSigned"
          label="It wants our requests to be signed"
          isTicked={values('wantAuthnRequestsSigned') !== ''}
        />
        <TextArea
          {...of('certificates')}
          label="Certificates"
          hint="PEM, one after the other, or one in base64: the ones that it signs with."
          rows={8}
        />
        {takesCertificateFiles ? (
          <FileField
            name="certificateFile"
            label="Or as files"
            hint="PEM or DER."
            accept=".pem,.crt,.cer,.der,.cert"
            error={errors['certificateFile']}
            multiple
          />
        ) : null}
      </div>
    </div>
  );
}

function hasTrustFields(values: FieldValues, errors: FieldErrors): boolean {
  const names = ['metadataSigningCertificates', 'metadataMaxValidityDays', 'metadataEntityId'];
  return names.some((name) => values(name) !== '' || name in errors);
}
