/** The fields of a tenant's application, on its settings page. No I/O. */
import { Field, type FieldErrors } from '../fields.tsx';
import { TextArea } from './controls.tsx';
import type { FieldValues } from './field-values.ts';

/** Renders where the application is, and which of its paths are open. */
export function ApplicationFields({
  values,
  errors,
}: {
  readonly values: FieldValues;
  readonly errors: FieldErrors;
}) {
  return (
    <section class="panel" aria-labelledby="application">
      <h3 id="application">The application</h3>
      <Field
        name="applicationOrigin"
        label="Its address"
        hint="Scheme and host, such as https://app.example.com. Without one the application of the deployment is served."
        value={values('applicationOrigin')}
        error={errors['applicationOrigin']}
        maxlength={2000}
        optional
      />
      <TextArea
        name="publicPaths"
        label="Paths that are open to everybody"
        hint="One a line: /health is that path, /docs/* takes in all below. All others ask for a session."
        value={values('publicPaths')}
        error={errors['publicPaths']}
        rows={3}
        optional
      />
      <TextArea
        name="protectedPaths"
        label="Paths that ask for a session"
        hint="One a line. With any, all others are open."
        value={values('protectedPaths')}
        error={errors['protectedPaths']}
        rows={3}
        optional
      />
    </section>
  );
}
