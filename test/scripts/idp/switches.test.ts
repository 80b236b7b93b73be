import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdpKeyName, type IdpKeys, openIdpKeys } from '../../../scripts/idp/key-folder.ts';
import { type DevelopmentIdp, startDevelopmentIdp } from '../../../scripts/idp/serve.ts';
import {
  CLOCK_CHOICES,
  FAULTS,
  HASH_CHOICES,
  KEY_CHOICES,
  SIGN_CHOICES,
} from '../../../scripts/idp/switches.ts';
import { IdpVisitor, readAnswer } from '../../support/idp-visitor.ts';
import { verifyWithXmlsec1 } from '../../support/xmlsec1.ts';

const ACS = 'http://acme.localhost:8787/sso/acs';
const SP = 'http://acme.localhost:8787/sso/metadata';

let keyFolder: string;
let idp: DevelopmentIdp;
let keys: IdpKeys;

beforeAll(async () => {
  keyFolder = await mkdtemp(join(tmpdir(), 'edge-saml-idp-'));
  idp = await startDevelopmentIdp({
    port: 0,
    keyFolder,
    tenants: [
      {
        slug: 'acme',
        displayName: 'acme',
        serviceProvider: { entityId: SP, acsUrls: [ACS] },
        defaultRelayState: '/',
      },
    ],
  });
  keys = openIdpKeys(keyFolder, 'acme');
});
afterAll(async () => {
  await idp.close();
  await rm(keyFolder, { recursive: true });
});

async function answerOf(person: string, ...switches: [string, string][]): Promise<string> {
  const visitor = new IdpVisitor(idp.origin);
  return (await visitor.choose(await visitor.get('/acme'), person, switches)).xml;
}

const idOf = (xml: string, element: string) =>
  new RegExp(`<${element} [^>]*?\\bID="([^"]*)"`).exec(xml)?.[1] ?? '';
const responseId = (xml: string) => idOf(xml, 'samlp:Response');
const assertionId = (xml: string) => idOf(xml, 'saml:Assertion');
const signatures = (xml: string) => xml.match(/<ds:Signature /g)?.length ?? 0;
const instantOf = (xml: string, name: string) =>
  Date.parse(new RegExp(` ${name}="([^"]*)"`).exec(xml)?.[1] ?? '');
const first = () => keys.first.certificatePem;

describe('what is signed', () => {
  test('by default both, verified by xmlsec1', async () => {
    const xml = await answerOf('alice');
    expect(signatures(xml)).toBe(2);
    expect(await verifyWithXmlsec1(xml, responseId(xml), first())).toBe(true);
    expect(await verifyWithXmlsec1(xml, assertionId(xml), first())).toBe(true);
  });

  test('the response only', async () => {
    const xml = await answerOf('alice', ['sign', 'response']);
    expect(signatures(xml)).toBe(1);
    expect(await verifyWithXmlsec1(xml, responseId(xml), first())).toBe(true);
  });

  test('the assertion only', async () => {
    const xml = await answerOf('alice', ['sign', 'assertion']);
    expect(signatures(xml)).toBe(1);
    expect(await verifyWithXmlsec1(xml, assertionId(xml), first())).toBe(true);
  });

  test('nothing', async () => {
    expect(signatures(await answerOf('alice', ['sign', 'none']))).toBe(0);
  });

  test.each(['boeb', 'carol', 'dave', 'erin', 'ada'])('for %s, too, both signatures hold', async (person) => {
    const xml = await answerOf(person);
    expect(await verifyWithXmlsec1(xml, responseId(xml), first())).toBe(true);
    expect(await verifyWithXmlsec1(xml, assertionId(xml), first())).toBe(true);
  });
});

describe('with which key and hash', () => {
  const names = Object.keys(KEY_CHOICES) as IdpKeyName[];
  test.each(names.flatMap((name) => Object.keys(HASH_CHOICES).map((hash) => [name, hash] as const)))(
    '%s with %s',
    async (name, hash) => {
      const xml = await answerOf('alice', ['key', name], ['hash', hash]);
      const scheme = name === 'elliptic' ? 'ecdsa' : 'rsa';
      expect(xml).toContain(`#${scheme}-${hash.replace('-', '').toLowerCase()}"`);
      expect(await verifyWithXmlsec1(xml, responseId(xml), keys[name].certificatePem)).toBe(true);
      for (const other of names.filter((each) => each !== name)) {
        expect(await verifyWithXmlsec1(xml, responseId(xml), keys[other].certificatePem)).toBe(false);
      }
    },
  );
});

describe('the clock', () => {
  test.each(Object.keys(CLOCK_CHOICES).map(Number))('%i seconds off moves every instant', async (seconds) => {
    const before = Date.now();
    const xml = await answerOf('alice', ['clock', String(seconds)]);
    const after = Date.now();
    for (const [name, milliseconds] of [
      ['IssueInstant', 0],
      ['NotBefore', 0],
      ['AuthnInstant', 0],
      ['NotOnOrAfter', 300_000],
    ] as const) {
      const offset = seconds * 1000 + milliseconds;
      expect(instantOf(xml, name)).toBeGreaterThanOrEqual(before + offset);
      expect(instantOf(xml, name)).toBeLessThanOrEqual(after + offset);
    }
  });
});

describe('a fault', () => {
  test('wrong-audience changes the Audience alone', async () => {
    const xml = await answerOf('alice', ['fault', 'wrong-audience']);
    expect(xml).toContain('<saml:Audience>https://another-service.example/metadata</saml:Audience>');
    expect(xml).toContain(`Recipient="${ACS}"`);
    expect(await verifyWithXmlsec1(xml, assertionId(xml), first())).toBe(true);
  });

  test('wrong-recipient changes Recipient and Destination, while the form still goes to the ACS', async () => {
    const page = await new IdpVisitor(idp.origin).post(
      '/acme/sign-in',
      new URLSearchParams({ person: 'alice', fault: 'wrong-recipient' }),
    );
    const { acsUrl, xml } = await readAnswer(page);
    expect(acsUrl).toBe(ACS);
    expect(xml).toContain('Recipient="https://another-service.example/acs"');
    expect(xml).toContain('Destination="https://another-service.example/acs"');
    expect(xml).toContain(`<saml:Audience>${SP}</saml:Audience>`);
  });

  test('expired ends an hour ago', async () => {
    const xml = await answerOf('alice', ['fault', 'expired']);
    const ago = Date.now() - instantOf(xml, 'NotOnOrAfter');
    expect(ago).toBeGreaterThanOrEqual(3_600_000);
    expect(ago).toBeLessThan(3_630_000);
    expect(instantOf(xml, 'NotBefore')).toBeLessThan(instantOf(xml, 'NotOnOrAfter'));
  });

  test('without-email takes the address away everywhere', async () => {
    expect(await answerOf('alice')).toContain('alice@acme.example');
    const xml = await answerOf('alice', ['fault', 'without-email']);
    expect(xml).not.toContain('alice@');
    expect(xml).not.toContain('Name="email"');
    expect(xml).toContain('nameid-format:persistent');
  });

  test('authn-failed is a signed Response with that status and no Assertion', async () => {
    const xml = await answerOf('alice', ['fault', 'authn-failed'], ['sign', 'assertion']);
    expect(xml).toContain('Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"');
    expect(xml).not.toContain('<saml:Assertion');
    expect(await verifyWithXmlsec1(xml, responseId(xml), first())).toBe(true);
  });

  test('tampered breaks both signatures', async () => {
    const xml = await answerOf('alice', ['fault', 'tampered']);
    expect(xml).toContain('>not-alice@acme.example</saml:NameID>');
    expect(await verifyWithXmlsec1(xml, responseId(xml), first())).toBe(false);
    expect(await verifyWithXmlsec1(xml, assertionId(xml), first())).toBe(false);
  });

  test('and another one are both there', async () => {
    const xml = await answerOf('alice', ['fault', 'authn-failed'], ['fault', 'tampered']);
    expect(xml).toContain('<samlp:StatusMessage>not-');
    expect(await verifyWithXmlsec1(xml, responseId(xml), first())).toBe(false);
  });
});

describe('the page', () => {
  test('offers every switch', async () => {
    const page = await (await new IdpVisitor(idp.origin).get('/acme')).text();
    for (const choices of [SIGN_CHOICES, KEY_CHOICES, HASH_CHOICES, CLOCK_CHOICES]) {
      for (const value of Object.keys(choices)) expect(page).toContain(`<option value="${value}"`);
    }
    for (const fault of Object.keys(FAULTS)) expect(page).toContain(`name="fault" value="${fault}"`);
  });

  test.each([
    ['sign', 'all'],
    ['clock', '1'],
    ['key', 'toString'],
    ['hash', 'MD5'],
    ['fault', 'none'],
  ])('a value of %s that is not offered is refused', async (name, value) => {
    const fields = new URLSearchParams({ person: 'alice', [name]: value });
    expect((await new IdpVisitor(idp.origin).post('/acme/sign-in', fields)).status).toBe(400);
  });
});

describe('the people', () => {
  test('carol has 400 groups in a Response beyond 90 KB, and values that look like something else', async () => {
    const xml = await answerOf('carol');
    expect(xml.match(/cn=project-\d{4}/g)).toHaveLength(400);
    expect(xml.length).toBeGreaterThan(90_000);
    for (const value of ['007', '1e5', 'true']) expect(xml).toContain(`xsi:type="xs:string">${value}</`);
  });

  test('boeb has markup that is escaped and text of every direction and plane', async () => {
    const xml = await answerOf('boeb');
    expect(xml).toContain('&lt;b&gt;Bob&lt;/b&gt; &amp; &quot;Söhne&quot;');
    expect(xml).toContain('🦊');
    expect(xml).toContain('שיווק');
  });

  test('dave has no address, and erin another NameID each time', async () => {
    expect(await answerOf('dave')).not.toContain('@');
    const nameId = (xml: string) => /transient">([^<]*)/.exec(xml)?.[1];
    const [one, other] = [nameId(await answerOf('erin')), nameId(await answerOf('erin'))];
    expect(one).toBeDefined();
    expect(one).not.toBe(other);
  });
});
