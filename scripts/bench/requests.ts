/** The requests that the load generator sends, made whole beforehand: sign-ins with a pending cookie each, session checks. */
import { createApiClient } from '../../src/api-client/api-client.ts';
import { deriveEncryptionKeys } from '../../src/session/purpose-keys.ts';
import { pendingCookieName, sealPendingRequest } from '../../src/sign-in/pending-request.ts';
import { fetchThrough } from '../../test/support/http-client.ts';
import { BASE_DOMAIN, COOKIE_SECRET, OPERATOR_TOKEN } from '../workerd/deployed-options.ts';
import { ask } from './load.ts';
import { PARTIES } from './parties.ts';
import { IDP_KEY, makeResponse } from './responses.ts';

const SLUG = 'acme';
const CONNECTION_ID = 'idp';
const HOST = new URL(PARTIES.acsUrl).host;
const RESPONSE_BYTES = 9_000;

const IDENTITY_PROVIDER = {
  identityProvider: {
    entityId: PARTIES.idpEntityId,
    signInUrl: 'https://idp.example.com/sso',
    certificates: [IDP_KEY.certificatePem],
  },
};

/** Saves the tenant that people sign in to, through the operator API; gives its id. */
export async function putTenant(
  port: number,
  slug = SLUG,
  identityProvider: object = IDENTITY_PROVIDER,
): Promise<string> {
  const origin = `http://${BASE_DOMAIN}`;
  const api = createApiClient({ origin, token: OPERATOR_TOKEN, fetch: fetchThrough(port) });
  const { body } = await api.tenant(slug).put({
    displayName: 'Acme',
    connections: [
      {
        id: CONNECTION_ID,
        displayName: 'Acme directory',
        ...identityProvider,
      },
    ],
  });
  return body.id;
}

/** Makes so many posts to the ACS, Okta-shaped with both signatures: each answers a request of its own. */
export async function makeSignIns(tenantId: string, count: number): Promise<Buffer[]> {
  const posts: Buffer[] = [];
  for (let index = 0; index < count; index++) posts.push(await makeSignIn(tenantId, index));
  return posts;
}

/** Makes the post to the ACS that answers the request of that number, with its pending cookie. */
export async function makeSignIn(tenantId: string, index: number): Promise<Buffer> {
  const requestId = `_${index.toString(16).padStart(32, '0')}`;
  const occasion = { requestId, assertionId: `_assertion-${index}` };
  const { samlResponse } = await makeResponse('okta', 'both', RESPONSE_BYTES, PARTIES, occasion);
  const body = new URLSearchParams({ SAMLResponse: samlResponse }).toString();
  return encodePost(body, await makePendingCookie(tenantId, requestId, PARTIES.idpEntityId));
}

/** Makes the cookie of a pending request, as a browser would send it. */
export async function makePendingCookie(
  tenantId: string,
  requestId: string,
  idpEntityId: string,
): Promise<string> {
  const keys = await deriveEncryptionKeys([COOKIE_SECRET], 'edge-saml/pending-request/1');
  const pending = {
    tenantId,
    connectionId: CONNECTION_ID,
    idpEntityId,
    requestId,
    returnTo: '/',
    issuedAt: Date.now(),
    forceAuthn: false,
    restarted: false,
  };
  return `${pendingCookieName(requestId)}=${await sealPendingRequest(pending, keys)}`;
}

/** Makes a post to the ACS out of a form. */
export function encodePost(body: string, cookie: string, host: string = HOST): Buffer {
  const contentType = 'application/x-www-form-urlencoded';
  return encode('POST', '/sso/acs', { host, 'content-type': contentType, cookie }, body);
}

/** Sends a post to the ACS; gives the session cookie as a browser would send it. */
export async function signIn(port: number, post: Buffer): Promise<string> {
  const answer = await ask(port, post);
  const cookie = readSessionCookie(answer);
  if (cookie === null) throw new Error(`not signed in: ${answer}`);
  return cookie;
}

/** Reads the session cookie that an answer sets, as a browser would send it; null for none. */
export function readSessionCookie(answer: string): string | null {
  return /\r\nset-cookie: (__Host-session=[^;]+)/i.exec(answer)?.[1] ?? null;
}

/** Makes a session check; without a cookie it asks whether anybody is there. */
export function makeSessionCheck(cookie: string, host: string = HOST): Buffer {
  return encode('GET', '/sso/session', { host, accept: 'application/json', cookie }, '');
}

/** Makes a request for a page of the application, as a browser sends it. */
export function makePageRequest(cookie: string): Buffer {
  const headers = {
    host: HOST,
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'accept-language': 'en-GB,en;q=0.9',
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'same-origin',
    cookie: `theme=dark; ${cookie}; application=0123456789abcdef`,
  };
  return encode('GET', '/projects/42?tab=activity', headers, '');
}

/** Makes the post that ends a session, as the page that asks for it sends it. */
export function makeSignOut(cookie: string): Buffer {
  const contentType = 'application/x-www-form-urlencoded';
  const headers = { host: HOST, origin: `http://${HOST}`, 'content-type': contentType, cookie };
  return encode('POST', '/sso/logout', headers, 'sign-out=');
}

/** Makes a request of the operator for the list of tenants. */
export function makeListing(): Buffer {
  const headers = { host: BASE_DOMAIN, authorization: `Bearer ${OPERATOR_TOKEN}` };
  return encode('GET', '/api/v1/tenants', headers, '');
}

/** A request as it goes over the wire: RFC 9112. */
function encode(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer {
  const length: Record<string, string> =
    body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  const lines = Object.entries({ ...headers, ...length }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}
