/** The fields of a tenant's application, on its settings page. No I/O. */
import { Field, type FieldErrors } from '../fields.tsx';
import { bindControls } from './bind-controls.ts';
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
  const of = bindControls(values, errors);
  return (
    <section class="panel" aria-labelledby="application">
      <h3 id="application">The application</h3>
      <Field
        {...of('applicationOrigin')}
        label="Its address"
        hint="Scheme and host, such as https://app.example.com. Without one the application of the deployment is served."
        maxlength={2000}
        optional
      />
      <TextArea
        {...of('publicPaths')}
        label="Paths that are open to everybody"
        hint="One a line: /health is that path, /docs/* takes in all below. All others ask for a session."
        rows={3}
        optional
      />
      <TextArea
        {...of('protectedPaths')}
        label="Paths that ask for a session"
        hint="One a line. With any, all others are open."
        rows={3}
        optional
      />
    </section>
  );
}
