import { describe, expect, test } from 'vitest';
import { compileTenant } from '../../src/tenants/compile.ts';
import type { Deployment } from '../../src/tenants/deployment.ts';
import { brandColour, rememberedPeople } from '../../src/tenants/tenant.ts';
import {
  A,
  aggregate,
  B,
  ENTITY_ID,
  idp,
  NOW,
  POST_URL,
  REDIRECT_URL,
  signingKey,
  spRole,
  WEAK,
} from '../support/idp-metadata.ts';
import { testKey } from '../support/test-keys.ts';

const DEPLOYED: Deployment = { baseDomain: 'login.example.com', scheme: 'https', isLocal: false };
const LOCAL: Deployment = { baseDomain: 'localhost:8787', scheme: 'http', isLocal: true };

const explicit = {
  entityId: 'https://idp.example.com/explicit',
  signInUrl: 'https://idp.example.com/sso',
  certificates: [A],
};
const SLO_URL = 'https://idp.example.com/slo';
const minimal = { displayName: 'Acme', connections: [{ id: 'idp', identityProvider: explicit }] };

function compile(input: unknown, changes: Partial<Parameters<typeof compileTenant>[1]> = {}) {
  const context = {
    slug: 'acme',
    previous: null,
    newId: 'new-id',
    now: NOW,
    deployment: DEPLOYED,
    ...changes,
  };
  return compileTenant(input, context);
}

function tenantOf(input: unknown, changes?: Parameters<typeof compile>[1]) {
  const compiled = compile(input, changes);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.failure));
  return compiled.value.tenant;
}

function connectionOf(changes: object, tenantChanges?: Parameters<typeof compile>[1]) {
  const [connection] = tenantOf(withConnection(changes), tenantChanges).connections;
  if (connection === undefined) throw new Error('no connection');
  return connection;
}

const withConnection = (changes: object) => ({
  displayName: 'Acme',
  connections: [{ id: 'idp', identityProvider: explicit, ...changes }],
});

function pathsOf(input: unknown, changes?: Parameters<typeof compile>[1]): string[] {
  const compiled = compile(input, changes);
  return compiled.ok ? [] : compiled.failure.map(({ path }) => path);
}

describe('the least that a tenant can be', () => {
  test('gets the safe defaults', () => {
    expect(tenantOf(minimal)).toEqual({
      schema: 1,
      id: 'new-id',
      slug: 'acme',
      version: 1,
      updatedAt: '2026-11-21T12:00:00.000Z',
      displayName: 'Acme',
      hostnames: [],
      logoUrl: null,
      application: { origin: null, publicPaths: [], protectedPaths: [] },
      branding: { colour: null },
      privacyStatementUrl: null,
      session: { lifetimeSeconds: 43_200, idleTimeoutSeconds: 7_200 },
      dangerouslyNamePeopleInEvents: false,
      unprovenEmails: 'accept',
      acs: 'own',
      administrators: { addresses: [], groups: [] },
      samlRequired: { of: 'nobody', addresses: [], groups: [], domains: [] },
      fallbackLoginUrl: null,
      recoveryOpens: 'setup',
      discoveryServiceUrl: null,
      people: { remember: 'nothing' },
      connections: [
        {
          id: 'idp',
          displayName: 'idp',
          identityProvider: {
            entityId: 'https://idp.example.com/explicit',
            signInEndpoints: [{ binding: 'redirect', location: 'https://idp.example.com/sso' }],
            keys: [
              {
                key: {
                  type: 'RSA',
                  modulusBits: 2048,
                  spki: expect.any(String),
                  fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
                },
                subject: 'CN=rsaA.test',
                notBefore: '2020-01-01T00:00:00.000Z',
                notAfter: '2049-12-31T23:59:59.000Z',
              },
            ],
            wantAuthnRequestsSigned: false,
            notAfter: null,
          },
          metadataSource: null,
          emailDomains: [],
          request: {
            binding: null,
            forceAuthn: false,
            isPassive: false,
            nameIdPolicy: { format: null },
            authnContextClassRefs: [],
            sign: 'auto',
            loginHint: 'none',
          },
          response: {
            requireSigned: 'either',
            unsolicited: 'restart',
            allowSha1: false,
            allowUnauthenticatedCbc: false,
            clockSkewSeconds: 300,
          },
          account: { key: null },
          attributes: { email: null, displayName: null, groups: null, groupSeparator: null, required: [] },
          groupRules: { anyOf: [] },
          roles: { everybody: [], byGroup: [] },
          keepEvidenceHours: 0,
        },
      ],
    });
  });

  test('may be a name alone, before its identity provider is known', () => {
    expect(tenantOf({ displayName: 'Acme' }).connections).toEqual([]);
  });

  test('goes on with the id and the version of the one that it replaces', () => {
    const replaced = tenantOf(minimal, { previous: { id: 'old-id', version: 7 } });
    expect(replaced).toMatchObject({ id: 'old-id', version: 8 });
  });
});

describe('what is said in full', () => {
  test('is kept in canonical form', () => {
    const tenant = tenantOf({
      displayName: 'Bücher & Söhne',
      hostnames: ['SSO.Acme.Example', 'bücher.example'],
      logoUrl: 'https://cdn.acme.example/logo.svg',
      privacyStatementUrl: 'https://acme.example/privacy',
      session: { lifetimeSeconds: 600, idleTimeoutSeconds: 600 },
      connections: [],
    });
    expect(tenant).toMatchObject({
      displayName: 'Bücher & Söhne',
      hostnames: ['sso.acme.example', 'xn--bcher-kva.example'],
      logoUrl: 'https://cdn.acme.example/logo.svg',
      privacyStatementUrl: 'https://acme.example/privacy',
      session: { lifetimeSeconds: 600, idleTimeoutSeconds: 600 },
    });
  });

  test('holds for connections, too', () => {
    const changes = {
      displayName: 'Okta',
      emailDomains: ['Acme.Example'],
      request: {
        binding: 'redirect',
        forceAuthn: true,
        isPassive: false,
        nameIdPolicy: null,
        authnContextClassRefs: ['urn:oasis:names:tc:SAML:2.0:ac:classes:X509'],
        sign: 'always',
        loginHint: 'query',
      },
      response: {
        requireSigned: 'both',
        unsolicited: 'accept',
        allowSha1: true,
        allowUnauthenticatedCbc: true,
        clockSkewSeconds: 0,
      },
      account: { key: { from: 'attribute', name: 'employeeNumber' } },
    };
    expect(connectionOf(changes)).toMatchObject({ ...changes, emailDomains: ['acme.example'] });
  });

  test('keeps an idle timeout within a short lifetime', () => {
    const { session } = tenantOf({ displayName: 'Acme', session: { lifetimeSeconds: 3_600 } });
    expect(session).toEqual({ lifetimeSeconds: 3_600, idleTimeoutSeconds: 3_600 });
  });

  test('takes several endpoints and certificates, PEM or base64', () => {
    const { identityProvider } = connectionOf({
      identityProvider: {
        entityId: 'urn:idp',
        signInEndpoints: [
          { binding: 'post', location: 'https://idp.example.com/post' },
          { binding: 'redirect', location: 'https://idp.example.com/redirect' },
        ],
        certificates: [testKey('rsaA').certificatePem, B, testKey('p256').certificatePem],
      },
      request: { binding: 'post' },
    });
    expect(identityProvider.signInEndpoints.map(({ binding }) => binding)).toEqual(['post', 'redirect']);
    expect(identityProvider.keys.map(({ key }) => key.type)).toEqual(['RSA', 'RSA', 'EC']);
  });

  test('takes where logouts go, by Redirect alone or for each binding', () => {
    const logoutOf = (changes: object) => {
      const { identityProvider } = connectionOf({ identityProvider: { ...explicit, ...changes } });
      return identityProvider.logoutEndpoints;
    };
    const location = SLO_URL;
    const redirect = { binding: 'redirect', location, responseLocation: null };
    const post = { binding: 'post', location, responseLocation: 'https://idp.example.com/slo/answers' };
    expect(logoutOf({ logoutUrl: SLO_URL })).toEqual([redirect]);
    expect(logoutOf({ logoutEndpoints: [{ binding: 'redirect', location }, post] })).toEqual([
      redirect,
      post,
    ]);
    expect(logoutOf({})).toBeUndefined();
    expect(logoutOf({ logoutEndpoints: [] })).toBeUndefined();
  });

  test('reads metadata in place of explicit values', () => {
    const metadata = idp({ roleAttributes: 'validUntil="2027-01-01T00:00:00Z"' });
    const { identityProvider } = connectionOf({ identityProvider: undefined, metadata });
    expect(identityProvider).toMatchObject({
      entityId: ENTITY_ID,
      signInEndpoints: [
        { binding: 'redirect', location: REDIRECT_URL },
        { binding: 'post', location: POST_URL },
      ],
      keys: [{ subject: 'CN=rsaA.test' }],
      notAfter: '2027-01-01T00:00:00.000Z',
    });
  });

  test('passes on what is odd about metadata, but for the dates that are watched anyway', () => {
    const metadata = idp({ keys: signingKey(A) + signingKey(WEAK) });
    const compiled = compile(withConnection({ identityProvider: undefined, metadata }));
    expect(compiled.ok && compiled.value.metadataWarnings.map(({ code, path }) => [code, path])).toEqual([
      ['certificate_unusable', 'connections[0].metadata'],
    ]);
  });

  test('lets an image travel in the record as data', () => {
    const logoUrl = 'data:image/svg+xml;base64,PHN2Zy8+';
    expect(tenantOf({ displayName: 'Acme', logoUrl }).logoUrl).toBe(logoUrl);
  });
});

test('a colour is kept in lower case; there is none by default, and in records that know of none', () => {
  expect(brandColour(tenantOf({ displayName: 'Acme', branding: { colour: '#FFD60a' } }))).toBe('#ffd60a');
  expect(brandColour(tenantOf({ displayName: 'Acme', branding: {} }))).toBeNull();
  expect(brandColour({})).toBeNull();
});

describe('what may be kept of people', () => {
  test.each(['nothing', 'account-key', 'names'] as const)('is %s where the tenant says so', (remember) => {
    const tenant = tenantOf({ displayName: 'Acme', people: { remember } });
    expect(rememberedPeople(tenant)).toBe(remember);
  });

  test('is nothing by default, and in records that know no such choice', () => {
    expect(rememberedPeople(tenantOf({ displayName: 'Acme', people: {} }))).toBe('nothing');
    expect(rememberedPeople({})).toBe('nothing');
  });
});

describe('wrong fields', () => {
  test('are named all at once, each with its path and a sentence', () => {
    const compiled = compile(
      {
        displayName: '',
        hostname: 'sso.acme.example',
        hostnames: ['sso.acme.example', 'localhost', 7],
        logoUrl: 'http://acme.example/logo.png',
        session: { lifetimeSeconds: 1.5, idleTimeout: 60 },
        colour: 'red',
        connections: [
          {
            id: 'IDP',
            identityProvider: {
              signInUrl: 'javascript:alert(1)',
              certificates: ['nonsense', testKey('weakRsa').certificatePem],
            },
            response: { unsolicited: 'yes', allowSha1: 1 },
            account: { key: { from: 'email' } },
          },
          { id: 'second', metadata: '<html></html>' },
          'third',
        ],
      },
      { slug: 'www' },
    );
    const problems = compiled.ok ? [] : compiled.failure;
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'colour',
      'connections[0].account.key.from',
      'connections[0].id',
      'connections[0].identityProvider.certificates[0]',
      'connections[0].identityProvider.certificates[1]',
      'connections[0].identityProvider.entityId',
      'connections[0].identityProvider.signInUrl',
      'connections[0].response.allowSha1',
      'connections[0].response.unsolicited',
      'connections[1].metadata',
      'connections[2]',
      'displayName',
      'hostname',
      'hostnames[1]',
      'hostnames[2]',
      'logoUrl',
      'session.idleTimeout',
      'session.lifetimeSeconds',
      'slug',
    ]);
    for (const { message } of problems) expect(message).toMatch(/^(must|is|cannot|points) /);
  });

  test.each([null, 7, 'text', [], true])('include a body that is no tenant at all: %j', (input) => {
    expect(pathsOf(input).length).toBeGreaterThan(0);
  });

  test('are a bounded list, however many there are', () => {
    const fields = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, index]));
    expect(pathsOf({ ...minimal, ...fields })).toHaveLength(100);
  });

  test('never pollute anything by their names', () => {
    const input = JSON.parse(
      '{"displayName":"Acme","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    const compiled = compile(input);
    expect('polluted' in {}).toBe(false);
    expect(compiled.ok && Object.keys(compiled.value.tenant)).not.toContain('constructor');
    expect(compiled.ok && 'polluted' in compiled.value.tenant).toBe(false);
  });

  test('never quote a private key', () => {
    const certificate = `-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----\n`;
    const compiled = compile(
      withConnection({ identityProvider: { ...explicit, certificates: [certificate] } }),
    );
    expect(compiled.ok).toBe(false);
    expect(JSON.stringify(compiled)).not.toContain('MIIEvQIBADAN');
  });

  test.each([
    ['displayName', { displayName: 'a'.repeat(101) }],
    ['displayName', { displayName: 'a\u0000' }],
    ['displayName', { displayName: ' ' }],
    ['displayName', {}],
    ['hostnames', { displayName: 'Acme', hostnames: ['a.example', 'A.example.'] }],
    [
      'hostnames',
      { displayName: 'Acme', hostnames: Array.from({ length: 21 }, (_, index) => `h${index}.example`) },
    ],
    ['hostnames[0]', { displayName: 'Acme', hostnames: ['login.example.com'] }],
    ['hostnames[0]', { displayName: 'Acme', hostnames: ['globex.login.example.com'] }],
    ['hostnames[0]', { displayName: 'Acme', hostnames: ['acme.localhost'] }],
    ['hostnames[0]', { displayName: 'Acme', hostnames: [`${'a.'.repeat(110)}example.io`] }],
    ['hostnames[0]', { displayName: 'Acme', hostnames: ['sso.acme.example:8443'] }],
    ['hostnames[0]', { displayName: 'Acme', hostnames: ['192.0.2.1'] }],
    ['logoUrl', { displayName: 'Acme', logoUrl: 'data:text/html;base64,PGI+' }],
    ['logoUrl', { displayName: 'Acme', logoUrl: `data:image/png;base64,${'A'.repeat(32_768)}` }],
    ['logoUrl', { displayName: 'Acme', logoUrl: 'javascript:alert(1)' }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: 'red' } }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: '#fff' } }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: '#12345g' } }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: ' #123456' } }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: '#123456;}' } }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: '' } }],
    ['branding.colour', { displayName: 'Acme', branding: { colour: 7 } }],
    ['branding.color', { displayName: 'Acme', branding: { color: '#ffffff' } }],
    ['privacyStatementUrl', { displayName: 'Acme', privacyStatementUrl: 'data:text/html,x' }],
    ['people.remember', { displayName: 'Acme', people: { remember: 'everything' } }],
    ['session.lifetimeSeconds', { displayName: 'Acme', session: { lifetimeSeconds: 299 } }],
    ['session.lifetimeSeconds', { displayName: 'Acme', session: { lifetimeSeconds: 2_592_001 } }],
    ['session.idleTimeoutSeconds', { displayName: 'Acme', session: { idleTimeoutSeconds: 59 } }],
    ['session.idleTimeoutSeconds', { displayName: 'Acme', session: { idleTimeoutSeconds: 43_201 } }],
  ])('%s of a tenant', (path, input) => {
    expect(pathsOf(input)).toEqual([path]);
  });

  const provider = (changes: object) => ({ identityProvider: { ...explicit, ...changes } });
  test.each([
    ['id', { id: '' }],
    ['id', { id: 'a'.repeat(33) }],
    ['id', { id: '__proto__' }],
    ['displayName', { displayName: '' }],
    ['', { identityProvider: undefined }],
    ['', { metadata: idp() }],
    ['emailDomains[0]', { emailDomains: ['alice@acme.example'] }],
    ['emailDomains[0]', { emailDomains: ['example'] }],
    ['emailDomains[0]', { emailDomains: ['*.acme.example'] }],
    ['emailDomains', { emailDomains: ['acme.example', 'ACME.example'] }],
    ['request.binding', { request: { binding: 'artifact' } }],
    ['request.binding', { request: { binding: 'post' } }],
    ['request.nameIdPolicy', { request: { nameIdPolicy: 'none' } }],
    ['request.nameIdPolicy.format', { request: { nameIdPolicy: { format: 'a b' } } }],
    ['request.authnContextClassRefs[0]', { request: { authnContextClassRefs: [''] } }],
    ['request.sign', { request: { sign: true } }],
    ['request.loginHint', { request: { loginHint: 'always' } }],
    ['response.requireSigned', { response: { requireSigned: 'none' } }],
    ['keepEvidenceHours', { keepEvidenceHours: 73 }],
    ['keepEvidenceHours', { keepEvidenceHours: -1 }],
    ['keepEvidenceHours', { keepEvidenceHours: 1.5 }],
    ['response.clockSkewSeconds', { response: { clockSkewSeconds: 601 } }],
    ['response.clockSkewSeconds', { response: { clockSkewSeconds: -1 } }],
    ['response.clockSkewSeconds', { response: { clockSkewSeconds: 0.5 } }],
    ['response.requireSignature', { response: { requireSignature: 'both' } }],
    ['account.key.name', { account: { key: { from: 'attribute' } } }],
    ['account.key', { account: { key: 'email' } }],
    ['identityProvider.entityId', provider({ entityId: 'a b' })],
    ['identityProvider.entityId', provider({ entityId: 'a'.repeat(1_025) })],
    ['identityProvider.logoutUrl', provider({ logoutUrl: 'http://idp.example.com/' })],
    ['identityProvider.logoutUrl', provider({ logoutUrl: 'javascript:alert(1)' })],
    ['identityProvider.logoutUrl', provider({ logoutUrl: '' })],
    ['identityProvider.logoutUrl', provider({ logoutUrl: SLO_URL, logoutEndpoints: [] })],
    [
      'identityProvider.logoutEndpoints',
      provider({
        logoutEndpoints: [
          { binding: 'post', location: SLO_URL },
          { binding: 'post', location: SLO_URL },
        ],
      }),
    ],
    [
      'identityProvider.logoutEndpoints[0].responseLocation',
      provider({
        logoutEndpoints: [{ binding: 'post', location: SLO_URL, responseLocation: 'data:text/html,x' }],
      }),
    ],
    ['identityProvider.signInUrl', provider({ signInUrl: 'http://idp.example.com/' })],
    ['identityProvider', provider({ signInUrl: undefined })],
    ['identityProvider', provider({ signInEndpoints: [{ binding: 'post', location: POST_URL }] })],
    ['identityProvider.signInEndpoints', provider({ signInUrl: undefined, signInEndpoints: [] })],
    ['identityProvider.certificates', provider({ certificates: [] })],
    ['identityProvider.certificates', provider({ certificates: Array.from({ length: 11 }, () => A) })],
    ['identityProvider.certificates', provider({ certificates: A })],
    ['identityProvider.certificates[0]', provider({ certificates: [`${A}${B}`] })],
    ['identityProvider.certificates[0]', provider({ certificates: [idp()] })],
  ])('%s of a connection', (path, changes) => {
    const compiled = pathsOf(withConnection(changes));
    expect(compiled).toEqual([path === '' ? 'connections[0]' : `connections[0].${path}`]);
  });

  test.each([
    ['a service provider’s', spRole()],
    ['nothing', ''],
    ['none of it', 'hello'],
    ['two identity providers’', aggregate(idp() + idp({ entityAttributes: 'entityID="urn:other"' }))],
    ['a document type’s', `<!DOCTYPE x>${idp()}`],
    ['past', idp({ roleAttributes: 'validUntil="2026-11-21T12:00:00Z"' })],
    ['too long', idp({ otherRoles: ' '.repeat(500_000) })],
  ])('metadata that is %s', (_title, metadata) => {
    expect(pathsOf(withConnection({ identityProvider: undefined, metadata }))).toEqual([
      'connections[0].metadata',
    ]);
  });

  test('connections that a Response or a link could not tell apart', () => {
    const other = { ...explicit, entityId: 'urn:other' };
    const connections = (first: object, second: object) => ({
      displayName: 'Acme',
      connections: [first, second],
    });
    const first = { id: 'a', identityProvider: explicit };
    expect(pathsOf(connections(first, { id: 'a', identityProvider: other }))).toEqual(['connections']);
    expect(pathsOf(connections(first, { id: 'b', identityProvider: explicit }))).toEqual(['connections']);
    expect(pathsOf(connections(first, { id: 'b', identityProvider: other }))).toEqual([]);
  });
});

describe('the discovery service', () => {
  const withService = (discoveryServiceUrl: unknown) => ({ ...minimal, discoveryServiceUrl });

  test('is where browsers may be sent, and written as the URL parser writes it', () => {
    const { discoveryServiceUrl } = tenantOf(withService('HTTPS://DS.example:443/pick?lang=de'));
    expect(discoveryServiceUrl).toBe('https://ds.example/pick?lang=de');
    expect(tenantOf(withService(null)).discoveryServiceUrl).toBeNull();
  });

  test.each([
    'http://ds.example/',
    'javascript:alert(1)',
    '/pick',
    'https://10.0.0.1/pick',
    'https://0x7f000001/',
    'https://[::1]/',
    'https://localhost/',
    'https://ds.internal/',
    'https://ds/',
    'https://name:secret@ds.example/',
    `https://ds.example/${'x'.repeat(2_000)}`,
    'https://ds.example/?entityID=https://evil.example',
    'https://ds.example/?return=https://evil.example',
    'https://ds.example/?returnIDParam=idp',
    42,
  ])('is not %s', (url) => {
    expect(pathsOf(withService(url))).toEqual(['discoveryServiceUrl']);
  });

  test('may be on the machine itself on a developer’s', () => {
    const url = 'http://localhost:9000/pick';
    expect(tenantOf(withService(url), { deployment: LOCAL }).discoveryServiceUrl).toBe(url);
    expect(pathsOf(withService('http://192.168.0.1/'), { deployment: LOCAL })).toEqual([
      'discoveryServiceUrl',
    ]);
  });
});

describe('an identity provider on the machine itself', () => {
  const signInUrl = 'http://localhost:8788/sso';
  const input = withConnection({ identityProvider: { ...explicit, signInUrl } });
  const metadata = idp({
    endpoints: `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${signInUrl}"/>`,
  });

  test('is taken where the base domain is localhost', () => {
    expect(pathsOf(input, { deployment: LOCAL })).toEqual([]);
    expect(pathsOf(withConnection({ identityProvider: undefined, metadata }), { deployment: LOCAL })).toEqual(
      [],
    );
  });

  test('never ships', () => {
    expect(pathsOf(input)).toEqual(['connections[0].identityProvider.signInUrl']);
    expect(pathsOf(withConnection({ identityProvider: undefined, metadata }))).toEqual([
      'connections[0].metadata',
    ]);
  });
});
