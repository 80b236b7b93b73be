/** The operator API inside workerd: over real Durable Objects and KV, without the rest of the Worker. */
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { operatorApi } from '../../src/http/api/routes.ts';
import type { HostEnv } from '../../src/http/context.ts';
import { stampAnswer } from '../../src/http/respond.ts';
import { requireSettings } from '../../src/http/settings.tsx';

const app = new Hono<HostEnv>().use(stampAnswer, requireSettings).route('/api/v1', operatorApi());

export interface ApiRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The operator token unless it is given. */
  readonly token?: string;
}

/** Sends one request to the API. */
export async function callApi(
  method: string,
  path: string,
  { body, headers = {}, token = env.OPERATOR_TOKEN }: ApiRequest = {},
): Promise<Response> {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const init: RequestInit = { method, headers: { Authorization: `Bearer ${token}`, ...json, ...headers } };
  if (body !== undefined) init.body = JSON.stringify(body);
  return app.request(`http://localhost:8787/api/v1${path}`, init, env);
}

/** Makes an API key with scopes. */
export async function makeKey(
  scopes: readonly string[],
): Promise<{ readonly id: string; readonly key: string }> {
  const answer = await callApi('POST', '/api-keys', { body: { name: 'Test', scopes } });
  return answer.json();
}

export const newSlug = () => `t-${crypto.randomUUID().slice(0, 8)}`;
