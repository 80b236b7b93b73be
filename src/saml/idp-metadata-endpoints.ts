/**
 * Where an identity provider takes sign-ins and logouts: SingleSignOnService and SingleLogoutService, SAML Metadata 2.0,
 * sections 2.2.2, 2.4.2 and 2.4.3. The first of each binding that we speak is taken; the others are passed over. Pure; the
 * document is untrusted.
 */
import { failure, type Result, success } from '../result.ts';
import { attributeValue, childrenNamed } from '../xml/select.ts';
import type { XmlElement } from '../xml/tree.ts';
import type { Endpoint, LogoutEndpoint } from './identity-provider.ts';
import type { MetadataFailure, MetadataWarning } from './metadata-failure.ts';
import { BINDING_POST, BINDING_REDIRECT, NS_METADATA } from './names.ts';
import { findLocationProblem } from './sign-in-location.ts';

const BINDINGS: Readonly<Record<Endpoint['binding'], string>> = {
  redirect: BINDING_REDIRECT,
  post: BINDING_POST,
};

/** Reads the sign-in endpoints. One that no browser may be sent to spoils the document. */
export function readSignInEndpoints(
  role: XmlElement,
  allowLocalhost: boolean,
): Result<Endpoint[], MetadataFailure> {
  const endpoints: Endpoint[] = [];
  for (const [binding, service] of firstOfEachBinding(role, 'SingleSignOnService')) {
    const location = attributeValue(service, 'Location') ?? '';
    const problem = findLocationProblem(location, allowLocalhost);
    if (problem !== null)
      return failure('sign_in_endpoint_forbidden', `a Location for browsers; this one ${problem}`, location);
    endpoints.push({ binding, location });
  }
  return endpoints.length > 0
    ? success(endpoints)
    : failure('sign_in_endpoint_missing', 'a SingleSignOnService by HTTP-Redirect or HTTP-POST', 'none');
}

export interface LogoutEndpoints {
  readonly endpoints: readonly LogoutEndpoint[];
  readonly warnings: readonly MetadataWarning[];
}

/** Reads the logout endpoints. One that no browser may be sent to is left out with a warning: people sign in without it. */
export function readLogoutEndpoints(role: XmlElement, allowLocalhost: boolean): LogoutEndpoints {
  const endpoints: LogoutEndpoint[] = [];
  const warnings: MetadataWarning[] = [];
  for (const [binding, service] of firstOfEachBinding(role, 'SingleLogoutService')) {
    const location = attributeValue(service, 'Location') ?? '';
    const responseLocation = attributeValue(service, 'ResponseLocation');
    const addresses = responseLocation === null ? [location] : [location, responseLocation];
    const [problem] = addresses.flatMap((address) => {
      const found = findLocationProblem(address, allowLocalhost);
      return found === null ? [] : [`where it takes logouts ${found}, and is not used: ${address}`];
    });
    if (problem === undefined) endpoints.push({ binding, location, responseLocation });
    else warnings.push({ code: 'logout_endpoint_unusable', detail: problem });
  }
  return { endpoints, warnings };
}

function firstOfEachBinding(role: XmlElement, name: string): (readonly [Endpoint['binding'], XmlElement])[] {
  const services = childrenNamed(role, NS_METADATA, name);
  return (['redirect', 'post'] as const).flatMap((binding) => {
    const first = services.find((service) => attributeValue(service, 'Binding') === BINDINGS[binding]);
    return first === undefined ? [] : [[binding, first] as const];
  });
}
