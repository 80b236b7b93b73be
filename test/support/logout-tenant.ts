/**
 * A tenant whose identity provider takes part in single logout, for tests inside workerd: its people, and both sides' messages. The
 * identity provider's part is played by the test.
 */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { createApp } from '../../src/app.ts';
import type { LogoutEndpoint } from '../../src/saml/identity-provider.ts';
import { buildLogoutRequest } from '../../src/saml/logout-request.ts';
import { buildLogoutResponse } from '../../src/saml/logout-response.ts';
import { NAME_ID_PERSISTENT } from '../../src/saml/names.ts';
import { decodeSignedRedirect, encodeRedirect } from '../../src/saml/redirect-binding.ts';
import type { Identity } from '../../src/session/session.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { keyPairPem, signingKey } from './key-pairs.ts';
import { ALICE, connectionOf, createTenant } from './records.ts';
import { signInAs } from './signed-in.ts';
import { type TestKeyName, testKey } from './test-keys.ts';
import { trustedKey } from './verdict.ts';

const app = createApp();
export const IDP = 'https://idp.example.com';
export const REDIRECT: LogoutEndpoint = {
  binding: 'redirect',
  location: `${IDP}/slo?x=1`,
  responseLocation: null,
};
export const POST: LogoutEndpoint = {
  binding: 'post',
  location: `${IDP}/slo-post`,
  responseLocation: `${IDP}/answers`,
};
export const NAME = {
  value: 'alice',
  format: NAME_ID_PERSISTENT,
  nameQualifier: null,
  spNameQualifier: null,
};
const WITH_KEY = { ...env, SP_KEY_1: keyPairPem(testKey('spA')), SP_KEY_ROLES: '1:active' };

/** A ledger as it is when its machine is gone. */
const UNREACHABLE = {
  getByName: () => ({ endNamed: () => Promise.reject(new Error('Network connection lost.')) }),
} as unknown as typeof env.SIGN_IN_LEDGER;

export function connectionWith(
  logoutEndpoints: readonly LogoutEndpoint[],
  changes: { readonly id?: string; readonly key?: TestKeyName; readonly entityId?: string } = {},
): Connection {
  const { id = 'idp', key = 'rsaA', entityId = IDP } = changes;
  const connection = connectionOf();
  const dates = { subject: 'CN=idp', notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
  const identityProvider = {
    ...connection.identityProvider,
    entityId,
    keys: [{ key: trustedKey(key), ...dates }],
    ...(logoutEndpoints.length > 0 && { logoutEndpoints }),
  };
  return { ...connection, id, identityProvider };
}

interface Sent {
  readonly cookie?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly hasKey?: boolean;
  /** Whether the ledger can be reached. */
  readonly hasLedger?: boolean;
}

/** A tenant whose identity provider takes logouts, and its people. */
export async function newTenant(connections: readonly Connection[] = [connectionWith([REDIRECT])]) {
  const tenant = await createTenant({ connections });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  let sessions = 0;
  const signIn = async (who: Partial<Identity> = {}, connectionId = 'idp') => {
    sessions += 1;
    const sessionIndex = `_s${sessions}`;
    const signedIn = await signInAs(tenant.tenantId, { nameId: NAME, sessionIndex, ...who }, connectionId);
    const isOpen = async () => (await signedIn.ledger.find(signedIn.session.id, Date.now())) !== null;
    return { ...signedIn, isOpen };
  };
  const told: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => told.push(work), passThroughOnException() {} };
  const send = async (path: string, sent: Sent = {}) => {
    const { cookie, form, headers = {}, hasKey = true, hasLedger = true } = sent;
    const request = new Request(path.startsWith('http') ? path : origin + path, {
      method: form === undefined ? 'GET' : 'POST',
      headers: { accept: 'text/html', ...(cookie !== undefined && { cookie }), ...headers },
      redirect: 'manual',
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    const bindings = { ...(hasKey ? WITH_KEY : env), ...(!hasLedger && { SIGN_IN_LEDGER: UNREACHABLE }) };
    return app.fetch(request, bindings, context as unknown as ExecutionContext);
  };
  const logOut = (cookie: string, more: Sent = {}) =>
    send('/sso/logout', { cookie, form: {}, headers: { origin }, ...more });
  /** Has an endpoint of the tenant told of it, under an address that is never called. */
  const subscribe = async () => {
    const webhook = {
      url: 'https://hooks.example.com/',
      types: ['session.signed_out'],
      enabled: true,
    } as const;
    await tenant.record.createWebhook(webhook, { author: ALICE, now: Date.now() });
    await runInDurableObject(env.TENANT_RECORD.getByName(tenant.tenantId), (_record, { storage }) => {
      storage.sql.exec("UPDATE webhook_endpoints SET url = 'https://10.0.0.1/'");
    });
  };
  /** What the record has under the reference number of a page. */
  const kept = async (page: string) => {
    await Promise.all(told);
    return tenant.record.findReference(/[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page)?.[0] ?? '');
  };
  const events = async () => {
    await Promise.all(told);
    return (await tenant.record.events({ limit: 99, cursor: null })).items.map(({ type }) => type);
  };
  return { ...tenant, origin, signIn, send, logOut, subscribe, kept, events };
}

let messages = 0;

export interface Message {
  readonly to: string;
  readonly id?: string;
  readonly at?: number;
  readonly issuer?: string;
  readonly key?: TestKeyName | null;
  readonly relayState?: string | null;
  readonly edit?: (xml: string) => string;
}

/** Writes a LogoutRequest of the identity provider's as a link to our service. */
export function requestLink(
  message: Message,
  who: Partial<typeof NAME> = {},
  sessionIndex: string | null = null,
) {
  return link(
    'SAMLRequest',
    message,
    buildLogoutRequest({ ...envelope(message), nameId: { ...NAME, ...who }, sessionIndex }),
  );
}

export function answerLink(message: Message, inResponseTo: string) {
  return link(
    'SAMLResponse',
    message,
    buildLogoutResponse({ ...envelope(message), inResponseTo, outcome: 'done' }),
  );
}

export function envelope({ to, id, at = Date.now(), issuer = IDP }: Message) {
  messages += 1;
  return {
    id: id ?? `_message${messages}`,
    issueInstant: at,
    destination: `${to}/sso/slo`,
    spEntityId: issuer,
  };
}

function link(parameter: 'SAMLRequest' | 'SAMLResponse', message: Message, xml: string): Promise<string> {
  const { to, key = 'rsaA', relayState = null, edit = (text) => text } = message;
  const signer = key === null ? null : signingKey(key);
  return encodeRedirect({
    location: `${to}/sso/slo`,
    parameter,
    message: edit(xml),
    relayState,
    signingKey: signer,
  });
}

/** What we sent to the identity provider by a redirect, which our key has to have signed. */
export async function readSent(response: Response, parameter: 'SAMLRequest' | 'SAMLResponse') {
  expect(response.status).toBe(303);
  const location = response.headers.get('location') ?? '';
  const policy = { trustedKeys: [trustedKey('spA')], allowSha1: false, blockedAlgorithms: new Set<string>() };
  const decoded = await decodeSignedRedirect(new URL(location).search.slice(1), parameter, policy);
  if (!decoded.ok) throw new Error(`${decoded.failure.code}: ${location}`);
  const xml = new TextDecoder().decode(decoded.value.message);
  return { location, xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', relayState: decoded.value.relayState };
}

/** The status codes of our answer, first level first, without their common beginning. */
export async function statusOf(response: Response): Promise<string[]> {
  const { xml } = await readSent(response, 'SAMLResponse');
  return statusCodesIn(xml);
}

/** The same of its XML. */
export function statusCodesIn(xml: string): string[] {
  return [...xml.matchAll(/status:(\w+)/g)].map(([, code]) => code ?? '');
}

export function cookieOf(response: Response, name: string): string | null {
  const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`));
  return set?.split(';')[0] ?? null;
}

/** What a page says that cannot be read without its words: the code of a refusal. */
export async function codeOn(response: Response): Promise<string> {
  return /<code>(\w+)<\/code>/.exec(await response.text())?.[1] ?? `status ${response.status}`;
}
