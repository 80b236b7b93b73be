/**
 * Asking a discovery service which identity provider a person has: OASIS Identity Provider Discovery Service Protocol and
 * Profile, section 2.4. Request and answer are addresses that the browser is sent to; nothing in them is signed, and the answer
 * is a link that anybody can make: it may choose among what is trusted already, and no more. Pure.
 */

/** The protocol: the namespace of its metadata, and the name of its only binding. */
export const NS_IDP_DISCOVERY = 'urn:oasis:names:tc:SAML:profiles:SSO:idp-discovery-protocol';

export interface DiscoveryRequest {
  readonly spEntityId: string;
  /** As the metadata lists it, without a query: services compare it with what they are asked to return to. */
  readonly responseUrl: string;
  /** A checked path on the host of `responseUrl`: the only thing that comes back besides the answer. */
  readonly returnTo: string;
}

/** The name that an answer has by default; a request that names no other (`returnIDParam`) asks for that. */
const ANSWER = 'entityID';

/** The address of a discovery service must not say these itself: two of them are of the request, and the third moves the answer. */
const RESERVED = [ANSWER, 'return', 'returnIDParam'];

/** Tells whether a request can be appended to the query of a discovery service's address. */
export function takesDiscoveryRequest(discoveryServiceUrl: string): boolean {
  const query = URL.parse(discoveryServiceUrl)?.searchParams;
  return query !== undefined && !RESERVED.some((name) => query.has(name));
}

/** Builds the address that asks a discovery service, section 2.4.1. The rest is left at its defaults. */
export function buildDiscoveryRequest(
  discoveryServiceUrl: string,
  { spEntityId, responseUrl, returnTo }: DiscoveryRequest,
): string {
  const url = new URL(discoveryServiceUrl);
  url.searchParams.append(ANSWER, spEntityId);
  url.searchParams.append('return', `${responseUrl}?${new URLSearchParams({ returnTo })}`);
  // Said though it is the default, unless the address itself says it: there are services that insist.
  if (!url.searchParams.has('isPassive')) url.searchParams.append('isPassive', 'false');
  return url.href;
}

/** Reads the entity ID out of the query that came back, section 2.4.3; empty where it names several, null where none was chosen. */
export function readDiscoveryAnswer(query: URLSearchParams): string | null {
  const [entityId = null, ...others] = query.getAll(ANSWER);
  return others.length > 0 ? '' : entityId;
}
