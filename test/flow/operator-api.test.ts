/**
 * The operator API as its OpenAPI document says it is: a client that knows the document alone runs every operation against the
 * Worker as it is deployed, and every answer is held against its schema.
 */
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DnsResolver, startDnsResolver } from '../support/dns-resolver.ts';
import { idp } from '../support/idp-metadata.ts';
import { listOperationIds, type OpenApiDocument, openApiClient } from '../support/openapi-client.ts';
import { addRecoveryAccount } from '../support/recovery.ts';
import { OPERATOR_TOKEN, startWorker, type TestWorker, tenantConnection } from '../support/worker.ts';

let resolver: DnsResolver;
let worker: TestWorker;
let document: OpenApiDocument;
beforeAll(async () => {
  resolver = await startDnsResolver();
  worker = await startWorker({ DNS_RESOLVER_URL: resolver.url });
  const answer = await worker.fetch(`${worker.origin(null)}/api/v1/openapi.json`);
  document = (await answer.json()) as OpenApiDocument;
});
afterAll(async () => {
  await worker?.close();
  await resolver?.close();
});

const connection = (id: string, entityId: string, changes: object = {}) =>
  tenantConnection({ id, ...changes }, { entityId });

test('the document is valid OpenAPI 3.1', async () => {
  const validated = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  expect(validated.errors).toBeUndefined();
  expect(validated.valid).toBe(true);
});

test('every operation answers as the document says', { timeout: 60_000 }, async () => {
  const done = new Set<string>();
  const call = openApiClient(document, OPERATOR_TOKEN, (url, request) => worker.fetch(url, request));
  const run: typeof call = async (operationId, values) => {
    const answer = await call(operationId, values);
    expect(answer.status, `${operationId} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    done.add(operationId);
    return answer;
  };
  const slug = 'acme';
  const acme = { slug };
  const first = connection('first', 'https://one.example');
  const second = connection('second', 'https://two.example', { emailDomains: ['acme.example'] });
  const tenant = { displayName: 'Acme', connections: [first] };

  const { headers } = await run('putTenant', { parameters: { slug, 'If-None-Match': '*' }, body: tenant });
  await run('getTenant', { parameters: acme });
  await run('listTenants', { parameters: { search: 'acm', filter: 'all', limit: '10' } });

  const hostname = { slug, hostname: 'sso.acme.example' };
  await run('addHostname', { parameters: hostname });
  const names = await run('listNames', { parameters: acme });
  expect(names.body.hostnames).toEqual(['sso.acme.example']);
  await run('removeHostname', { parameters: hostname });

  const domain = { slug, domain: 'acme.example' };
  const added = await run('addDomain', { parameters: domain });
  resolver.publish(added.body.record.name, added.body.record.text);
  expect((await run('checkDomain', { parameters: domain })).body).toMatchObject({ state: 'proven' });
  expect((await run('listDomains', { parameters: acme })).body.items).toHaveLength(1);
  await run('removeDomain', { parameters: domain });

  const stale = await call('deleteTenant', { parameters: { slug, 'If-Match': headers.get('etag') ?? '' } });
  expect(stale.body.code).toBe('tenant_changed');

  const closedPort = `${worker.origin(null).replace(/:\d+$/, '')}:1/`;
  const fetched = { slug, connectionId: 'fetched' };
  const source = { id: 'fetched', metadata: idp(), metadataUrl: closedPort };
  await run('putConnection', { parameters: fetched, body: source });
  await run('refreshMetadata', { parameters: fetched });
  const metadata = await run('listMetadata', { parameters: acme });
  expect(metadata.body.items).toMatchObject([{ connectionId: 'fetched', url: closedPort, failure: {} }]);

  for (const draft of ['', 'Draft']) {
    const one = { slug, connectionId: 'second' };
    await run(`put${draft}Connection`, { parameters: one, body: second });
    await run(`list${draft}Connections`, { parameters: acme });
    const patch = { displayName: 'Second', response: { clockSkewSeconds: 60 }, emailDomains: null };
    const patched = await run(`patch${draft}Connection`, { parameters: one, body: patch });
    expect(patched.body).toMatchObject({ displayName: 'Second', emailDomains: [] });
    const read = await run(`get${draft}Connection`, { parameters: one });
    expect(read.body.response).toMatchObject({ clockSkewSeconds: 60, unsolicited: 'restart' });
    await run(`delete${draft}Connection`, { parameters: one });
  }

  await run('putDraft', { parameters: acme, body: { ...tenant, displayName: 'Acme Ltd' } });
  const draft = await run('getDraft', { parameters: acme });
  expect(draft.body).toMatchObject({ displayName: 'Acme Ltd', isOutdated: false });
  const checked = await run('checkConnection', {
    parameters: { slug, connectionId: 'second' },
    body: second,
  });
  expect(checked.body).toMatchObject({ id: 'second', warnings: [] });
  expect((await run('listConnections', { parameters: acme })).body.items).not.toContainEqual(
    expect.objectContaining({ id: 'second' }),
  );
  expect((await run('switchShadowOn', { parameters: acme })).body.since).not.toBeNull();
  expect((await run('readShadow', { parameters: acme })).body).toMatchObject({
    author: { kind: 'deployment' },
    counts: [],
  });
  await run('switchShadowOff', { parameters: acme });
  const record = (await worker.administration()).record((await worker.readTenant(slug)).id);
  const author = { kind: 'operator', id: 'ada', name: 'Ada' } as const;
  const check = { code: 'audience_mismatch', passed: true, expected: 'x', received: null } as const;
  const attributes = [{ name: 'mail', friendlyName: null, values: 1 }];
  await record.noteDraftTest({
    ...{ connectionId: 'first', digest: 'old', at: Date.now(), author, code: null },
    ...{ checks: [check], attributes },
  });
  const tests = await run('listDraftTests', { parameters: acme });
  expect(tests.body.items).toMatchObject([{ connectionId: 'first', isCurrent: false, checks: [check] }]);
  const tested = await run('getDraftTest', { parameters: { slug, connectionId: 'first' } });
  expect(tested.body).toEqual(tests.body.items[0]);
  const published = await run('publishDraft', { parameters: { slug, untested: 'true' } });
  expect(published.body).toMatchObject({ displayName: 'Acme Ltd', draft: null });
  await run('putDraft', { parameters: acme, body: tenant });
  await run('discardDraft', { parameters: acme });

  const versions = await run('listVersions', { parameters: { slug, limit: '1' } });
  const rest = await run('listVersions', { parameters: { slug, cursor: versions.body.cursor } });
  expect(rest.body.items.map(({ number }: { number: number }) => number)).not.toContain(
    versions.body.items[0].number,
  );
  await run('getVersion', { parameters: { slug, version: '1' } });
  const restored = await run('restoreVersion', { parameters: { slug, version: '1' } });
  expect(restored.body.displayName).toBe('Acme');

  const own = await run('listTenantExpiries', { parameters: acme });
  expect(own.body.items).toMatchObject([{ what: 'signing-certificate', connectionId: 'first' }]);
  await run('listAllExpiries');

  const address = await run('renewRecoveryAddress', { parameters: acme });
  expect(address.body.url).toContain('/sso/recovery/');
  const armed = await run('armRecovery', { parameters: acme, body: { hours: 1 } });
  expect(armed.body.armedUntil).not.toBeNull();
  expect((await run('readRecovery', { parameters: acme })).body).toEqual(armed.body);
  const account = await addRecoveryAccount(record, 'grace');
  await run('removeRecoveryAccount', { parameters: { slug, recoveryAccountId: account.id } });
  expect((await run('disarmRecovery', { parameters: acme })).body.armedUntil).toBeNull();

  const link = await run('createSetupLink', { parameters: acme, body: { note: 'Grace', validForHours: 1 } });
  const links = await run('listSetupLinks', { parameters: acme });
  expect(links.body.items).toMatchObject([{ id: link.body.id, note: 'Grace', state: 'usable' }]);
  expect(JSON.stringify(links.body)).not.toContain(link.body.url.split('#')[1]);
  await run('revokeSetupLink', { parameters: { slug, setupLinkId: link.body.id } });

  const redirectUris = ['https://wiki.example/callback'];
  const client = await run('createOidcClient', {
    parameters: acme,
    body: { displayName: 'Wiki', redirectUris },
  });
  const oidcClient = { slug, oidcClientId: client.body.id };
  const renewed = await run('renewOidcClientSecret', { parameters: oidcClient });
  expect(renewed.body.secret).not.toBe(client.body.secret);
  await run('endFormerOidcClientSecret', { parameters: oidcClient });
  const moved = { displayName: 'Wiki', redirectUris: ['https://wiki.example/new'] };
  const edited = await run('putOidcClient', { parameters: oidcClient, body: moved });
  expect(edited.body).toMatchObject({ ...moved, formerSecretEndsAt: null });
  expect((await run('getOidcClient', { parameters: oidcClient })).body).toEqual(edited.body);
  expect((await run('listOidcClients', { parameters: acme })).body.items).toMatchObject([moved]);
  await run('removeOidcClient', { parameters: oidcClient });

  const audit = await run('listAudit', { parameters: acme });
  const [{ reference }] = audit.body.items;
  const found = await run('getReference', { parameters: { reference } });
  expect(found.body.items).toMatchObject([{ kind: 'change', tenant: slug }]);
  expect(audit.body.items[0]).toMatchObject({
    action: 'oidc_client_removed',
    author: { kind: 'deployment' },
  });
  await run('listAttempts', { parameters: { slug, outcome: 'refused' } });
  await run('countAttempts', { parameters: acme });
  for (const operationId of ['getRefusal', 'retryRefusal']) {
    const unknown = await call(operationId, { parameters: { slug, reference: '7Q2M-XK4D' } });
    expect(unknown.body.code).toBe('refusal_unknown');
    done.add(operationId);
  }
  await run('listPeople', { parameters: { slug, search: 'alice' } });
  await run('listSessions', { parameters: acme });
  await run('endSessions', { parameters: { slug, all: 'true' } });
  const gone = await call('endSession', { parameters: { slug, sessionId: 'none' } });
  expect(gone.body.code).toBe('session_unknown');
  done.add('endSession');
  const events = await run('listEvents', { parameters: acme });
  expect(events.body.items.length).toBeGreaterThan(0);

  for (const [of, parameters] of [
    ['', {}],
    ['Tenant', acme],
  ] as const) {
    const body = { url: 'https://receiver.example/hook', types: ['tenant.changed'] };
    const made = await run(`create${of}Webhook`, { parameters, body });
    const one = { ...parameters, webhookId: made.body.id };
    const listed = await run(`list${of}Webhooks`, { parameters });
    expect(JSON.stringify(listed.body)).not.toContain(made.body.secret);
    await run(`get${of}Webhook`, { parameters: one });
    await run(`put${of}Webhook`, { parameters: one, body: { ...body, enabled: false } });
    const rotated = await run(`rotate${of}WebhookSecret`, { parameters: one });
    const webhookKeyId = rotated.body.keys[1].id;
    await run(`retire${of}WebhookKey`, { parameters: { ...one, webhookKeyId } });
    await run(`delete${of}Webhook`, { parameters: one });
  }

  await run('createTenantWebhook', { parameters: acme, body: { url: closedPort } });
  await run('putTenant', { parameters: acme, body: { ...tenant, displayName: 'Acme again' } });
  const deliveries = async () => (await run('listDeliveries', { parameters: acme })).body.items;
  await expect.poll(deliveries, { timeout: 10_000 }).not.toEqual([]);
  const [delivery] = await deliveries();
  await run('redeliver', { parameters: { slug, deliveryId: delivery.id } });

  const keyInput = { name: 'Reader', scopes: ['tenants:read'], expiresAt: '2099-01-01T00:00:00Z' };
  const key = await run('createApiKey', { body: keyInput });
  const keys = await run('listApiKeys');
  expect(JSON.stringify(keys.body)).not.toContain(key.body.key.slice(20));
  await run('revokeApiKey', { parameters: { keyId: key.body.id } });
  const trail = await run('listDeploymentAudit');
  expect(trail.body.items[0]).toMatchObject({ action: 'key.revoked' });

  await run('deleteTenant', { parameters: acme });
  await run('restoreTenant', { parameters: acme });

  expect([...done].sort()).toEqual([...listOperationIds(document)].sort());
});

describe('refusals', () => {
  test('are documented, too', async () => {
    const call = openApiClient(document, OPERATOR_TOKEN, (url, request) => worker.fetch(url, request));
    const nobody = { slug: 'nobody' };
    const codes = [
      await call('getTenant', { parameters: nobody }),
      await call('putTenant', { parameters: nobody, body: { displayName: 7 } }),
      await call('putTenant', { parameters: { ...nobody, 'If-Match': 'x' }, body: {} }),
      await call('getDraft', { parameters: nobody }),
      await call('listTenants', { parameters: { limit: '0' } }),
      await call('createApiKey', { body: { name: '', scopes: ['everything'] } }),
      await call('createWebhook', { body: { url: 'https://10.0.0.1/' } }),
      await call('revokeApiKey', { parameters: { keyId: 'none' } }),
      await openApiClient(document, 'wrong', (url, request) => worker.fetch(url, request))('listTenants'),
    ];
    expect(codes.map(({ body }) => body.code)).toEqual([
      'tenant_unknown',
      'tenant_invalid',
      'condition_malformed',
      'tenant_unknown',
      'query_invalid',
      'body_invalid',
      'body_invalid',
      'key_unknown',
      'unauthorized',
    ]);
  });
});
