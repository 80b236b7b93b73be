/** The fields of an endpoint that is told of events. */
import { EVENT_TYPES } from '../../../administration/event.ts';
import { Field, type FieldErrors } from '../fields.tsx';
import { Tick } from './controls.tsx';
import type { FieldValues } from './field-values.ts';

interface WebhookFieldsProps {
  readonly values: FieldValues;
  /** The types that are ticked. */
  readonly chosen: readonly string[];
  readonly errors: FieldErrors;
}

/** Renders them. */
export function WebhookFields({ values, chosen, errors }: WebhookFieldsProps) {
  return (
    <>
      <Field
        name="url"
        label="Address"
        hint="Events are posted there: https, at a host that everybody can reach."
        value={values('url')}
        error={errors['url']}
        maxlength={2000}
      />
      <fieldset>
        <legend>Which events</legend>
        <p class="hint">Without a tick: all of them.</p>
        <div class="columns">
          {EVENT_TYPES.map((type) => (
            <label class="choice">
              <input type="checkbox" name="types" value={type} checked={chosen.includes(type)} />
              <code>{type}</code>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Sending</legend>
        <Tick name="enabled" label="Send events there" isTicked={values('enabled') === 'on'} />
      </fieldset>
    </>
  );
}
