/** An address for the Worker or a browser to go to on the operator's word, as the API takes it. Pure. */
import * as v from 'valibot';
import { type OutboundUrlFailure, type OutboundUrlRules, readOutboundUrl } from '../outbound-url.ts';

const URL_PROBLEMS: Readonly<Record<OutboundUrlFailure['code'], string>> = {
  url_malformed: 'must be an absolute URL of at most 2000 characters',
  url_not_https: 'must begin with https://',
  url_with_credentials: 'must not contain a user name or password',
  url_host_not_public: 'must have a host that everybody can reach, and not one inside of a network',
};

/** A URL by the rules of `readOutboundUrl`, as the URL parser writes it. */
export function outboundUrl(rules: OutboundUrlRules) {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): string => {
      const url = readOutboundUrl(dataset.value, rules);
      if (url.ok) return url.value.href;
      addIssue({ message: URL_PROBLEMS[url.failure.code] });
      return NEVER;
    }),
  );
}
