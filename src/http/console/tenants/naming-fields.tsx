/** By what people find a connection: the same two controls where it is made and where its rules are changed. */
import { Field } from '../fields.tsx';
import type { bindControls } from './bind-controls.ts';
import { TextArea } from './controls.tsx';

interface NamingFieldProps {
  readonly of: ReturnType<typeof bindControls>;
}

/** Its name. */
export function NameField({ of }: NamingFieldProps) {
  return (
    <Field
      {...of('displayName')}
      label="Name"
      hint="People choose by it where there are several connections."
      maxlength={100}
    />
  );
}

/** Whose addresses lead to it. */
export function EmailDomainsField({ of }: NamingFieldProps) {
  return (
    <TextArea
      {...of('emailDomains')}
      label="Email domains"
      hint="One a line. With any, only addresses of these domains can sign in, and they lead here."
      rows={3}
      optional
    />
  );
}
