/**
 * The answer to an identity provider's LogoutRequest: SAML Profiles 2.0, section 4.4.3.4. Only what it signed is answered, so that
 * nobody else has us sign anything. What it is told: whose sessions ended, or that the request was refused, and never why. Time and
 * random octets are arguments.
 */
import { signingKeyFor } from '../saml/algorithm-support.ts';
import {
  buildLogoutResponse,
  buildSignedLogoutResponse,
  type LogoutOutcome,
} from '../saml/logout-response.ts';
import { encodePost } from '../saml/post-binding.ts';
import { encodeRedirect } from '../saml/redirect-binding.ts';
import type { ServiceProvider } from '../tenants/service-provider.ts';
import type { Connection } from '../tenants/tenant.ts';
import type { SigningKey } from '../xmldsig/signing-key.ts';
import { findLogoutEndpoint, type LogoutMessage } from './log-out.ts';
import { buildRequestId } from './pending-request.ts';

export interface LogoutAnswerContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 16 random octets. */
  readonly random: Uint8Array;
  readonly serviceProvider: ServiceProvider;
  /** Null where the deployment has none: then nobody is told. */
  readonly signingKey: SigningKey | null;
}

/** What was asked, out of octets that the identity provider signed. */
export interface AskedLogout {
  readonly requestId: string;
  readonly relayState: string | null;
  /** The one whose key it was. */
  readonly connection: Connection;
}

export interface LogoutAnswer {
  readonly message: LogoutMessage;
  readonly connection: Connection;
}

/** Builds the answer, to where our record says, never where a message says; null where there is no place, or no key. */
export async function answerLogout(
  { requestId, relayState, connection }: AskedLogout,
  outcome: LogoutOutcome,
  { signingKey: ownKey, random, now, serviceProvider }: LogoutAnswerContext,
): Promise<LogoutAnswer | null> {
  const endpoint = findLogoutEndpoint(connection);
  if (endpoint === null || ownKey === null) return null;
  const signingKey = signingKeyFor(connection.identityProvider, ownKey);
  const location = endpoint.responseLocation ?? endpoint.location;
  const response = {
    id: buildRequestId(random),
    issueInstant: now,
    destination: location,
    spEntityId: serviceProvider.entityId,
    inResponseTo: requestId,
    outcome,
  };
  const outbound = { location, parameter: 'SAMLResponse', relayState } as const;
  if (endpoint.binding === 'redirect') {
    const message = buildLogoutResponse(response);
    const link = await encodeRedirect({ ...outbound, message, signingKey });
    return { message: { binding: 'redirect', location: link }, connection };
  }
  const message = await buildSignedLogoutResponse(response, signingKey);
  return { message: { binding: 'post', form: encodePost({ ...outbound, message }) }, connection };
}
