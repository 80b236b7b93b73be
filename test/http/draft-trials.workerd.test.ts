/** Drafts that are tried out at the ACS, over real objects: nobody is signed in by a test, and nobody notices a shadow. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { setupLinkEnd } from '../../src/administration/setup-link.ts';
import type { TenantConfiguration } from '../../src/administration/tenant-record.ts';
import { createApp } from '../../src/app.ts';
import type { Connection } from '../../src/tenants/tenant.ts';
import { makeOperator } from '../abuse/operator-browser.ts';
import { openBrowser, requestIn } from '../support/app-browser.ts';
import { callApi } from '../support/operator-api.ts';
import { ALICE, by, configuration, createTenant, must } from '../support/records.ts';
import { buildResponse, formBody, signXml } from '../support/signed-response.ts';
import { connection } from '../support/tenants.ts';

const app = createApp();
const live = connection({ keepEvidenceHours: 2 });
const strict: Connection = { ...live, response: { ...live.response, requireSigned: 'both' } };

/** An administrator in his browser, at a tenant with a live connection, and with a draft that asks for more. */
async function atTenant(
  drafted: Connection | null = strict,
  served: Connection = live,
  more: Partial<TenantConfiguration> = {},
) {
  const tenant = await createTenant({ connections: [served], ...more });
  if (drafted !== null) {
    must(await tenant.record.saveDraft(configuration({ connections: [drafted], ...more }), by(ALICE)));
  }
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const { cookies, visit } = openBrowser(app, origin);
  const link = await tenant.record.createSetupLink(
    { note: 'Grace', expiresAt: setupLinkEnd(24, Date.now()) },
    by(ALICE),
  );
  if (!link.ok) throw new Error(link.failure.code);
  await visit('/sso/setup/open', { link: link.value.secret });
  const html = await (await visit('/sso/setup')).text();
  const formToken = /name="formToken" value="([\w-]+)"/.exec(html)?.[1] ?? '';

  const beginTest = async (name = 'idp') => {
    const begun = await visit('/sso/setup/test/test', { formToken, connection: name });
    return begun.status === 303 ? visit(begun.headers.get('Location') ?? '') : begun;
  };
  const answerTo = async (
    requestId: string,
    changes: { readonly audience?: string; readonly acsUrl?: string } = {},
  ) => {
    const { audience = `${origin}/sso/metadata`, acsUrl = `${origin}/sso/acs` } = changes;
    const facts = { requestId, now: Date.now(), spEntityId: audience, acsUrl };
    return formBody(
      await signXml(buildResponse({}, { ...facts, assertionId: `_${crypto.randomUUID()}` }), 'Assertion'),
    );
  };
  const signIn = async (changes = {}) => {
    const requestId = await requestIn(await visit('/sso/login?returnTo=/docs'));
    return visit('/sso/acs', await answerTo(requestId, changes));
  };
  return { ...tenant, origin, cookies, formToken, visit, requestIn, beginTest, answerTo, signIn };
}

const hasSession = (cookies: ReadonlyMap<string, string>) => cookies.has('__Host-session');

describe('a test of a draft', () => {
  test.each([
    ['passes', live, null],
    ['does not pass', strict, 'signature_required'],
  ])(
    'that %s shows who came once, signs nobody in, and is kept without them',
    async (_words, drafted, code) => {
      const { record, cookies, visit, requestIn, beginTest, answerTo } = await atTenant({
        ...drafted,
        emailDomains: ['acme.example'],
      });
      const body = await answerTo(await requestIn(await beginTest()));
      const shown = await visit('/sso/acs', body);
      expect(shown.status).toBe(200);
      expect(await shown.text()).toContain('alice@acme.example');
      expect(hasSession(cookies)).toBe(false);
      expect((await visit('/sso/session')).status).toBe(401);
      const { tests } = await record.draftTrials();
      expect(tests).toMatchObject([
        { connectionId: 'idp', code, author: { kind: 'administrator', name: 'Grace' } },
      ]);
      expect(tests[0]?.attributes.length).toBeGreaterThan(0);
      expect(JSON.stringify(tests)).not.toMatch(/alice/i);
      const { items } = await record.attempts({
        limit: 9,
        cursor: null,
        outcome: null,
        code: null,
        reference: null,
      });
      expect(items).toEqual([]);
      // The request is over: what was posted opens nothing afterwards either.
      expect((await visit('/sso/acs', body)).status).toBe(403);
      expect(hasSession(cookies)).toBe(false);
    },
  );

  test('leaves a sign-in of the same browser alone', async () => {
    const { cookies, visit, requestIn, beginTest, answerTo } = await atTenant();
    const requestId = await requestIn(await visit('/sso/login?returnTo=/docs'));
    await visit('/sso/acs', await answerTo(await requestIn(await beginTest())));
    const finished = await visit('/sso/acs', await answerTo(requestId));
    expect([finished.status, finished.headers.get('Location')]).toEqual([303, '/docs']);
    expect(hasSession(cookies)).toBe(true);
  });

  test('counts for nothing when the draft was changed meanwhile', async () => {
    const { record, visit, requestIn, beginTest, answerTo } = await atTenant();
    const requestId = await requestIn(await beginTest());
    must(await record.saveDraft(configuration({ connections: [live] }), by(ALICE)));
    const shown = await visit('/sso/acs', await answerTo(requestId));
    const html = await shown.text();
    expect(html).toContain('The draft was changed');
    expect(html).not.toContain('alice');
    expect((await record.draftTrials()).tests).toEqual([]);
  });

  test('is one of what is live where there is no draft', async () => {
    const { record, visit, requestIn, beginTest, answerTo, cookies } = await atTenant(null);
    expect(await (await visit('/sso/setup/test')).text()).toContain('by what is live');
    await visit('/sso/acs', await answerTo(await requestIn(await beginTest())));
    expect((await record.draftTrials()).tests).toMatchObject([{ connectionId: 'idp', code: null }]);
    expect(hasSession(cookies)).toBe(false);
  });

  test('may go by the shared ACS, and leads back to the tenant’s host', async () => {
    const { record, origin, cookies, visit, requestIn, beginTest, answerTo } = await atTenant(live, live, {
      acs: 'shared',
    });
    const handed = (await beginTest()).headers.get('Location') ?? '';
    const acsUrl = `http://${env.BASE_DOMAIN}/sso/acs`;
    const shown = await visit(acsUrl, await answerTo(await requestIn(await visit(handed)), { acsUrl }));
    const html = await shown.text();
    expect(html).toContain('The test passed');
    expect(html).toContain(`href="${origin}/sso/setup/test"`);
    expect(hasSession(cookies)).toBe(false);
    expect((await record.draftTrials()).tests).toMatchObject([{ code: null }]);
  });

  test('is an operator’s as well, who comes back to the console', async () => {
    const { record, slug, visit, requestIn, answerTo } = await atTenant();
    const { browser } = await makeOperator();
    const href = `/console/tenants/${slug}/draft`;
    const { location } = await browser.post(`${href}/test`, { connection: 'idp' });
    const shown = await visit('/sso/acs', await answerTo(await requestIn(await visit(location ?? ''))));
    expect(await shown.text()).toContain(`href="http://${env.BASE_DOMAIN}${href}"`);
    expect((await record.draftTrials()).tests).toMatchObject([{ author: { kind: 'operator', name: 'Ada' } }]);
    expect((await browser.send(href)).text).toContain('signature_required');
  });

  test('begins for those alone who were handed it, at their tenant, for a connection that is there', async () => {
    const [here, there] = [await atTenant(), await atTenant()];
    const begun = await here.visit('/sso/setup/test/test', { formToken: here.formToken, connection: 'idp' });
    const { search } = new URL(begun.headers.get('Location') ?? '');
    expect((await there.visit(`/sso/draft-test${search}`)).status).toBe(404);
    expect((await there.visit('/sso/draft-test?test=x')).status).toBe(404);
    expect((await here.beginTest('other')).status).toBe(404);
    expect((await here.visit('/sso/setup/test/test', { connection: 'idp' })).status).toBe(403);
  });
});

describe('going live', () => {
  const publish = async (of: Awaited<ReturnType<typeof atTenant>>, more = {}) => {
    const revision = String((await of.record.read())?.revision);
    return of.visit('/sso/setup/test/publish', { formToken: of.formToken, revision, ...more });
  };
  const grace = { kind: 'administrator', id: 'link-1', name: 'Grace' } as const;

  test('needs no word once it is tested, which the API tells as long as the draft stays as it is', async () => {
    const { record, slug, beginTest, visit, requestIn, answerTo } = await atTenant(live);
    const tests = `/tenants/${slug}/draft/tests`;
    must(await record.saveDraft(configuration({ connections: [{ ...live, emailDomains: [] }] }), by(ALICE)));
    expect((await callApi('GET', `${tests}/idp`)).status).toBe(404);
    await visit('/sso/acs', await answerTo(await requestIn(await beginTest())));
    const read = await (await callApi('GET', tests)).json<{ items: object[] }>();
    expect(read.items).toMatchObject([{ connectionId: 'idp', isCurrent: true, author: { name: 'Grace' } }]);
    must(await record.saveDraft(configuration({ connections: [strict] }), by(ALICE)));
    expect(await (await callApi('GET', `${tests}/idp`)).json()).toMatchObject({ isCurrent: false });
  });

  test('is refused for a draft that was not tested, unless an operator says so, by API and console', async () => {
    const { record, slug } = await atTenant();
    must(await record.saveDraft(configuration({ connections: [strict] }), by(ALICE)));
    const path = `/tenants/${slug}/draft/publish`;
    const refused = await callApi('POST', path);
    expect(await refused.json()).toMatchObject({ status: 409, code: 'draft_untested' });
    expect((await callApi('POST', `${path}?untested=yes`)).status).toBe(400);
    expect((await record.read())?.live.number).toBe(1);
    expect((await callApi('POST', `${path}?untested=true`)).status).toBe(200);

    const { browser } = await makeOperator();
    must(
      await record.saveDraft(configuration({ connections: [strict, { ...strict, id: 'more' }] }), by(ALICE)),
    );
    const revision = String((await record.read())?.revision);
    const href = `/console/tenants/${slug}/draft`;
    const shown = await browser.post(`${href}/publish`, { revision });
    expect(shown.status).toBe(422);
    expect(shown.text).toContain('name="untested"');
    expect((await record.read())?.live.number).toBe(2);
    expect((await browser.post(`${href}/publish`, { revision, untested: 'on' })).status).toBe(303);
    expect((await record.read())?.live.number).toBe(3);
  });

  test('needs no word where only names and roles are changed', async () => {
    const { record, slug } = await atTenant();
    const live = (await record.read())?.live.configuration;
    const connections = live?.connections.map((each) => ({ ...each, displayName: 'Renamed' })) ?? [];
    must(await record.saveDraft(configuration({ displayName: 'Other', connections }), by(ALICE)));
    expect((await callApi('POST', `/tenants/${slug}/draft/publish`)).status).toBe(200);
  });

  test('is refused for a draft that was not tested, unless he says so, and for one of the operator’s', async () => {
    const tenant = await atTenant();
    expect((await publish(tenant, { untested: 'on' })).status).toBe(403);
    must(await tenant.record.saveDraft(configuration({ connections: [strict] }), by(grace)));
    expect((await publish(tenant)).status).toBe(422);
    expect((await tenant.record.read())?.live.number).toBe(1);
    expect((await publish(tenant, { revision: '1', untested: 'on' })).status).toBe(409);
    expect((await publish(tenant, { untested: 'on' })).status).toBe(303);
    expect((await tenant.record.read())?.live).toMatchObject({
      number: 2,
      author: { kind: 'administrator' },
    });
  });

  test('takes no more than a test that passed, and one click back', async () => {
    const tenant = await atTenant(null);
    const drafted = { ...live, emailDomains: ['acme.example'] };
    must(await tenant.record.saveDraft(configuration({ connections: [drafted] }), by(grace)));
    await tenant.visit('/sso/acs', await tenant.answerTo(await tenant.requestIn(await tenant.beginTest())));
    expect((await publish(tenant)).status).toBe(303);
    const revision = String((await tenant.record.read())?.revision);
    const back = { formToken: tenant.formToken, revision };
    expect((await tenant.visit('/sso/setup/history/1/restore', back)).status).toBe(303);
    expect((await tenant.record.read())?.live).toMatchObject({ number: 3, restoredFrom: 1 });
  });
});

describe('the shadow', () => {
  test('changes no answer, and counts how it would have been', async () => {
    const off = await atTenant();
    const on = await atTenant();
    await on.visit('/sso/setup/test/shadow', { formToken: on.formToken, on: 'on' });
    for (const tenant of [off, on]) {
      const { status, headers } = await tenant.signIn();
      expect([status, headers.get('Location')]).toEqual([303, '/docs']);
      expect(hasSession(tenant.cookies)).toBe(true);
      tenant.cookies.delete('__Host-session');
      expect((await tenant.signIn({ audience: 'https://other.example' })).status).toBe(403);
    }
    expect((await off.record.draftTrials()).counts).toEqual([]);
    expect((await on.record.draftTrials()).counts).toMatchObject([
      { live: 'refused', code: 'signature_required', total: 1 },
      { live: 'signed_in', code: 'signature_required', total: 1 },
    ]);
  });
});

describe('a refused sign-in', () => {
  const onlyRefused = { limit: 9, cursor: null, outcome: 'refused', code: null, reference: null } as const;

  test('is explained, and tried again by the draft without signing anybody in', async () => {
    const tenant = await atTenant(live, strict);
    expect((await tenant.signIn()).status).toBe(403);
    const [refused] = (await tenant.record.attempts(onlyRefused)).items;
    const path = `/sso/setup/sign-ins/${refused?.reference}`;
    const page = await (await tenant.visit(path)).text();
    expect(page).toContain('signature_required');
    const { formToken, cookies } = tenant;
    const again = await tenant.visit(`${path}/retry`, { formToken });
    const html = await again.text();
    expect(html).toContain('It would pass');
    expect(page + html).not.toMatch(/alice/i);
    expect(hasSession(cookies)).toBe(false);
    must(await tenant.record.publishDraft(by(ALICE)));
    // What was tried again is used up by that as little as the person's next sign-in.
    expect((await tenant.signIn()).status).toBe(303);

    const stranger = await atTenant();
    expect((await stranger.visit(path)).status).toBe(404);
    expect((await stranger.visit(`${path}/retry`, { formToken: stranger.formToken })).status).toBe(404);
  });

  test('leaves nothing to try again where nothing is kept', async () => {
    const tenant = await atTenant(live, { ...strict, keepEvidenceHours: 0 });
    await tenant.signIn();
    const [refused] = (await tenant.record.attempts(onlyRefused)).items;
    const path = `/sso/setup/sign-ins/${refused?.reference}`;
    expect(await (await tenant.visit(path)).text()).not.toContain('/retry');
    const again = await tenant.visit(`${path}/retry`, { formToken: tenant.formToken });
    expect(await again.text()).not.toContain('tried again by');
    const byApi = await callApi('POST', `/tenants/${tenant.slug}/refusals/${refused?.reference}/retry`);
    expect(await byApi.json()).toMatchObject({ status: 409, code: 'evidence_missing' });
  });

  test('is done by API as well, and told by the audit trail', async () => {
    const tenant = await atTenant(live, strict);
    await tenant.signIn();
    const [refused] = (await tenant.record.attempts(onlyRefused)).items;
    const path = `/tenants/${tenant.slug}/refusals/${refused?.reference}`;
    const read = await callApi('GET', path);
    expect(await read.json()).toMatchObject({
      reference: refused?.reference,
      outcome: 'refused',
      checks: expect.arrayContaining([
        expect.objectContaining({ code: 'signature_required', passed: false }),
      ]),
      evidenceUntil: expect.any(String),
    });
    const retried = await callApi('POST', `${path}/retry`);
    expect(await retried.json()).toMatchObject({ connectionId: 'idp', judgedBy: 'draft', passed: true });
    const { items } = await tenant.record.audit({ limit: 1, cursor: null });
    expect(items[0]).toMatchObject({ action: 'sign_in_retried', author: { kind: 'deployment' } });
    const elsewhere = await atTenant();
    const foreign = await callApi('POST', `/tenants/${elsewhere.slug}/refusals/${refused?.reference}/retry`);
    expect(await foreign.json()).toMatchObject({ code: 'refusal_unknown' });
  });
});
