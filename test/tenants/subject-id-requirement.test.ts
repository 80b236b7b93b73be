import { expect, test } from 'vitest';
import { ATTRIBUTE_PAIRWISE_ID, ATTRIBUTE_SUBJECT_ID } from '../../src/saml/names.ts';
import { readSubjectIdRequirement } from '../../src/tenants/subject-id-requirement.ts';
import type { AccountPolicy } from '../../src/tenants/tenant.ts';

const from = (name: string): AccountPolicy => ({ key: { from: 'attribute', name } });
const [subjectId, pairwiseId] = [from(ATTRIBUTE_SUBJECT_ID), from(ATTRIBUTE_PAIRWISE_ID)];
const others: AccountPolicy[] = [
  { key: null },
  { key: { from: 'name-id' } },
  from('mail'),
  from('subject-id'),
];

test.each<[string, AccountPolicy[], string]>([
  ['no connections', [], 'none'],
  ['connections that know people by something else', others, 'none'],
  ['one that knows them by subject-id', [...others, subjectId], 'subject-id'],
  ['one that knows them by pairwise-id', [pairwiseId, ...others], 'pairwise-id'],
  ['one by each', [pairwiseId, subjectId], 'any'],
])('%s: which subject identifier is asked for', (_, policies, requirement) => {
  expect(readSubjectIdRequirement(policies.map((account) => ({ account })))).toBe(requirement);
});
