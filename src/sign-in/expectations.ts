/**
 * What a Response is held against, from what the record and the request say, and from nothing that it says itself. Pure.
 */
import type { Expectations } from '../saml/expectations.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { DecryptionKey } from '../xmlenc/decryption-key.ts';
import type { PendingSignIn } from './pending-request.ts';

/** Whose sign-ins are judged, and what the deployment brings to it. */
export interface JudgingSide {
  readonly serviceProvider: ServiceProvider;
  /** Identifiers that this deployment refuses whatever a connection allows. */
  readonly blockedAlgorithms: ReadonlySet<string>;
  /** Our own, each tried on what is encrypted. */
  readonly decryptionKeys: readonly DecryptionKey[];
}

/** Says what a connection expects of a Response; `request` is the one that it has to answer, null for none. */
export function buildExpectations(
  { identityProvider, response, request: asks, account }: Connection,
  request: PendingSignIn | null,
  { serviceProvider, blockedAlgorithms, decryptionKeys }: JudgingSide,
): Expectations {
  return {
    idpEntityId: identityProvider.entityId,
    trustedKeys: identityProvider.keys.map(({ key }) => key),
    spEntityId: serviceProvider.entityId,
    acsUrl: serviceProvider.acsUrl,
    request: request && { id: request.requestId, issuedAt: request.issuedAt, forceAuthn: request.forceAuthn },
    requireSigned: response.requireSigned,
    allowSha1: response.allowSha1,
    blockedAlgorithms,
    decryptionKeys,
    allowUnauthenticatedCbc: response.allowUnauthenticatedCbc,
    clockSkewSeconds: response.clockSkewSeconds,
    authnContextClassRefs: asks.authnContextClassRefs,
    nameIdRequired: account.key?.from !== 'attribute',
  };
}
