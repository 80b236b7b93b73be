/**
 * Which subject identifier a tenant's host asks of its identity providers: SAML Subject Identifier Attributes Profile 1.0,
 * section 4. It follows from what connections know people by, so that what is asked for is what is needed. Pure.
 */
import { ATTRIBUTE_PAIRWISE_ID, ATTRIBUTE_SUBJECT_ID } from '../saml/names.ts';
import type { SubjectIdRequirement } from '../saml/sp-metadata.ts';
import type { Connection } from './tenant.ts';

/** Reads the requirement of all connections that one host has: `any` where they need different ones. */
export function readSubjectIdRequirement(
  connections: readonly Pick<Connection, 'account'>[],
): SubjectIdRequirement {
  const names = connections.map(({ account: { key } }) => (key?.from === 'attribute' ? key.name : null));
  const needsSubjectId = names.includes(ATTRIBUTE_SUBJECT_ID);
  const needsPairwiseId = names.includes(ATTRIBUTE_PAIRWISE_ID);
  if (needsSubjectId && needsPairwiseId) return 'any';
  if (needsSubjectId) return 'subject-id';
  return needsPairwiseId ? 'pairwise-id' : 'none';
}
