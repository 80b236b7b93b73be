import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DevelopmentIdp, startDevelopmentIdp } from '../../../scripts/idp/serve.ts';
import { authnRequest } from '../../support/authn-request.ts';
import { IdpVisitor, readAnswer } from '../../support/idp-visitor.ts';

const ACS = 'http://acme.localhost:8787/sso/acs';
const SECOND_ACS = 'http://localhost:8787/sso/acs';
const SP = 'http://acme.localhost:8787/sso/metadata';

let keyFolder: string;
let idp: DevelopmentIdp;

beforeAll(async () => {
  keyFolder = await mkdtemp(join(tmpdir(), 'edge-saml-idp-'));
  idp = await startDevelopmentIdp({
    port: 0,
    keyFolder,
    tenants: ['acme', 'globex'].map((slug) => ({
      slug,
      displayName: slug,
      serviceProvider: {
        entityId: SP.replace('acme', slug),
        acsUrls: [ACS.replace('acme', slug), SECOND_ACS],
      },
      defaultRelayState: '/reports/weekly?from=idp',
    })),
  });
});
afterAll(async () => {
  await idp.close();
  await rm(keyFolder, { recursive: true });
});

const visit = () => new IdpVisitor(idp.origin);
const statusCodes = (xml: string) =>
  [...xml.matchAll(/StatusCode Value="[^"]*:([^":]*)"/g)].map(([, code]) => code);

describe('a request', () => {
  test('by the Redirect binding is answered to the ACS, with RelayState and InResponseTo', async () => {
    const visitor = visit();
    const page = await visitor.redirect('acme', authnRequest({ id: '_abc' }), {
      RelayState: '/docs/42?a="b"&c=<d>',
    });
    const answer = await visitor.choose(page, 'alice');
    expect(answer.acsUrl).toBe(ACS);
    expect(answer.relayState).toBe('/docs/42?a="b"&c=<d>');
    expect(answer.xml.match(/InResponseTo="_abc"/g)).toHaveLength(2);
    expect(answer.xml).toContain(`<saml:Issuer>${idp.origin}/acme/metadata</saml:Issuer>`);
    expect(answer.xml).toContain(`Destination="${ACS}"`);
    expect(answer.xml).toContain(`Recipient="${ACS}"`);
    expect(answer.xml).toContain(`<saml:Audience>${SP}</saml:Audience>`);
    expect(answer.xml).toContain('>alice@acme.example</saml:NameID>');
    expect(statusCodes(answer.xml)).toEqual(['Success']);
  });

  test('by the POST binding is answered alike', async () => {
    const visitor = visit();
    const SAMLRequest = Buffer.from(authnRequest({ id: '_post' })).toString('base64');
    const page = await visitor.post('/acme/sso', new URLSearchParams({ SAMLRequest, RelayState: 'x' }));
    const answer = await visitor.choose(page, 'ada');
    expect(answer.relayState).toBe('x');
    expect(answer.xml).toContain('InResponseTo="_post"');
    expect(answer.xml).toContain('>ada@acme.example</saml:NameID>');
  });

  test('without RelayState is answered without one', async () => {
    const visitor = visit();
    expect(
      (await visitor.choose(await visitor.redirect('acme', authnRequest()), 'alice')).relayState,
    ).toBeNull();
  });

  test('may name any registered ACS, and no other', async () => {
    const named = (url: string) => authnRequest({ attributes: ` AssertionConsumerServiceURL="${url}"` });
    const visitor = visit();
    const answer = await visitor.choose(await visitor.redirect('acme', named(SECOND_ACS)), 'alice');
    expect(answer.acsUrl).toBe(SECOND_ACS);
    for (const url of ['https://evil.example/acs', `${ACS}/`, `${ACS}?x`, ACS.toUpperCase(), '']) {
      const refused = await visit().redirect('acme', named(url));
      expect(refused.status).toBe(400);
      expect(await refused.text()).toContain('Unknown assertion consumer service');
    }
  });

  test('is checked again when the person is chosen', async () => {
    const evil = authnRequest({ attributes: ' AssertionConsumerServiceURL="https://evil.example/acs"' });
    const fields = new URLSearchParams({ person: 'alice', request: Buffer.from(evil).toString('base64') });
    expect((await visit().post('/acme/sign-in', fields)).status).toBe(400);
  });

  test.each([
    [
      'from an unknown service provider',
      authnRequest({ issuer: 'https://evil.example' }),
      'Unknown service provider',
    ],
    [
      "from another tenant's",
      authnRequest({ issuer: SP.replace('acme', 'globex') }),
      'Unknown service provider',
    ],
    [
      'for another address',
      authnRequest({ attributes: ' Destination="https://idp.example/sso"' }),
      'Not for this address',
    ],
    ['that is not well-formed', '<a', 'Not well-formed XML'],
    ['with a document type', `<!DOCTYPE a>${authnRequest()}`, 'Not acceptable XML'],
    ['that is no AuthnRequest', '<a/>', 'Not the expected message'],
    ['without an ID', authnRequest().replace(/ ID="[^"]*"/, ''), 'Incomplete AuthnRequest'],
    ['of SAML 1.1', authnRequest().replace('"2.0"', '"1.1"'), 'Not SAML 2.0'],
  ])('%s is refused', async (_, xml, title) => {
    const page = await visit().redirect('acme', xml);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain(`<h1>${title}</h1>`);
  });

  test('that is not deflated, or is missing, is refused', async () => {
    expect((await visit().get('/acme/sso?SAMLRequest=PGEvPg%3D%3D')).status).toBe(400);
    expect((await visit().get('/acme/sso')).status).toBe(400);
    expect((await visit().post('/acme/sso', new URLSearchParams())).status).toBe(400);
  });

  test('that inflates beyond all measure is refused', async () => {
    const page = await visit().redirect('acme', authnRequest({ children: ' '.repeat(10_000_000) }));
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('Not a SAMLRequest');
  });

  test('gets the authentication context class that it asks for first', async () => {
    const wanted = 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509';
    const children = `<p:RequestedAuthnContext><a:AuthnContextClassRef>${wanted}</a:AuthnContextClassRef><a:AuthnContextClassRef>other</a:AuthnContextClassRef></p:RequestedAuthnContext>`;
    const visitor = visit();
    const answer = await visitor.choose(await visitor.redirect('acme', authnRequest({ children })), 'alice');
    expect(answer.xml).toContain(`<saml:AuthnContextClassRef>${wanted}</saml:AuthnContextClassRef>`);
  });
});

describe('NameIDPolicy', () => {
  const answerFor = async (person: string, format: string) => {
    const visitor = visit();
    const children = `<p:NameIDPolicy AllowCreate="true" Format="urn:oasis:names:tc:SAML:${format}"/>`;
    return (await visitor.choose(await visitor.redirect('acme', authnRequest({ children })), person)).xml;
  };
  const nameId = (xml: string) => /<saml:NameID [^>]*>([^<]*)/.exec(xml)?.[1];

  test('gets a persistent name that stays, and a transient one that does not', async () => {
    const persistent = '2.0:nameid-format:persistent';
    expect(nameId(await answerFor('alice', persistent))).toBe(nameId(await answerFor('alice', persistent)));
    expect(nameId(await answerFor('alice', persistent))).not.toBe(nameId(await answerFor('ada', persistent)));
    const transient = '2.0:nameid-format:transient';
    expect(nameId(await answerFor('alice', transient))).not.toBe(nameId(await answerFor('alice', transient)));
  });

  test('unspecified leaves it to the person', async () => {
    expect(nameId(await answerFor('alice', '1.1:nameid-format:unspecified'))).toBe('alice@acme.example');
  });

  test('of a format that the person or this provider does not have is answered with a status', async () => {
    expect(statusCodes(await answerFor('dave', '1.1:nameid-format:emailAddress'))).toEqual([
      'Requester',
      'InvalidNameIDPolicy',
    ]);
    expect(statusCodes(await answerFor('alice', '2.0:nameid-format:kerberos'))).toEqual([
      'Requester',
      'InvalidNameIDPolicy',
    ]);
  });
});

describe('once somebody is signed in', () => {
  const signedIn = async () => {
    const visitor = visit();
    const answer = await visitor.choose(await visitor.redirect('acme', authnRequest()), 'alice');
    return { visitor, answer };
  };
  const sessionIndex = (xml: string) => /SessionIndex="([^"]*)"/.exec(xml)?.[1];

  test('the next request is answered without asking, in the same session', async () => {
    const { visitor, answer } = await signedIn();
    const next = await readAnswer(
      await visitor.redirect('acme', authnRequest({ id: '_next' }), { RelayState: '/b' }),
    );
    expect(next.xml).toContain('InResponseTo="_next"');
    expect(next.relayState).toBe('/b');
    expect(sessionIndex(next.xml)).toBe(sessionIndex(answer.xml));
  });

  test('a passive request is answered with the assertion; before that with NoPassive', async () => {
    const passive = authnRequest({ attributes: ' IsPassive="true"' });
    const refused = await readAnswer(await visit().redirect('acme', passive));
    expect(statusCodes(refused.xml)).toEqual(['Responder', 'NoPassive']);
    expect(refused.xml).not.toContain('<saml:Assertion');
    const { visitor } = await signedIn();
    expect(statusCodes((await readAnswer(await visitor.redirect('acme', passive))).xml)).toEqual(['Success']);
  });

  test('ForceAuthn asks again, and gives a new session', async () => {
    const { visitor, answer } = await signedIn();
    const page = await visitor.redirect('acme', authnRequest({ attributes: ' ForceAuthn="1"' }));
    const again = await visitor.choose(page, 'alice');
    expect(sessionIndex(again.xml)).not.toBe(sessionIndex(answer.xml));
  });

  test('a forced passive request cannot be met', async () => {
    const { visitor } = await signedIn();
    const both = authnRequest({ attributes: ' ForceAuthn="true" IsPassive="true"' });
    expect(statusCodes((await readAnswer(await visitor.redirect('acme', both))).xml)).toEqual([
      'Responder',
      'NoPassive',
    ]);
  });

  test('the cookie is kept to this tenant, from scripts, and comes with a cross-site POST', async () => {
    const fields = new URLSearchParams({ person: 'alice' });
    const response = await visit().post('/acme/sign-in', fields);
    expect(response.headers.getSetCookie()[0]).toMatch(/; Path=\/acme; HttpOnly; Secure; SameSite=None$/);
  });

  test('signing out asks again', async () => {
    const { visitor } = await signedIn();
    const left = await visitor.post('/acme/sign-out', new URLSearchParams());
    expect(left.headers.get('Location')).toBe('/acme');
    const page = await visitor.redirect('acme', authnRequest());
    expect(await page.text()).toContain('<h1>Sign in at acme</h1>');
  });

  test.each([
    ['login_hint', authnRequest(), { login_hint: 'ADA@acme.example' }],
    [
      'Subject',
      authnRequest({ children: '<a:Subject><a:NameID>ada@acme.example</a:NameID></a:Subject>' }),
      {},
    ],
  ])('a hint by %s at somebody else asks, with that one first', async (_, xml, others) => {
    const { visitor } = await signedIn();
    const page = await (await visitor.redirect('acme', xml, others)).text();
    expect(/name="person" value="(\w+)"/.exec(page)?.[1]).toBe('ada');
    expect(page).toContain('<span class="badge">suggested</span>');
  });

  test('a hint at nobody is said, escaped', async () => {
    const page = await (await visit().redirect('acme', authnRequest(), { login_hint: '<b>x' })).text();
    expect(page).toContain('<bdi>&lt;b&gt;x</bdi>');
  });

  test('a forged cookie about nobody is ignored', async () => {
    const page = await fetch(`${idp.origin}/acme`, { headers: { Cookie: 'development-idp=nobody.1._x' } });
    expect(await page.text()).not.toContain('sign-out');
  });
});

describe('a sign-in that begins here', () => {
  test('has no InResponseTo, and the RelayState of the field', async () => {
    const visitor = visit();
    const answer = await visitor.choose(await visitor.get('/acme'), 'alice');
    expect(answer.acsUrl).toBe(ACS);
    expect(answer.relayState).toBe('/reports/weekly?from=idp');
    expect(answer.xml).not.toContain('InResponseTo');
    expect(statusCodes(answer.xml)).toEqual(['Success']);
  });

  test('with the field emptied has no RelayState', async () => {
    const answer = await visit().post(
      '/acme/sign-in',
      new URLSearchParams({ person: 'alice', relayState: '' }),
    );
    expect((await readAnswer(answer)).relayState).toBeNull();
  });

  test('of nobody is refused', async () => {
    expect((await visit().post('/acme/sign-in', new URLSearchParams({ person: 'mallory' }))).status).toBe(
      400,
    );
  });
});

describe('the service provider, known by its metadata', () => {
  const metadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${SP}"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="http://x.localhost/artifact" index="0"/><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${SECOND_ACS}" index="1"/><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${ACS}" index="2" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>`;

  const withMetadata = async (
    status: number,
    body: string,
    check: (visitor: IdpVisitor) => Promise<void>,
  ) => {
    let host: string | undefined;
    const sp = createServer((request, response) => {
      host = request.headers.host;
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => sp.listen(0, '127.0.0.1', resolve));
    const { port } = sp.address() as AddressInfo;
    const metadataUrl = `http://acme.localhost:${port}/sso/metadata`;
    const tenant = {
      slug: 'acme',
      displayName: 'acme',
      serviceProvider: { metadataUrl },
      defaultRelayState: '/',
    };
    const other = await startDevelopmentIdp({ port: 0, keyFolder, tenants: [tenant] });
    try {
      await check(new IdpVisitor(other.origin));
      expect(host).toBe(`acme.localhost:${port}`);
    } finally {
      await other.close();
      sp.close();
    }
  };

  test('gets its answers at the default ACS by POST', () =>
    withMetadata(200, metadata, async (visitor) => {
      expect((await visitor.choose(await visitor.get('/acme'), 'alice')).acsUrl).toBe(ACS);
      expect(
        (
          await visitor.choose(
            await visitor.redirect('acme', authnRequest({ attributes: ' ForceAuthn="1"' })),
            'alice',
          )
        ).acsUrl,
      ).toBe(ACS);
    }));

  test.each([
    ['answers with an error', 500, ''],
    ['answers with something else', 200, '<html></html>'],
    ['has no ACS by POST', 200, metadata.replaceAll('HTTP-POST', 'HTTP-Redirect')],
  ])('that %s is a problem that the page explains', (_, status, body) =>
    withMetadata(status, body, async (visitor) => {
      const page = await visitor.redirect('acme', authnRequest());
      expect(page.status).toBe(502);
      expect(await page.text()).toContain('The application does not answer');
    }),
  );
});
