/**
 * A tenant's application as the API takes it. The Worker calls its origin on somebody's word, so that it is judged like all that
 * is called so. Its input comes from the operator. Pure.
 */
import * as v from 'valibot';
import { type OutboundUrlRules, readOutboundUrl } from '../outbound-url.ts';
import { isPathPattern } from './application-paths.ts';
import { closed, distinct, text } from './field-rules.ts';

export const MAX_PATH_PATTERNS = 100;
const MAX_PATTERN_CHARACTERS = 200;

/** The schema of a tenant's application. */
export function applicationInput(rules: OutboundUrlRules) {
  const patterns = () => v.optional(distinct(pathPattern(), MAX_PATH_PATTERNS), []);
  return closed({
    origin: v.nullish(applicationOrigin(rules), null),
    publicPaths: patterns(),
    protectedPaths: patterns(),
  });
}

/** What is wrong with an origin that is none, as a sentence goes on. */
export const ORIGIN_WANTED =
  'must be https:// and a public host, such as https://app.example.com, and no path';

/** Reads an origin that may be called, in its canonical form; null for anything else. */
export function readApplicationOrigin(text: string, rules: OutboundUrlRules): string | null {
  const read = readOutboundUrl(text, rules);
  return read.ok && read.value.href === `${read.value.origin}/` ? read.value.origin : null;
}

function applicationOrigin(rules: OutboundUrlRules) {
  return v.pipe(
    text(2_000),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const origin = readApplicationOrigin(dataset.value, rules);
      if (origin !== null) return origin;
      addIssue({ message: ORIGIN_WANTED });
      return NEVER;
    }),
  );
}

function pathPattern() {
  return v.pipe(
    text(MAX_PATTERN_CHARACTERS),
    v.check(
      isPathPattern,
      'must be a path such as /health, or with what lies below it as /docs/*; none of /sso',
    ),
  );
}
