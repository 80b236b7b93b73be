/** The set-up pages' guards, over real objects: what opens them, what does not, and what a form has to bring. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { type SetupLink, setupLinkEnd } from '../../../src/administration/setup-link.ts';
import { createApp } from '../../../src/app.ts';
import { SETUP_SECTIONS } from '../../../src/http/setup/navigation.ts';
import { deriveSigningKeys } from '../../../src/session/purpose-keys.ts';
import { sealSetupSession } from '../../../src/session/setup-session.ts';
import { readSettings } from '../../../src/settings.ts';
import { ENTITY_ID, idp } from '../../support/idp-metadata.ts';
import { callApi } from '../../support/operator-api.ts';
import { ALICE, by, connectionOf, createTenant } from '../../support/records.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const settings = readSettings(env);
if (!settings.ok) throw new Error('the tests have no settings');
const keys = await deriveSigningKeys(settings.value.cookieKeys, 'edge-saml/setup-session/1');

interface Sent {
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string;
}

async function newSetup(connections: readonly ReturnType<typeof connectionOf>[] = []) {
  const tenant = await createTenant({ connections });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const expiresAt = setupLinkEnd(24, Date.now());
  const made = await tenant.record.createSetupLink(
    { note: 'Grace', expiresAt },
    { author: ALICE, now: Date.now() },
  );
  if (!made.ok) throw new Error(made.failure.code);
  const send = (path: string, { form, headers = {}, cookie = '' }: Sent = {}) =>
    app.fetch(
      new Request(`${origin}/sso/setup${path}`, {
        redirect: 'manual',
        headers: { ...(form === undefined ? {} : { Origin: origin }), Cookie: cookie, ...headers },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      }),
      env,
      context,
    );
  /** Opens the link, and gives the cookie and the token of the forms. */
  const enter = async () => {
    const opened = await send('/open', { form: { link: made.value.secret } });
    const cookie = opened.headers.get('Set-Cookie')?.split(';')[0] ?? '';
    const html = await (await send('', { cookie })).text();
    const formToken = /name="formToken" value="([\w-]+)"/.exec(html)?.[1] ?? '';
    return { cookie, formToken, html };
  };
  return { ...tenant, ...made.value, origin, send, enter };
}

const sealed = async (tenantId: string, { id }: SetupLink, expiresAt: number) =>
  `__Host-setup=${await sealSetupSession({ tenantId, via: 'link', linkId: id, expiresAt }, keys)}`;

const isDoor = (html: string) => html.includes('Open your set-up link');

describe('the door', () => {
  test('is open to everybody, asks for the link, and writes nothing', async () => {
    const { send } = await newSetup();
    for (const path of ['', '/open']) {
      const answer = await send(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Set-Cookie')).toBeNull();
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      expect(answer.headers.get('Content-Security-Policy')).toContain("form-action 'self'");
      expect(isDoor(await answer.text())).toBe(true);
    }
  });

  test('takes the secret, or all of the link, and sets a cookie of this host for eight hours at most', async () => {
    const { send, secret, origin } = await newSetup();
    for (const link of [secret, ` ${origin}/sso/setup#${secret}\n`]) {
      const answer = await send('/open', { form: { link } });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('Location')).toBe('/sso/setup');
      const cookie = answer.headers.get('Set-Cookie') ?? '';
      expect(cookie).toMatch(
        /^__Host-setup=[\w.-]+; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(cookie).not.toContain(secret);
    }
  });

  test('has one answer for all that is no link', async () => {
    const [{ send }, other] = await Promise.all([newSetup(), newSetup()]);
    const answers = await Promise.all(
      ['x', 'x'.repeat(43), other.secret, `${other.secret}x`, `${other.origin}/sso/setup`].map(
        async (link) => {
          const answer = await send('/open', { form: { link } });
          const html = (await answer.text()).replaceAll(/nonce="[^"]*"/g, '');
          return [answer.status, html.replace(/(id="link"[^>]*) value="[^"]*"/, '$1')];
        },
      ),
    );
    expect(answers[0]?.[0]).toBe(422);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('makes who guesses wait, and says until when', async () => {
    const { send } = await newSetup();
    const headers = { 'CF-Connecting-IP': '192.0.2.7' };
    const guess = (index: number) => send('/open', { headers, form: { link: `${index}`.padStart(43, 'x') } });
    for (let index = 0; index < 10; index++) expect((await guess(index)).status).toBe(422);
    const refused = await guess(10);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
});

describe('behind the door', () => {
  test.each([
    ['a post that does not say where it comes from', { Origin: '' }],
    ['a sibling’s page', { Origin: 'http://other.localhost:8787' }],
    ['a sibling’s page, by its other header', { 'Sec-Fetch-Site': 'same-site' }],
  ])('nothing is taken from %s', async (_words, headers) => {
    const { send, enter, record } = await newSetup();
    const { cookie, formToken } = await enter();
    const form = { formToken, source: 'paste', metadata: idp() };
    for (const path of ['/check', '/save', '/finish', '/open']) {
      expect((await send(path, { cookie, form, headers })).status).toBe(403);
    }
    expect((await record.setupLinks())[0]?.finishedAt).toBeNull();
  });

  test.each([[''], ['x'.repeat(43)]])('nothing is taken with the token “%s”', async (formToken) => {
    const { send, enter, record } = await newSetup();
    const { cookie } = await enter();
    const answer = await send('/finish', { cookie, form: { formToken } });
    expect(answer.status).toBe(403);
    expect(isDoor(await answer.text())).toBe(true);
    expect((await record.setupLinks())[0]?.finishedAt).toBeNull();
  });

  test('a cookie of another tenant, of a link that is unknown, or past its end opens nothing', async () => {
    const [one, other] = await Promise.all([newSetup(), newSetup()]);
    const later = Date.now() + 60_000;
    const wrong = [
      await sealed(other.tenantId, other.link, later),
      await sealed(one.tenantId, other.link, later),
      await sealed(one.tenantId, one.link, Date.now() - 1),
    ];
    for (const cookie of wrong) {
      const answer = await one.send('', { cookie });
      expect(isDoor(await answer.text())).toBe(true);
    }
    const right = await one.send('', { cookie: await sealed(one.tenantId, one.link, later) });
    expect(isDoor(await right.text())).toBe(false);
  });

  test('a link that is revoked is over at the next request, which says so and takes the cookie away', async () => {
    const { send, enter, record, link } = await newSetup();
    const { cookie, formToken } = await enter();
    await record.revokeSetupLink(link.id, { author: ALICE, now: Date.now() });
    const form = { formToken, source: 'paste', metadata: idp() };
    for (const answer of [await send('', { cookie }), await send('/save', { cookie, form })]) {
      expect(answer.status).toBe(410);
      expect(answer.headers.get('Set-Cookie')).toContain('__Host-setup=; Max-Age=0');
    }
    expect((await record.read())?.draft).toBeNull();
  });

  test('nothing is saved that was not shown, and what was shown is saved as a draft by the administrator', async () => {
    const { send, enter, record, link } = await newSetup();
    const { cookie, formToken } = await enter();
    const form = { formToken, source: 'paste', metadata: idp() };
    const review = await send('/check', { cookie, form });
    expect(review.status).toBe(200);
    const html = await review.text();
    expect(html).toContain('Is this right?');
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
    const [digest, revision] = [hidden('digest'), hidden('revision')];
    for (const wrong of [{}, { digest: 'x', revision }, { digest, revision: '0' }]) {
      expect((await send('/save', { cookie, form: { ...form, ...wrong } })).status).toBe(409);
    }
    expect((await record.read())?.draft).toBeNull();
    const saved = await send('/save', { cookie, form: { ...form, digest, revision } });
    expect(saved.headers.get('Location')).toBe('/sso/setup?done=saved');
    const state = await record.read();
    expect(state?.live.configuration.connections).toEqual([]);
    expect(state?.draft).toMatchObject({
      author: { kind: 'administrator', id: link.id, name: 'Grace' },
      configuration: { connections: [{ id: 'sso', identityProvider: { entityId: ENTITY_ID } }] },
    });
  });

  test('a draft of an administrator is published by whoever has seen it, and by no program that has not', async () => {
    const { send, enter, slug } = await newSetup();
    const { cookie, formToken } = await enter();
    const form = { formToken, source: 'paste', metadata: idp() };
    const html = await (await send('/check', { cookie, form })).text();
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
    await send('/save', {
      cookie,
      form: { ...form, digest: hidden('digest'), revision: hidden('revision') },
    });
    const publish = (headers: Record<string, string>) =>
      callApi('POST', `/tenants/${slug}/draft/publish?untested=true`, { headers });
    for (const headers of [{}, { 'If-Match': '*' }]) {
      expect(await (await publish(headers)).json()).toMatchObject({ code: 'draft_unseen', status: 409 });
    }
    const draft = await callApi('GET', `/tenants/${slug}/draft`);
    expect(await draft.clone().text()).toContain('Grace');
    expect((await publish({ 'If-Match': draft.headers.get('ETag') ?? '' })).status).toBe(200);
  });

  test('the rules of a connection stay, and of several one has to be chosen', async () => {
    const first = { ...connectionOf('acme.example'), id: 'first' };
    const second = {
      ...connectionOf(),
      id: 'second',
      identityProvider: { ...first.identityProvider, entityId: 'urn:x' },
    };
    const { send, enter, record } = await newSetup([first, second]);
    const { cookie, formToken } = await enter();
    const form = { formToken, source: 'paste', metadata: idp() };
    const refused = await send('/check', { cookie, form });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Which one is not chosen yet.');
    const html = await (await send('/check', { cookie, form: { ...form, connection: 'first' } })).text();
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
    const agreed = { connection: 'first', digest: hidden('digest'), revision: hidden('revision') };
    await send('/save', { cookie, form: { ...form, ...agreed } });
    const saved = (await record.read())?.draft?.configuration.connections[0];
    expect(saved).toMatchObject({ ...first, identityProvider: expect.anything(), metadataSource: null });
    expect(saved?.identityProvider.entityId).toBe(ENTITY_ID);
  });

  test('who has metadata read again and again has to wait, with nothing typed lost', async () => {
    const { send, enter } = await newSetup();
    const { cookie, formToken } = await enter();
    const form = { formToken, source: 'paste', metadata: 'what was typed' };
    const answers: Response[] = [];
    for (let tries = 0; tries < 32; tries++) answers.push(await send('/check', { cookie, form }));
    expect(answers.slice(0, 30).map(({ status }) => status)).toEqual(Array(30).fill(422));
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(await last?.text()).toContain('what was typed');
  });

  test.each(SETUP_SECTIONS)(
    'the section $name is at its address, and marked in the navigation',
    async ({ href, label }) => {
      const { send, enter } = await newSetup([connectionOf()]);
      const { cookie } = await enter();
      const answer = await send(href.replace('/sso/setup', ''), { cookie });
      expect(answer.status).toBe(200);
      const html = await answer.text();
      const [navigation = ''] = /<nav class="tabs" aria-label="Set-up">.*?<\/nav>/s.exec(html) ?? [];
      expect(navigation.match(/<a [^>]*aria-current="page"[^>]*>[^<]*/g)).toEqual([
        `<a href="${href}" aria-current="page">${label}`,
      ]);
      expect(navigation.match(/<a /g)?.length).toBe(SETUP_SECTIONS.length);
    },
  );

  test('a deleted tenant has nothing to set up', async () => {
    const { send, enter, record } = await newSetup();
    const { cookie } = await enter();
    await record.delete(by(ALICE));
    expect((await send('', { cookie })).status).toBeGreaterThanOrEqual(404);
  });
});
