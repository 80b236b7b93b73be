/** Email domains that are to be proven, as the API shows them. */
import * as v from 'valibot';
import { count, instant, list } from './common.ts';

export const domainAnswer = v.object({
  domain: v.string(),
  state: v.pipe(
    v.picklist(['waiting', 'proven', 'failing', 'lapsed']),
    v.description('failing: still proven, but its record was not found when it was last looked for.'),
  ),
  record: v.pipe(
    v.object({ type: v.literal('TXT'), name: v.string(), text: v.string() }),
    v.description('What its owner publishes in the DNS, and keeps there.'),
  ),
  addedAt: instant('When it was added.'),
  provenAt: v.nullable(instant('Since when it is proven without a break.')),
  lapsedAt: v.nullable(instant('When it was proven no longer.')),
  checkedAt: v.nullable(instant('When the record was last looked for.')),
  outcome: v.pipe(
    v.nullable(v.picklist(['found', 'absent', 'unanswered', 'taken'])),
    v.description('What that found; taken: the record is there, but another tenant has the domain.'),
  ),
  failures: count('How many looks in a row did not find it; the fifth ends the proof.'),
});

export const domainsAnswer = v.object({ items: list(domainAnswer) });

export type DomainAnswer = v.InferOutput<typeof domainAnswer>;
