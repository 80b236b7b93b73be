/** What is said of the API elsewhere than in its table: descriptions of fields, and the client, which both have to know all of it. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { createApiClient } from '../../../src/api-client/api-client.ts';
import { INPUT_DESCRIPTIONS } from '../../../src/http/api/input-descriptions.ts';
import type { JsonSchema } from '../../../src/http/api/json-schema.ts';
import { buildDocument } from '../../../src/http/api/openapi.ts';
import { OPERATIONS } from '../../../src/http/api/operations.ts';
import { listFields } from '../../../src/http/api/schema-fields.ts';
import { readSettings } from '../../../src/settings.ts';

const settings = readSettings(env);
if (!settings.ok) throw new Error('the tests have no settings');
const { paths, components } = buildDocument(settings.value, Date.now());

describe('descriptions', () => {
  test.each(['TenantInput', 'ConnectionInput', 'ConnectionPatch'])('say what each field of %s is', (name) => {
    const fields = listFields(components.schemas[name] as JsonSchema, components.schemas);
    expect(fields.filter(({ description }) => description === '').map((field) => field.name)).toEqual([]);
  });

  test('are of fields that there are', () => {
    for (const [name, descriptions] of [
      ['TenantInput', INPUT_DESCRIPTIONS.tenant],
      ['ConnectionInput', INPUT_DESCRIPTIONS.connection],
    ] as const) {
      const fields = listFields(components.schemas[name] as JsonSchema, components.schemas);
      const known = fields.map((field) => field.name);
      expect(Object.keys(descriptions).filter((path) => !known.includes(path))).toEqual([]);
    }
  });
});

test('no answer has a name in the document without its schema', () => {
  const names = new Set(JSON.stringify(paths).match(/#\/components\/schemas\/\w+/g));
  for (const name of names) expect(components.schemas).toHaveProperty(name.split('/').at(-1) ?? '');
});

test('the client knows every operation, and no others', async () => {
  const called = new Set<string>();
  const api = createApiClient({
    origin: 'https://login.example.com',
    token: 'none',
    fetch: async (url, { method = '' }) => {
      const { pathname } = new URL(url);
      const found = OPERATIONS.filter(
        ({ path, method: known }) =>
          known === method && new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[x0-9]+')}$`).test(pathname),
      );
      expect(found, `${method} ${pathname}`).toHaveLength(1);
      for (const { operationId } of found) called.add(operationId);
      return Response.json({ items: [], cursor: null });
    },
  });
  const x = api.tenant('x');
  const connection = { id: 'x', metadata: '' };
  const webhook = { url: 'https://x.example/' };
  const key = { name: 'x', scopes: ['tenants:read'] as const };
  await Promise.all([
    ...[x.read(), x.put({ displayName: 'x' }), x.delete(), x.restore()],
    ...[x.draft.read(), x.draft.put({ displayName: 'x' }), x.draft.discard(), x.draft.publish()],
    ...[x.draft.tests(), x.draft.test('x'), x.draft.shadow(), x.draft.switchShadowOn()],
    ...[x.draft.switchShadowOff(), x.checkConnection(connection), x.refusal('x'), x.retryRefusal('x')],
    ...[x.names(), x.addHostname('x'), x.removeHostname('x'), x.version(1), x.restoreVersion(1)],
    ...[
      api.expiries(),
      api.reference('x'),
      x.expiries(),
      x.metadata(),
      x.refreshMetadata('x'),
      x.attemptCounts(),
      x.redeliver('x'),
    ],
    ...[x.recovery.read(), x.recovery.arm({ hours: 1 }), x.recovery.disarm(), x.recovery.renewAddress()],
    ...[x.recovery.removeAccount('x')],
    ...[x.domains.list(), x.domains.add('x'), x.domains.check('x'), x.domains.remove('x')],
    ...[x.oidcClients.list(), x.oidcClients.read('x'), x.oidcClients.renewSecret('x')],
    ...[x.oidcClients.endFormerSecret('x'), x.oidcClients.remove('x')],
    x.oidcClients.create({ displayName: 'x', redirectUris: [] }),
    x.oidcClients.put('x', { displayName: 'x', redirectUris: [] }),
    ...[x.setupLinks.list(), x.setupLinks.create({ note: 'x' }), x.setupLinks.revoke('x')],
    ...[x.connections, x.draft.connections].flatMap((each) => [
      ...[each.list(), each.read('x'), each.put(connection), each.patch('x', {}), each.delete('x')],
    ]),
    ...[x.webhooks, api.webhooks].flatMap((each) => [
      ...[each.list(), each.create(webhook), each.read('x'), each.put('x', webhook), each.delete('x')],
      ...[each.rotate('x'), each.retireKey('x', 'x')],
    ]),
    ...[x.sessions.end('x'), x.sessions.endAll({ connection: 'x' })],
    ...[api.apiKeys.list(), api.apiKeys.create({ ...key, scopes: [...key.scopes] }), api.apiKeys.revoke('x')],
  ] as readonly Promise<unknown>[]);
  const lists = [
    ...[x.versions(), x.audit(), x.attempts(), x.people(), x.sessions.list(), x.events(), x.deliveries()],
    ...[api.tenants(), api.audit()],
  ];
  for (const list of lists) for await (const _entry of list) expect.unreachable();
  expect([...called].sort()).toEqual(OPERATIONS.map(({ operationId }) => operationId).sort());
});
