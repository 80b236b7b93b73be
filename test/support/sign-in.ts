/** A whole sign-in from outside: what a browser and the genuine identity provider do, step by step. */

import type { AssertionParts } from '../../scripts/idp/response.ts';
import { decodeRedirect } from '../../src/saml/redirect-binding.ts';
import { buildResponse, formBody, signXml, type TestKeyName, testKey } from './signed-response.ts';
import { Visitor } from './visitor.ts';
import type { TestWorker } from './worker.ts';

/** What the identity provider received. */
export interface ReceivedRequest {
  readonly requestId: string;
  readonly relayState: string | null;
}

/** Opens a deep link and follows it to the identity provider, by the Redirect binding. */
export async function startSignIn(visitor: Visitor, origin: string, path: string): Promise<ReceivedRequest> {
  const login = await visitor.visit(`${origin}/sso/login?${new URLSearchParams({ returnTo: path })}`);
  return readRequest(login);
}

/** Reads the AuthnRequest out of the redirect to the identity provider. */
export async function readRequest(response: Response): Promise<ReceivedRequest> {
  const location = response.headers.get('location') ?? '';
  if (!location.startsWith('https://idp.example.com/')) {
    throw new Error(`not sent to the identity provider but ${response.status} ${location}`);
  }
  const decoded = await decodeRedirect(new URL(location).search.slice(1), 'SAMLRequest');
  if (!decoded.ok) throw new Error(decoded.failure.code);
  const requestId = / ID="([^"]+)"/.exec(new TextDecoder().decode(decoded.value.message))?.[1] ?? '';
  return { requestId, relayState: decoded.value.relayState };
}

export interface Answering {
  readonly requestId: string | null;
  readonly relayState?: string | null;
  readonly assertion?: Partial<AssertionParts>;
  readonly now?: number;
  readonly key?: TestKeyName;
}

let answers = 0;

/** Makes the form that the identity provider lets the browser post: each with an assertion of its own. */
export async function answerForm(origin: string, answering: Answering): Promise<string> {
  const { requestId, relayState = null, assertion = {}, now = Date.now(), key = 'rsaA' } = answering;
  answers += 1;
  const circumstances = {
    now,
    requestId,
    assertionId: `_assertion${answers}`,
    spEntityId: `${origin}/sso/metadata`,
    acsUrl: `${origin}/sso/acs`,
  };
  const xml = await signXml(buildResponse({ assertion }, circumstances), 'Assertion', { key: testKey(key) });
  return formBody(xml, relayState ?? undefined);
}

/** Posts a form to the ACS, as the identity provider's page makes the browser do. */
export function postAnswer(visitor: Visitor, origin: string, body: string): Promise<Response> {
  return visitor.visit(`${origin}/sso/acs`, { method: 'POST', body, crossSite: true });
}

/** Signs a new visitor in. */
export async function signIn(
  worker: Pick<TestWorker, 'fetch'>,
  origin: string,
  assertion: Partial<AssertionParts> = {},
): Promise<Visitor> {
  const visitor = new Visitor(worker);
  const { requestId } = await startSignIn(visitor, origin, '/');
  const finished = await postAnswer(visitor, origin, await answerForm(origin, { requestId, assertion }));
  if (finished.status !== 303) throw new Error(`not signed in: ${finished.status} ${await finished.text()}`);
  return visitor;
}
