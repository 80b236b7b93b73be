/**
 * What becomes of metadata that was fetched again: whether it is what the connection has, and if not, whether it may take its
 * place without anybody looking. Whoever controls the document controls who may sign in, so something has to vouch for it:
 * a signature by a key that was pinned for that, or the TLS of every address on the way. Pure.
 */
import { failure, type Result, success } from '../result.ts';
import type { IdentityProvider } from '../saml/identity-provider.ts';
import { type IdpMetadata, type MetadataExpectations, readIdpMetadata } from '../saml/idp-metadata.ts';
import type { MetadataFailure } from '../saml/metadata-failure.ts';
import { readSignedIdpMetadata } from '../saml/signed-metadata.ts';
import type { Connection, MetadataSource } from '../tenants/tenant.ts';
import { describeChanges } from './describe-changes.ts';

/** `now` is milliseconds since 1970. */
export interface ReadingContext {
  readonly now: number;
  /** Takes sign-in addresses on this machine; no deployed Worker has it. */
  readonly isLocal: boolean;
  readonly blockedAlgorithms: ReadonlySet<string>;
}

/**
 * Reads the identity provider out of a document that came from a source: signed by one of the source's certificates where it
 * has any; else TLS vouches for it, since every address that it came by was https, or on a developer's own machine. With
 * `entityId` it has to be that identity provider.
 */
export async function readVouchedMetadata(
  octets: Uint8Array,
  source: MetadataSource,
  entityId: string | null,
  { now, isLocal, blockedAlgorithms }: ReadingContext,
): Promise<Result<IdpMetadata, MetadataFailure>> {
  const { maxValidityDays } = source;
  const expectations: MetadataExpectations = { now, allowLocalhost: isLocal, entityId, maxValidityDays };
  if (source.signingCertificates.length === 0) return readIdpMetadata(octets, expectations);
  const trustedKeys = source.signingCertificates.map(({ key }) => key);
  return readSignedIdpMetadata(octets, expectations, { trustedKeys, blockedAlgorithms });
}

export type RefreshVerdict =
  /** The connection has all of it. */
  | { readonly outcome: 'same' }
  /** Nothing but a later validUntil, which is not needed yet: else whoever renews it every hour makes a version every hour. */
  | { readonly outcome: 'extension_can_wait' }
  | {
      readonly outcome: 'changed';
      readonly identityProvider: IdentityProvider;
      readonly changes: readonly string[];
    };

/**
 * Compares what was fetched with what the connection has. Refuses what may not take its place: another identity provider,
 * which is for people to decide, and one that can't be reached by the binding that the connection is set to.
 */
export function judgeRefresh(
  { identityProvider: before, request }: Pick<Connection, 'identityProvider' | 'request'>,
  after: IdentityProvider,
  now: number,
): Result<RefreshVerdict, MetadataFailure> {
  if (after.entityId !== before.entityId) {
    return failure('entity_id_different', before.entityId, after.entityId);
  }
  if (request.binding !== null && !after.signInEndpoints.some(({ binding }) => binding === request.binding)) {
    return failure('sign_in_endpoint_missing', `a SingleSignOnService by ${request.binding}`, 'none');
  }
  const changes = describeChanges(before, after);
  if (changes.length === 0) return success({ outcome: 'same' });
  if (isMereExtension(before, after) && !isHalfOver(before.notAfter, after.notAfter, now)) {
    return success({ outcome: 'extension_can_wait' });
  }
  return success({ outcome: 'changed', identityProvider: after, changes });
}

function isMereExtension(before: IdentityProvider, after: IdentityProvider): boolean {
  return (
    describeChanges({ ...before, notAfter: after.notAfter }, after).length === 0 &&
    before.notAfter !== null &&
    after.notAfter !== null &&
    Date.parse(after.notAfter) > Date.parse(before.notAfter)
  );
}

/** Whether what is left of the validity is at most half of what it could be. */
function isHalfOver(before: string | null, after: string | null, now: number): boolean {
  return (Date.parse(before ?? '') - now) * 2 <= Date.parse(after ?? '') - now;
}
