/** An application that signs people in by OpenID Connect at a new tenant, inside workerd: what it sends, and what it gets. */
import { env } from 'cloudflare:workers';
import { MAX_OIDC_CLIENTS } from '../../src/administration/oidc-client.ts';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import { createApp } from '../../src/app.ts';
import type { Identity } from '../../src/session/session.ts';
import { ALICE, connectionOf, createTenant } from './records.ts';
import { signInAs } from './signed-in.ts';
import { listTokenKeys, tokenJwk } from './token-keys.ts';

export const TOKEN_KEY = tokenJwk('oidc-test');
export const REDIRECT_URI = 'https://wiki.example/callback';
/** RFC 7636, appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const configured = { ...env, TOKEN_KEYS: listTokenKeys(TOKEN_KEY) };

export type Changes = Readonly<Record<string, string | null>>;

/** Fields with changes; null takes one away. */
function fieldsOf(fields: Changes, changes: Changes): URLSearchParams {
  const pairs = Object.entries({ ...fields, ...changes });
  return new URLSearchParams(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** Makes a tenant with a client that has a secret. */
export async function newApplication(changes: Partial<TenantConfiguration> = {}) {
  const { tenantId, slug, record } = await createTenant({ connections: [connectionOf()], ...changes });
  const origin = `http://${slug}.${env.BASE_DOMAIN}`;

  async function addClient(isPublic = false) {
    const input = {
      displayName: 'Wiki',
      redirectUris: [REDIRECT_URI],
      postLogoutRedirectUris: ['https://wiki.example/bye'],
      isPublic,
    };
    const made = await record.createOidcClient(input, { author: ALICE, now: Date.now() });
    if (!made.ok) throw new Error(`${made.failure.code}: at most ${MAX_OIDC_CLIENTS}`);
    return { id: made.value.client.id, secret: made.value.secret ?? '' };
  }
  const client = await addClient();

  const fetch = async (path: string, init: RequestInit = {}, bindings: typeof env = configured) =>
    app.fetch(new Request(origin + path, { redirect: 'manual', ...init }), bindings, context);

  const wish = {
    client_id: client.id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid profile email groups',
    state: 'the state',
    nonce: 'the nonce',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  const authorize = (cookie: string | null, wishes: Changes = {}, headers: Record<string, string> = {}) =>
    fetch(`/sso/oidc/authorize?${fieldsOf(wish, wishes)}`, {
      headers: { accept: 'text/html', ...(cookie !== null && { cookie }), ...headers },
    });

  const post = (path: string, fields: URLSearchParams, headers: Record<string, string> = {}) =>
    fetch(path, {
      method: 'POST',
      body: fields.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...headers,
      },
    });
  const exchange = (code: string, fields: Changes = {}, headers: Record<string, string> = {}) => {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
      client_id: client.id,
      client_secret: client.secret,
    };
    return post('/sso/oidc/token', fieldsOf(form, fields), headers);
  };
  const userinfo = (token: string) =>
    fetch('/sso/oidc/userinfo', { headers: { authorization: `Bearer ${token}` } });

  const signIn = (who: Partial<Identity> = {}) => signInAs(tenantId, who);

  /** A code for somebody who is signed in. */
  async function takeCode(cookie: string, wishes: Changes = {}): Promise<string> {
    const answer = answerOf(await authorize(cookie, wishes));
    if (answer['code'] === undefined) throw new Error(JSON.stringify(answer));
    return answer['code'];
  }

  return {
    ...{ tenantId, slug, record, origin, client, addClient, wish },
    ...{ fetch, post, authorize, exchange, userinfo, signIn, takeCode },
  };
}

/** What an application gets back in the address. */
export function answerOf(response: Response): Readonly<Record<string, string>> {
  const location = new URL(response.headers.get('location') ?? 'none:');
  return { to: location.origin + location.pathname, ...Object.fromEntries(location.searchParams) };
}

/** The code of ours at the end of a description. */
export function codeIn(description: string | undefined): string {
  return /\((oidc_\w+)\)$/.exec(description ?? '')?.[1] ?? `none: ${description}`;
}

/** Status, error and code of what the token or the userinfo endpoint refused. */
export async function refusalOf(response: Response): Promise<readonly unknown[]> {
  const { error, error_description } = await response.json<Record<string, string>>();
  return [response.status, error, codeIn(error_description)];
}
