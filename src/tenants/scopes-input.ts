/** The scopes of a connection as the API takes them, brought into lower case. Their input comes from an administrator. Pure. */
import * as v from 'valibot';
import { readScope } from '../saml/scope.ts';
import { distinct } from './field-rules.ts';

const MAX_SCOPES = 200;

const scope = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const canonical = readScope(dataset.value);
    if (canonical !== null) return canonical;
    addIssue({ message: 'must be what follows the @, such as example.com: letters, digits, . and -' });
    return NEVER;
  }),
);

/** The schema of the list that takes the place of the metadata's; left out, that one holds. */
export const scopesInput = v.optional(
  v.pipe(distinct(scope, MAX_SCOPES), v.minLength(1, 'must not be empty')),
);
