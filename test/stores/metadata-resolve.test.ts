/** Connections that are saved with nothing but the address of their metadata. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resolveMetadataUrls } from '../../src/stores/metadata-resolve.ts';
import { compileTenant } from '../../src/tenants/compile.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { aggregate, ENTITY_ID, entity, idp, idpRole } from '../support/idp-metadata.ts';
import { type MetadataServer, startMetadataServer } from '../support/metadata-server.ts';
import { signXml, testKey } from '../support/signed-response.ts';

const NOW = Date.UTC(2026, 10, 22);
const LOCAL = { baseDomain: 'localhost:8787', scheme: 'http', isLocal: true } as const;
const SIGNER = testKey('p256');

let server: MetadataServer;

beforeAll(async () => {
  server = await startMetadataServer();
});
beforeEach(() => server.serve(idp()));
afterAll(() => server.close());

/** Saves one connection as the API does: the metadata fetched, then all of it compiled. */
async function save(changes: object, held: readonly Connection[] = [], isLocal = true) {
  const input = { displayName: 'Acme', connections: [{ id: 'idp', metadataUrl: server.url, ...changes }] };
  const context = { now: NOW, isLocal, blockedAlgorithms: new Set<string>() };
  const fetchedMetadata = await resolveMetadataUrls(input.connections, held, context);
  const deployment = { ...LOCAL, isLocal };
  return compileTenant(input, {
    slug: 'acme',
    previous: null,
    newId: 'id',
    now: NOW,
    deployment,
    fetchedMetadata,
  });
}

async function connectionOf(...parameters: Parameters<typeof save>): Promise<Connection> {
  const saved = await save(...parameters);
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
  const [connection] = saved.value.tenant.connections;
  if (connection === undefined) throw new Error('no connection');
  return connection;
}

async function problems(...parameters: Parameters<typeof save>): Promise<readonly string[]> {
  const saved = await save(...parameters);
  return saved.ok ? [] : saved.failure.map(({ path, message }) => `${path} ${message}`);
}

describe('a metadata URL', () => {
  test('alone is enough', async () => {
    expect(await connectionOf({})).toMatchObject({
      identityProvider: { entityId: ENTITY_ID, keys: [{ subject: 'CN=rsaA.test' }] },
      metadataSource: { url: server.url, signingCertificates: [], maxValidityDays: null },
    });
  });

  test('beside metadata that is given is not fetched, and kept for later', async () => {
    server.takeRequests();
    const given = idp({ entityAttributes: 'entityID="https://idp.example.com/given"' });
    expect(await connectionOf({ metadata: given })).toMatchObject({
      identityProvider: { entityId: 'https://idp.example.com/given' },
      metadataSource: { url: server.url },
    });
    expect(server.takeRequests()).toEqual([]);
  });

  test('finds one of several identity providers by its name', async () => {
    server.serve(aggregate(entity(idpRole({}), 'entityID="https://evil.example/"') + aggregate(idp())));
    expect(await problems({})).toEqual([expect.stringContaining('(identity_providers_several)')]);
    const connection = await connectionOf({ metadataEntityId: ENTITY_ID });
    expect(connection.identityProvider.entityId).toBe(ENTITY_ID);
    expect(connection).not.toHaveProperty('metadataEntityId');
  });

  test.each([
    ['path', '/entities/{entityId}', `/entities/${encodeURIComponent(ENTITY_ID)}`],
    ['query', '/entities?id={entityId}', `/entities?id=${encodeURIComponent(ENTITY_ID)}`],
  ])('of the Metadata Query protocol has a place for the entity ID in its %s', async (_, pattern, path) => {
    server.answer({ kind: 'document', xml: idp() }, path);
    server.takeRequests();
    const metadataUrl = server.origin + pattern;
    const connection = await connectionOf({ metadataUrl, metadataEntityId: ENTITY_ID });
    const asked = server.takeRequests();
    expect(asked.map((request) => request.path)).toEqual([path]);
    expect(asked[0]?.headers.accept).toMatch(/^application\/samlmetadata\+xml/);
    // What is fetched on schedule is the address of that one entity.
    expect(connection.metadataSource?.url).toBe(server.origin + path);
    server.answer(
      { kind: 'document', xml: idp({ entityAttributes: 'entityID="https://evil.example/"' }) },
      path,
    );
    expect(await problems({ metadataUrl, metadataEntityId: ENTITY_ID })).toEqual([
      expect.stringContaining('(entity_id_different)'),
    ]);
  });

  test('with a place for an entity ID that is not given is not fetched', async () => {
    server.takeRequests();
    expect(await problems({ metadataUrl: `${server.origin}/{entityId}` })).toContainEqual(
      'connections[0].metadataEntityId is required where the metadataUrl has a place for it',
    );
    expect(server.takeRequests()).toEqual([]);
  });

  test('with a certificate takes nothing that is not signed by it', async () => {
    const metadataSigningCertificates = [SIGNER.certificatePem];
    expect(await problems({ metadataSigningCertificates })).toEqual([
      expect.stringContaining('connections[0].metadataUrl does not lead to metadata (signature_missing)'),
    ]);
    const attributes = `entityID="${ENTITY_ID}" ID="_m"`;
    server.serve(await signXml(idp({ entityAttributes: attributes }), { id: '_m' }, { key: SIGNER }));
    const connection = await connectionOf({ metadataSigningCertificates });
    expect(connection.metadataSource?.signingCertificates).toMatchObject([{ subject: 'CN=p256.test' }]);
    server.serve(await signXml(idp({ entityAttributes: attributes }), { id: '_m' }));
    expect(await problems({ metadataSigningCertificates })).toEqual([
      expect.stringContaining('(signature_key_unusable)'),
    ]);
  });

  test('with a certificate that cannot be read is not fetched at all', async () => {
    server.takeRequests();
    const found = await problems({ metadataSigningCertificates: ['no certificate'] });
    expect(found).toContainEqual(
      expect.stringMatching(/^connections\[0\]\.metadataSigningCertificates\[0\] /),
    );
    expect(server.takeRequests()).toEqual([]);
  });

  test('with the longest validity that is allowed takes nothing without an end', async () => {
    expect(await problems({ metadataMaxValidityDays: 14 })).toEqual([
      expect.stringContaining('(valid_until_missing)'),
    ]);
  });
});

describe('what is wrong is said at the field', () => {
  test.each([
    ['a server that is down', { kind: 'down' }, 'metadata_unreachable'],
    ['a page', { kind: 'document', xml: '<!doctype html><html></html>' }, 'metadata_is_web_page'],
    ['50 MB', { kind: 'flood', bytes: 50_000_000 }, 'metadata_too_large'],
    ['a redirect inside', { kind: 'redirect', to: 'https://10.0.0.1/' }, 'metadata_url_forbidden'],
    ['an error', { kind: 'status', status: 500 }, 'metadata_status_unexpected'],
    ['something else', { kind: 'document', xml: '<a/>' }, 'metadata_root_unknown'],
  ] as const)('%s', async (_, answer, code) => {
    server.answer(answer);
    expect(await problems({})).toEqual([
      expect.stringContaining(`connections[0].metadataUrl does not lead to metadata (${code})`),
    ]);
  });

  test.each([
    ['http://idp.example.com/metadata', 'must begin with https://'],
    ['https://192.168.0.1/metadata', 'must have a host that everybody can reach'],
    ['https://user:secret@idp.example.com/', 'must not contain a user name or password'],
    ['nowhere', 'must be an absolute URL'],
    [7, 'must be text'],
  ])('the address %s', async (metadataUrl, message) => {
    const found = await problems({ metadataUrl, metadata: idp() });
    expect(found).toEqual([expect.stringContaining(`connections[0].metadataUrl ${message}`)]);
  });

  test('this machine’s address at a deployed Worker, which asks nothing', async () => {
    server.takeRequests();
    expect(await problems({}, [], false)).toContainEqual(
      expect.stringContaining('connections[0].metadataUrl must begin with https://'),
    );
    expect(server.takeRequests()).toEqual([]);
  });

  test.each([
    { metadataSigningCertificates: [SIGNER.certificatePem] },
    { metadataMaxValidityDays: 14 },
    { metadataEntityId: ENTITY_ID },
  ])('a field about an address that is not there: %o', async (field) => {
    expect(await problems({ metadataUrl: null, metadata: idp(), ...field })).toEqual([
      expect.stringContaining('connections[0].metadataUrl is required'),
    ]);
  });

  test.each([
    undefined,
    null,
    7,
    'x',
    [null],
    [7],
    [[]],
    [{ id: 7, metadataUrl: 'https://idp.example.com/' }],
  ])('input of another shape asks for nothing: %o', async (connections) => {
    const context = { now: NOW, isLocal: true, blockedAlgorithms: new Set<string>() };
    expect((await resolveMetadataUrls(connections, [], context)).size).toBe(0);
  });
});

describe('a source that the connection has already', () => {
  test('and that is down leaves the keys as they are, so that other fields can be saved', async () => {
    const held = await connectionOf({});
    server.answer({ kind: 'down' });
    expect(await connectionOf({ displayName: 'New' }, [held])).toEqual({ ...held, displayName: 'New' });
  });

  test('and that is down vouches for nothing else: another address, certificate or name', async () => {
    const held = await connectionOf({});
    server.answer({ kind: 'down' });
    server.answer({ kind: 'down' }, '/other');
    for (const changes of [
      { metadataUrl: `${server.origin}/other` },
      { metadataSigningCertificates: [SIGNER.certificatePem] },
      { metadataEntityId: 'https://evil.example/' },
      { metadataMaxValidityDays: 1 },
      { id: 'other' },
    ]) {
      expect(await problems(changes, [held])).toHaveLength(1);
    }
  });

  test('and that sends something else is refused', async () => {
    const held = await connectionOf({});
    server.answer({ kind: 'document', xml: '<a/>' });
    expect(await problems({}, [held])).toHaveLength(1);
  });
});
