/** The vocabulary of the API's answers. Answers are ours, so that these schemas describe; nothing is checked by them but in tests. */
import * as v from 'valibot';

/** A list that nobody changes. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.readonly());
}

/** An instant, ISO 8601 in UTC. */
export function instant(description: string) {
  return v.pipe(v.string(), v.isoTimestamp(), v.description(description));
}

/** A whole number from 0 on. */
export function count(description: string) {
  return v.pipe(v.number(), v.integer(), v.minValue(0), v.description(description));
}

/** One page of a list. */
export function pageOf<const Item extends v.GenericSchema>(item: Item) {
  return v.object({
    items: list(item),
    cursor: v.pipe(
      v.nullable(v.string()),
      v.description('Send it as cursor for the next page; null after the last.'),
    ),
  });
}

export const authorAnswer = v.object({
  kind: v.picklist(['operator', 'api-key', 'deployment', 'administrator', 'system']),
  id: v.string(),
  name: v.string(),
});

export const problemAnswer = v.object({
  type: v.string(),
  status: v.number(),
  code: v.pipe(v.string(), v.description('What programs go by.')),
  title: v.string(),
  detail: v.pipe(v.string(), v.description('What is wrong and what to do, for people.')),
  errors: v.optional(
    v.pipe(
      list(v.object({ path: v.string(), message: v.string() })),
      v.description('Every wrong field: where, and a sentence that continues its name.'),
    ),
  ),
  reference: v.optional(
    v.pipe(v.string(), v.description('Finds the line in the log, for code internal_error.')),
  ),
});
