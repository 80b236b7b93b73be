/** The fields of a connection's rules. What is dangerous says so by its name. */
import { Field, type FieldErrors } from '../fields.tsx';
import { Choices, type Option, Select, TextArea, Tick } from './controls.tsx';
import type { FieldValues } from './field-values.ts';
import {
  BINDING_WORDS,
  DANGERS,
  HINT_WORDS,
  SIGN_WORDS,
  SIGNATURE_WORDS,
  UNSOLICITED_WORDS,
} from './policy-words.ts';

interface PolicyFieldsProps {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
  /** Formats of name identifiers that are well known. */
  readonly formats: readonly string[];
}

const optionsOf = (words: Readonly<Record<string, string>>): readonly Option[] => Object.entries(words);

/** Renders them. */
export function PolicyFields(props: PolicyFieldsProps) {
  return (
    <>
      <WhoFields {...props} />
      <ResponseFields {...props} />
      <RequestFields {...props} />
      <AccountFields {...props} />
    </>
  );
}

function WhoFields({ values, errors }: PolicyFieldsProps) {
  return (
    <section class="panel" aria-labelledby="who">
      <h2 id="who">Who signs in by it</h2>
      <Field
        name="displayName"
        label="Name"
        hint="People choose by it where there are several connections."
        value={values('displayName')}
        error={errors['displayName']}
        maxlength={100}
      />
      <TextArea
        name="emailDomains"
        label="Email domains"
        hint="One a line. With any, only addresses of these domains can sign in, and they lead here."
        value={values('emailDomains')}
        error={errors['emailDomains']}
        rows={3}
        optional
      />
      <TextArea
        name="scopes"
        label="Scopes"
        hint="One a line: what may follow the @ in scoped attributes, in place of the scopes in the metadata."
        value={values('scopes')}
        error={errors['scopes']}
        rows={3}
        optional
      />
    </section>
  );
}

function ResponseFields({ values, errors }: PolicyFieldsProps) {
  return (
    <section class="panel" aria-labelledby="responses">
      <h2 id="responses">What its answers must be like</h2>
      <Select
        name="requireSigned"
        label="Must be signed"
        value={values('requireSigned')}
        options={optionsOf(SIGNATURE_WORDS)}
      />
      <Choices
        name="unsolicited"
        label="A response that nobody asked for"
        value={values('unsolicited')}
        options={[
          {
            value: 'restart',
            label: UNSOLICITED_WORDS.restart,
            hint: 'People who start at the identity provider’s portal do not notice, and nobody can be tricked.',
          },
          { value: 'reject', label: UNSOLICITED_WORDS.reject },
          { value: 'accept', label: UNSOLICITED_WORDS.accept, danger: DANGERS.unsolicited },
        ]}
      />
      <Field
        name="clockSkewSeconds"
        label="Clocks may differ by, in seconds"
        value={values('clockSkewSeconds')}
        error={errors['clockSkewSeconds']}
        inputmode="numeric"
        maxlength={3}
      />
      <fieldset>
        <legend>Weak cryptography</legend>
        <Tick
          name="allowSha1"
          label="take signatures with SHA-1"
          isTicked={values('allowSha1') === 'on'}
          danger={DANGERS.allowSha1}
        />
        <Tick
          name="allowUnauthenticatedCbc"
          label="decrypt AES-CBC in responses that are not signed"
          isTicked={values('allowUnauthenticatedCbc') === 'on'}
          danger={DANGERS.allowUnauthenticatedCbc}
        />
      </fieldset>
    </section>
  );
}

function RequestFields({ values, errors, formats }: PolicyFieldsProps) {
  return (
    <section class="panel" aria-labelledby="requests">
      <h2 id="requests">What our requests ask for</h2>
      <Select
        name="binding"
        label="Binding"
        value={values('binding')}
        error={errors['binding']}
        options={optionsOf(BINDING_WORDS)}
      />
      <Select name="sign" label="Signed" value={values('sign')} options={optionsOf(SIGN_WORDS)} />
      <Select
        name="loginHint"
        label="An address that is known already travels"
        value={values('loginHint')}
        options={optionsOf(HINT_WORDS)}
      />
      <fieldset>
        <legend>At the identity provider</legend>
        <Tick
          name="forceAuthn"
          label="Have people sign in anew each time"
          hint="ForceAuthn"
          isTicked={values('forceAuthn') === 'on'}
        />
        <Tick
          name="isPassive"
          label="Show people nothing"
          hint="IsPassive: who is not signed in there already is refused."
          isTicked={values('isPassive') === 'on'}
        />
      </fieldset>
      <Choices
        name="nameIdPolicy"
        label="Name identifier"
        value={values('nameIdPolicy')}
        options={[
          { value: 'any', label: 'Any', hint: 'The identity provider may create one.' },
          { value: 'format', label: 'Of the format below' },
          { value: 'none', label: 'Not mentioned', hint: 'Sends no NameIDPolicy.' },
        ]}
      />
      <Field
        name="nameIdFormat"
        label="Format of the name identifier"
        hint="Its URI, such as urn:oasis:names:tc:SAML:2.0:nameid-format:persistent."
        value={values('nameIdFormat')}
        error={errors['nameIdFormat']}
        maxlength={1024}
        optional
      />
      <details>
        <summary>Formats that are well known</summary>
        <ul class="sentences">
          {formats.map((format) => (
            <li>
              <code>{format}</code>
            </li>
          ))}
        </ul>
      </details>
      <TextArea
        name="authnContextClassRefs"
        label="How people must have signed in"
        hint="URIs of authentication contexts, one a line. They are asked for and demanded; with any, people with stronger factors may be refused."
        value={values('authnContextClassRefs')}
        error={errors['authnContextClassRefs']}
        rows={3}
        optional
      />
    </section>
  );
}

function AccountFields({ values, errors }: PolicyFieldsProps) {
  return (
    <section class="panel" aria-labelledby="account">
      <h2 id="account">What the application knows people by</h2>
      <Choices
        name="accountKey"
        label="Account key"
        value={values('accountKey')}
        options={[
          { value: 'default', label: 'The NameID, unless it is transient' },
          { value: 'name-id', label: 'The NameID; transient ones are refused' },
          { value: 'attribute', label: 'The attribute below' },
        ]}
      />
      <Field
        name="accountAttribute"
        label="Attribute"
        hint="Its name, as the identity provider sends it. It should never change for a person."
        value={values('accountAttribute')}
        error={errors['accountAttribute']}
        maxlength={1000}
        optional
      />
    </section>
  );
}
