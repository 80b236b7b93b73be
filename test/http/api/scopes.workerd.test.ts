/** Scopes by way of the API: out of metadata, in place of it, and back. */
import { env } from 'cloudflare:workers';
import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { operatorApi } from '../../../src/http/api/routes.ts';
import type { HostEnv } from '../../../src/http/context.ts';
import { stampAnswer } from '../../../src/http/respond.ts';
import { requireSettings } from '../../../src/http/settings.tsx';
import { ATTRIBUTE_SUBJECT_ID } from '../../../src/saml/names.ts';
import { idp } from '../../support/idp-metadata.ts';
import { newSlug } from '../../support/records.ts';

const app = new Hono<HostEnv>().use(stampAnswer, requireSettings).route('/api/v1', operatorApi());

async function call(method: string, path: string, body: object) {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  const headers = {
    Authorization: `Bearer ${env.OPERATOR_TOKEN}`,
    'Content-Type': 'application/json',
    ...(method === 'PATCH' ? { 'If-Match': '*' } : {}),
  };
  const init = { method, headers, body: JSON.stringify(body) };
  const answer = await app.request(`http://localhost:8787/api/v1${path}`, init, env);
  return { status: answer.status, body: await answer.json<Record<string, unknown>>() };
}

const scope = (text: string, regexp = false) =>
  `<shibmd:Scope xmlns:shibmd="urn:mace:shibboleth:metadata:1.0" regexp="${regexp}">${text}</shibmd:Scope>`;
const account = { key: { from: 'attribute', name: ATTRIBUTE_SUBJECT_ID } };

test('they are shown as the metadata has them, with a warning of what is not understood, and a list takes their place', async () => {
  const slug = newSlug();
  const metadata = idp({ roleExtensions: scope('ACME.example') + scope('^.+\\.acme\\.example$', true) });
  const made = await call('PUT', `/tenants/${slug}`, {
    displayName: 'Acme',
    connections: [{ id: 'idp', metadata, account }],
  });
  expect(made).toMatchObject({
    status: 201,
    body: { connections: [{ identityProvider: { scopes: ['acme.example'] } }] },
  });
  expect(made.body['warnings']).toMatchObject([{ code: 'scope_unusable', path: 'connections[0].metadata' }]);

  const connection = `/tenants/${slug}/connections/idp`;
  const listed = await call('PATCH', connection, { scopes: ['Sub.acme.example', 'acme.example'] });
  expect(listed).toMatchObject({ status: 200, body: { scopes: ['sub.acme.example', 'acme.example'] } });
  const wrong = await call('PATCH', connection, { scopes: ['^.+$'] });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'scopes[0]' }] } });
  const back = await call('PATCH', connection, { scopes: null });
  expect(back.status).toBe(200);
  expect(back.body).not.toHaveProperty('scopes');
});

test('an account key that has a scope warns where none is known, and where none is understood', async () => {
  const warned = async (metadata: string) => {
    const connections = [{ id: 'idp', metadata, account }];
    const { body } = await call('PUT', `/tenants/${newSlug()}`, { displayName: 'Acme', connections });
    return (body['warnings'] as readonly { code: string; path: string }[]).map(({ code, path }) => [
      code,
      path,
    ]);
  };
  expect(await warned(idp())).toEqual([['scopes_unbound', 'connections[0].scopes']]);
  expect(await warned(idp({ entityExtensions: scope('.*', true) }))).toEqual([
    ['scope_unusable', 'connections[0].metadata'],
    ['scope_unusable', 'connections[0].scopes'],
  ]);
  expect(await warned(idp({ entityExtensions: scope('acme.example') }))).toEqual([]);
});
