/** A connection's rules about people at the ACS and on the pages that set them, over real objects. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { digestConnection } from '../../src/administration/draft-trial.ts';
import { setupLinkEnd } from '../../src/administration/setup-link.ts';
import { createApp } from '../../src/app.ts';
import { peopleRulesOf } from '../../src/tenants/people-rules.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { openBrowser, requestIn } from '../support/app-browser.ts';
import { ALICE, by, createTenant } from '../support/records.ts';
import { buildResponse, formBody, signXml } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';

const app = createApp();
const { attributes } = peopleRulesOf({});
const OKTA = {
  ...connection().identityProvider,
  signInEndpoints: [{ binding: 'redirect', location: 'https://acme.okta.com/sso' }],
} as const;

/** A browser at a tenant whose connection has these rules; the identity provider says alice, engineering and on-call. */
async function atTenant(rules: Partial<Connection> | null) {
  const tenant = await createTenant({ connections: rules === null ? [] : [connection(rules)] });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const { visit } = openBrowser(app, origin);
  const signIn = async (accept?: string) => {
    const requestId = await requestIn(await visit('/sso/login?returnTo=/docs'));
    const urls = { spEntityId: `${origin}/sso/metadata`, acsUrl: `${origin}/sso/acs` };
    const facts = { ...urls, requestId, now: Date.now(), assertionId: `_${crypto.randomUUID()}` };
    return visit('/sso/acs', formBody(await signXml(buildResponse({}, facts), 'Assertion')), accept);
  };
  const openSetup = async () => {
    const expiresAt = setupLinkEnd(24, Date.now());
    const link = await tenant.record.createSetupLink({ note: 'Grace', expiresAt }, by(ALICE));
    if (!link.ok) throw new Error(link.failure.code);
    await visit('/sso/setup/open', { link: link.value.secret });
  };
  const lastRefusal = async () => {
    const query = { limit: 1, cursor: null, outcome: null, code: null, reference: null };
    const [attempt] = (await tenant.record.attempts(query)).items;
    return attempt;
  };
  return { ...tenant, visit, signIn, openSetup, lastRefusal };
}

const hidden = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1]?.replaceAll('&#10;', '\n') ?? '';

test('a required attribute that is missing is named to the person, with where its vendor sends it from', async () => {
  const required = ['email', 'urn:oid:dept', 'cost&centre'];
  const { visit, signIn, lastRefusal } = await atTenant({
    identityProvider: OKTA,
    attributes: { ...attributes, required },
  });
  const answer = await signIn();
  expect(answer.status).toBe(403);
  const html = await answer.text();
  for (const words of ['<code>attribute_missing</code>', 'urn:oid:dept', 'cost&amp;centre', 'Okta']) {
    expect(html).toContain(words);
  }
  expect(html).toContain('Attribute Statements');
  expect(html).not.toContain('alice');
  expect((await lastRefusal())?.code).toBe('attribute_missing');
  expect((await visit('/sso/session')).status).toBe(401);

  // Told again in the other language.
  const told = Object.fromEntries(
    ['code', 'reference', 'connection', 'missing', 'seal'].map((name) => [
      name,
      hidden(html, name).replaceAll('&amp;', '&'),
    ]),
  );
  const tellAgain = async (changes: Readonly<Record<string, string>>, at = visit) =>
    (await at('/sso/language', { ...told, ...changes, language: 'de' })).text();
  const german = await tellAgain({});
  for (const words of ['urn:oid:dept', 'cost&amp;centre', 'Es fehlt']) expect(german).toContain(words);
  expect(hidden(german, 'seal')).toBe(told['seal']);

  // Whoever guesses what the rules are finds nothing out.
  const other = await atTenant({ identityProvider: OKTA, attributes: { ...attributes, required } });
  for (const guessed of [
    await tellAgain({ seal: '' }),
    await tellAgain({ missing: 'urn:oid:dept' }),
    await tellAgain({ missing: 'urn:oid:dept\ncost&centre\nemail' }),
    await tellAgain({ code: 'group_missing' }),
    await tellAgain({}, other.visit),
  ]) {
    expect(guessed).toContain('<html lang="de">');
    expect(guessed).not.toMatch(/urn:oid:dept|Es fehlt|Okta/);
  }
});

test('who is in none of the groups is told which, and nobody is told of what groups came', async () => {
  const { signIn, lastRefusal } = await atTenant({
    groupRules: { anyOf: ['CN=App,DC=acme', 'Engineering'] },
  });
  const answer = await signIn();
  expect(answer.status).toBe(403);
  const html = await answer.text();
  expect(html).toContain('<code>group_missing</code>');
  expect(html).toContain('CN=App,DC=acme');
  expect(html).not.toContain('on-call');
  expect((await lastRefusal())?.code).toBe('group_missing');
});

test('programs are told the same as a problem', async () => {
  const { signIn } = await atTenant({ groupRules: { anyOf: ['staff'] } });
  const answer = await signIn('application/json');
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'group_missing', missing: ['staff'] });
});

test('who is let in has groups and roles in the session, and roles in webhooks', async () => {
  const roles = { everybody: ['user'], byGroup: [{ group: 'on-call', roles: ['pager', 'user'] }] };
  const { tenantId, record, visit, signIn } = await atTenant({
    groupRules: { anyOf: ['engineering'] },
    roles,
  });
  const types = ['person.first_sign_in', 'sign_in.succeeded'] as const;
  const url = 'https://hooks.example.com/';
  await record.createWebhook({ url, types, enabled: true }, { author: ALICE, now: Date.now() });
  const inRecord = <Value>(look: (sql: SqlStorage) => Value) =>
    runInDurableObject(env.TENANT_RECORD.getByName(tenantId), (_record, { storage }) => look(storage.sql));
  // An address that nothing is ever sent to.
  await inRecord((sql) => sql.exec("UPDATE webhook_endpoints SET url = 'https://10.0.0.1/'").toArray());
  expect((await signIn()).status).toBe(303);
  const session = await (await visit('/sso/session')).json();
  expect(session).toMatchObject({
    identity: { groups: ['engineering', 'on-call'], roles: ['user', 'pager'] },
  });
  const events = await inRecord((sql) => sql.exec<{ text: string }>('SELECT text FROM events').toArray());
  const told = events.map(({ text }) => JSON.parse(text)).filter(({ type }) => types.includes(type));
  expect(told.map(({ type, data }) => [type, data.person.roles])).toEqual(
    types.map((type) => [type, ['user', 'pager']]),
  );
});

test('the rules are set on a page of the set-up, by the names that came in the last test', async () => {
  const { record, visit, openSetup } = await atTenant({});
  await openSetup();
  await record.noteDraftTest({
    connectionId: 'idp',
    digest: digestConnection(connection()),
    at: 1,
    author: { kind: 'administrator', id: 'x', name: 'Grace' },
    code: null,
    checks: [],
    attributes: [{ name: 'urn:oid:mail', friendlyName: 'Work mail', values: 1 }],
  });
  const html = await (await visit('/sso/setup/attributes')).text();
  expect(html).toContain('<option value="urn:oid:mail">Work mail</option>');
  const form = {
    ...Object.fromEntries(
      ['formToken', 'revision', 'since', 'rows'].map((name) => [name, hidden(html, name)]),
    ),
    emailFrom: ' urn:oid:mail ',
    displayNameFrom: '',
    groupsFrom: '',
    groupSeparator: ';',
    needs: 'urn:oid:mail',
    required: 'email\n\n dept \n',
    anyOf: 'CN=App,DC=acme',
    everybody: 'user, reader',
    'group-1': 'it',
    'roles-1': 'admin',
  };
  const wrong = await visit('/sso/setup/attributes', { ...form, 'roles-1': 'admin not=this' });
  expect(wrong.status).toBe(422);
  const again = await wrong.text();
  expect(again).toContain('href="#roles-1"');
  expect(again).toContain('value="admin not=this"');
  expect(again).toMatch(/value="urn:oid:mail" checked/);
  expect((await record.read())?.draft).toBeNull();

  const saved = await visit('/sso/setup/attributes', form);
  expect([saved.status, saved.headers.get('Location')]).toEqual([303, '/sso/setup/test?done=draft']);
  expect((await record.read())?.draft?.configuration.connections[0]).toMatchObject({
    attributes: {
      email: 'urn:oid:mail',
      displayName: null,
      groups: null,
      groupSeparator: ';',
      required: ['urn:oid:mail', 'email', 'dept'],
    },
    groupRules: { anyOf: ['CN=App,DC=acme'] },
    roles: { everybody: ['user', 'reader'], byGroup: [{ group: 'it', roles: ['admin'] }] },
  });
  const shown = await (await visit('/sso/setup/attributes/idp')).text();
  expect(hidden(shown, 'rows')).toBe('4');
  expect(shown).toContain('value="it"');
  expect((await visit('/sso/setup/attributes/other')).status).toBe(404);
});

test('before there is a connection the page says what comes first', async () => {
  const { visit, openSetup } = await atTenant(null);
  await openSetup();
  const answer = await visit('/sso/setup/attributes');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('Enter your identity provider');
});
