/**
 * The vocabulary of the API's input schemas: what kinds of fields there are, and one plain sentence for whatever can
 * be wrong with one. Pure; what is checked comes from a client and is quoted in no sentence.
 */
import * as v from 'valibot';
import { readEmailAddress } from '../email-address.ts';
import { readHostname } from '../hostname.ts';

/** One wrong field: where, such as `connections[0].id`, and a sentence that continues its name. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** An object with these fields and no others, so that a misspelt one is never silently without effect. */
export function closed<const Entries extends v.ObjectEntries>(entries: Entries) {
  const schema = v.objectWithRest(entries, v.never('is not a field that is known here'));
  const closedToLists = {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      // valibot takes a list for an object; an empty one would stand for all defaults.
      return schema['~run'](Array.isArray(dataset.value) ? { ...dataset, value: '' } : dataset, config);
    },
  };
  // To the outside it is a strict object, but names every unknown field: valibot's own stops at the first.
  return closedToLists as unknown as v.StrictObjectSchema<Entries, undefined>;
}

/** Text of at least one visible character; no control characters. */
export function text(maxCharacters: number) {
  return v.pipe(
    v.string(),
    v.maxLength(maxCharacters, `must have at most ${maxCharacters} characters`),
    v.regex(/^\P{Cc}*$/u, 'must not contain control characters'),
    v.regex(/\S/, 'must not be empty'),
  );
}

/** SAML Core 2.0, section 8.3.6, for entity identifiers. */
const MAX_URI_CHARACTERS = 1_024;

/** A URI that is compared letter by letter: an entity ID, a name identifier format. */
export function uri() {
  return v.pipe(
    v.string(),
    v.maxLength(MAX_URI_CHARACTERS, `must have at most ${MAX_URI_CHARACTERS} characters`),
    v.regex(/^[^\s\p{Cc}]+$/u, 'must be a URI, without white space'),
  );
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number) {
  const isWithin = (value: number) => Number.isInteger(value) && value >= min && value <= max;
  return v.pipe(v.number(), v.check(isWithin, `must be a whole number from ${min} to ${max}`));
}

/** A list of at most so many. Nothing behind the first that is too many is looked at: what is refused costs no more for it. */
export function listOf<const Item extends v.GenericSchema>(item: Item, maxItems: number) {
  const schema = v.array(item);
  const cutShort = {
    ...schema,
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      const { value } = dataset;
      const read = Array.isArray(value) ? { ...dataset, value: value.slice(0, maxItems + 1) } : dataset;
      return schema['~run'](read, config);
    },
  };
  return v.pipe(cutShort as typeof schema, v.maxLength(maxItems, `must have at most ${maxItems} entries`));
}

/** A list of at most so many, no two of them the same once they are in canonical form. */
export function distinct<const Item extends v.GenericSchema<unknown, string>>(item: Item, maxItems: number) {
  return v.pipe(
    listOf(item, maxItems),
    v.rawCheck(({ dataset, addIssue }) => {
      if (dataset.typed && new Set(dataset.value).size < dataset.value.length) {
        addIssue({ message: 'must not have one entry twice' });
      }
    }),
  );
}

/** A DNS hostname, brought into its canonical form, of at least two labels. */
export function hostname() {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const canonical = readHostname(dataset.value);
      if (canonical?.includes('.')) return canonical;
      addIssue({ message: 'must be a hostname such as example.com, without scheme, port or path' });
      return NEVER;
    }),
  );
}

/** An email address, brought into its canonical form. */
export function emailAddress() {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const canonical = readEmailAddress(dataset.value);
      if (canonical !== null) return canonical;
      addIssue({ message: 'must be an email address' });
      return NEVER;
    }),
  );
}

/** An https URL, for people to open or to load an image from. */
export function httpsUrl() {
  return v.pipe(
    text(2_000),
    v.check(
      (value) => URL.parse(value)?.protocol === 'https:',
      'must be an absolute URL that begins with https://',
    ),
  );
}

/** Turns the issues of a schema into problems, each with its path. */
export function describeIssues(issues: readonly v.BaseIssue<unknown>[]): readonly FieldProblem[] {
  return issues.map((issue) => ({ path: writePath(issue), message: issue.message }));
}

/** The sentence for a field of a wrong kind; rules about values bring their own. */
export function describeKind({ expected, received }: v.BaseIssue<unknown>): string {
  if (received === 'undefined') return 'is required';
  // A choice comes as `("redirect" | "post")`.
  const choice = expected?.replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ') ?? 'something else';
  return `must be ${KINDS[choice] ?? choice}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function writePath({ path }: v.BaseIssue<unknown>): string {
  let written = '';
  for (const { key } of path ?? []) {
    if (typeof key === 'number') written += `[${key}]`;
    else written += written === '' ? String(key) : `.${String(key)}`;
  }
  return written;
}
