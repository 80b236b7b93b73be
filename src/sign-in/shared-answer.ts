/**
 * Whose an answer is that was posted to the operator's host, for tenants that share its ACS. The pending request of this very
 * browser decides; where there is none, RelayState may name the host that the person wants to reach, which grants nothing:
 * what names a request still has to answer one, and what names none can do no more there than begin a sign-in. The issuer
 * alone decides nothing: two tenants may have the same. The post comes from anybody. Pure.
 */
import { decodePostForm } from '../saml/post-binding.ts';
import { readResponse } from '../saml/receive-response.ts';
import type { PendingSignIn } from './pending-request.ts';

export interface SharedAnswerOwner {
  /** Host, port included, as the request or the RelayState has it: still to be looked up. */
  readonly host: string;
  /** Whose host it was when the request was begun; null where there is no request. */
  readonly tenantId: string | null;
}

/** Finds where an answer belongs; null where nothing says so. `pendingRequests`: those of this browser, of all tenants. */
export function findOwner(
  body: Uint8Array,
  contentType: string | null,
  pendingRequests: ReadonlyMap<string, PendingSignIn>,
): SharedAnswerOwner | null {
  const posted = decodePostForm(body, contentType);
  if (!posted.ok) return null;
  const { samlResponse, relayState } = posted.value;
  const response = readResponse(samlResponse);
  const inResponseTo = response.ok ? response.value.unverifiedInResponseTo : null;
  // What tries a draft out is known by its RelayState, whatever the Response says.
  const request = pendingRequests.get(inResponseTo ?? '') ?? pendingRequests.get(relayState ?? '');
  if (request?.host !== undefined) return { host: request.host, tenantId: request.tenantId };
  const url = relayState !== null && /^https?:\/\//.test(relayState) ? URL.parse(relayState) : null;
  return url === null ? null : { host: url.host, tenantId: null };
}
