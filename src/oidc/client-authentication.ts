/**
 * How a client says who it is at the token endpoint: HTTP Basic or two fields of the form (RFC 6749, section 2.3.1), or for a public
 * client its id alone. Pure; all of it comes from anybody.
 */
import { hashSecret, isSameSecret } from '../operators/secret-text.ts';
import { type Facts, type Result, success } from '../result.ts';
import type { OidcClient } from '../tenants/oidc-client.ts';
import { type OidcRefusalCode, refuseOidc } from './refusals.ts';

/** The fields of a form that are about the client; empty where they are missing. */
export interface ClientFields {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** No secret has this hash: it is longer. */
const NO_HASH = '-'.repeat(44);

/** Finds the client that a request is from, if it proves that it is. `now`: milliseconds since 1970. */
export function authenticateClient(
  authorization: string | null,
  { clientId, clientSecret }: ClientFields,
  clients: readonly OidcClient[],
  now: number,
): Result<OidcClient, Facts<OidcRefusalCode>> {
  if (authorization !== null && clientSecret !== '') return refuseOidc('oidc_authentication_twice');
  const basic = authorization === null ? null : readBasic(authorization);
  if (authorization !== null && basic === null) return refuseOidc('oidc_authentication_malformed');
  const { id, secret } = basic ?? { id: clientId, secret: clientSecret };
  if (id === '') return refuseOidc('oidc_authentication_missing');
  if (clientId !== '' && clientId !== id) return refuseOidc('oidc_authentication_twice');
  const client = clients.find((each) => each.id === id);
  if (client?.secretHash === null && secret === '') return success(client);
  // The same work for whatever is wrong.
  const [hash, former] = [hashSecret(secret), client?.formerSecret];
  const isCurrent = isSameSecret(hash, client?.secretHash ?? NO_HASH);
  const isFormer = isSameSecret(hash, former !== undefined && now < former.endsAt ? former.hash : NO_HASH);
  const isRight = isCurrent || isFormer;
  return client !== undefined && isRight ? success(client) : refuseOidc('oidc_authentication_failed');
}

/** Both parts are form-encoded before they are joined. */
function readBasic(authorization: string): { readonly id: string; readonly secret: string } | null {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  try {
    const [, id = '', secret = ''] = /^([^:]+):(.+)$/.exec(atob(encoded)) ?? [];
    return id === '' ? null : { id: decodeForm(id), secret: decodeForm(secret) };
  } catch {
    return null;
  }
}

function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
