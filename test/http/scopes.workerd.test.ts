/** Scopes at the ACS, over real objects: bound by the API, and by the metadata itself. */
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import type { AttributeParts } from '../../scripts/idp/response.ts';
import { createApp } from '../../src/app.ts';
import { ATTRIBUTE_SUBJECT_ID } from '../../src/saml/names.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { openBrowser, requestIn } from '../support/app-browser.ts';
import { createTenant } from '../support/records.ts';
import { buildResponse, formBody, signXml } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';

const app = createApp();
const PRINCIPAL_NAME = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const account = { key: { from: 'attribute', name: ATTRIBUTE_SUBJECT_ID } } as const;
const identityProvider = { ...connection().identityProvider, scopes: ['acme.example'] };

const attribute = (name: string, ...values: string[]): AttributeParts => ({
  name,
  nameFormat: null,
  friendlyName: null,
  values,
});

/** A browser at a tenant with this connection, whose identity provider states whatever it is told to. */
async function atTenant(rules: Partial<Connection>) {
  const tenant = await createTenant({ connections: [connection(rules)] });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const { visit } = openBrowser(app, origin);
  const signIn = async (...attributes: AttributeParts[]) => {
    const requestId = await requestIn(await visit('/sso/login?returnTo=/docs'));
    const urls = { spEntityId: `${origin}/sso/metadata`, acsUrl: `${origin}/sso/acs` };
    const facts = { ...urls, requestId, now: Date.now(), assertionId: `_${crypto.randomUUID()}` };
    const xml = buildResponse({ assertion: { attributeStatements: [attributes] } }, facts);
    return visit('/sso/acs', formBody(await signXml(xml, 'Assertion')));
  };
  const lastRefusal = async () => {
    const query = { limit: 1, cursor: null, outcome: null, code: null, reference: null };
    const [attempt] = (await tenant.record.attempts(query)).items;
    return attempt?.code;
  };
  return { visit, signIn, lastRefusal };
}

test.each<[string, Partial<Connection>]>([
  ['the metadata', { account, identityProvider }],
  ['the connection', { account, scopes: ['acme.example'] }],
])(
  'who comes with an account key of a foreign scope is refused, by the scopes of %s',
  async (_words, rules) => {
    const { visit, signIn, lastRefusal } = await atTenant(rules);
    const refused = await signIn(attribute(ATTRIBUTE_SUBJECT_ID, 'ceo@globex.example'));
    expect(refused.status).toBe(403);
    const html = await refused.text();
    expect(html).toContain('<code>scope_mismatch</code>');
    expect(html).not.toMatch(/ceo|globex/);
    expect((await visit('/sso/session')).status).toBe(401);
    expect(await lastRefusal()).toBe('scope_mismatch');

    expect((await signIn(attribute(ATTRIBUTE_SUBJECT_ID, 'alice@ACME.example'))).status).toBe(303);
    expect(await (await visit('/sso/session')).json()).toMatchObject({
      identity: { accountKey: 'alice@ACME.example' },
    });
  },
);

test('other foreign values are in no session', async () => {
  const { visit, signIn } = await atTenant({ account, identityProvider });
  const own = attribute(ATTRIBUTE_SUBJECT_ID, 'alice@acme.example');
  const answer = await signIn(own, attribute(PRINCIPAL_NAME, 'ceo@globex.example'));
  expect(answer.status).toBe(303);
  const told = await (await visit('/sso/session')).text();
  expect(told).toContain('alice@acme.example');
  expect(told).not.toContain('globex');
});
