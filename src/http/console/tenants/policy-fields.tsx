/** The fields of a connection's rules. What is dangerous says so by its name. */
import { Field, type FieldErrors } from '../fields.tsx';
import { bindControls } from './bind-controls.ts';
import { Choices, type Option, Select, TextArea, Tick } from './controls.tsx';
import type { FieldValues } from './field-values.ts';
import { EmailDomainsField, NameField } from './naming-fields.tsx';
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
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="who">
      <h2 id="who">Who signs in by it</h2>
      <NameField of={of} />
      <EmailDomainsField of={of} />
      <TextArea
        {...of('scopes')}
        label="Scopes"
        hint="One a line. What may follow the @ in scoped attributes, in place of the scopes in the metadata."
        rows={3}
        optional
      />
    </section>
  );
}

function ResponseFields({ values, errors }: PolicyFieldsProps) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="responses">
      <h2 id="responses">What its answers must be like</h2>
      <Select {...of('requireSigned')} label="Must be signed" options={optionsOf(SIGNATURE_WORDS)} />
      <Choices
        {...of('unsolicited')}
        label="A response that nobody asked for"
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
        {...of('clockSkewSeconds')}
        label="Clocks may differ by, in seconds"
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
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="requests">
      <h2 id="requests">What our requests ask for</h2>
      <Select {...of('binding')} label="Binding" options={optionsOf(BINDING_WORDS)} />
      <Select {...of('sign')} label="Signed" options={optionsOf(SIGN_WORDS)} />
      <Select
        {...of('loginHint')}
        label="An address that is known already travels"
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
        {...of('nameIdPolicy')}
        label="Name identifier"
        options={[
          { value: 'any', label: 'Any', hint: 'The identity provider may create one.' },
          { value: 'format', label: 'Of the format below' },
          { value: 'none', label: 'Not mentioned', hint: 'Sends no NameIDPolicy.' },
        ]}
      />
      <Field
        {...of('nameIdFormat')}
        label="Format of the name identifier"
        hint="Its URI, such as urn:oasis:names:tc:SAML:2.0:nameid-format:persistent."
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
        {...of('authnContextClassRefs')}
        label="How people must have signed in"
        hint="URIs of authentication contexts, one a line. They are asked for and demanded; with any, people with stronger factors may be refused."
        rows={3}
        optional
      />
    </section>
  );
}

function AccountFields({ values, errors }: PolicyFieldsProps) {
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="account">
      <h2 id="account">What the application knows people by</h2>
      <Choices
        {...of('accountKey')}
        label="Account key"
        options={[
          { value: 'default', label: 'The NameID, unless it is transient' },
          { value: 'name-id', label: 'The NameID; transient ones are refused' },
          { value: 'attribute', label: 'The attribute below' },
        ]}
      />
      <Field
        {...of('accountAttribute')}
        label="Attribute"
        hint="Its name, as the identity provider sends it. It should never change for a person."
        maxlength={1000}
        optional
      />
    </section>
  );
}
