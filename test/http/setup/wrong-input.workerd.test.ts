/** Wrong input, posted to the real pages: what the field says, that nothing is saved, and that no private key comes back. */
import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { generateSigningKey } from '../../../scripts/x509/signing-key.ts';
import { setupLinkEnd } from '../../../src/administration/setup-link.ts';
import { createApp } from '../../../src/app.ts';
import { explainWrongInputs } from '../../../src/http/setup/wrong-input.ts';
import {
  A,
  ENTITY_ID,
  entity,
  idp,
  idpRole,
  REDIRECT_URL,
  signingKey,
  spRole,
  WEAK,
} from '../../support/idp-metadata.ts';
import { ALICE, by, connectionOf, createTenant } from '../../support/records.ts';
import { testKey } from '../../support/test-keys.ts';

const app = createApp();
const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
const EXPIRED = generateSigningKey('P-256', 'expired.test', new Date(0), new Date(1)).certificatePem;
const expiredBase64 = EXPIRED.replaceAll(/-----[^-]+-----|\s/g, '');

/** Behind the door of a new tenant: posts a form, and reads what a page says of a field. */
async function enterSetup(connections: readonly ReturnType<typeof connectionOf>[] = []) {
  const tenant = await createTenant({ connections });
  const origin = `http://${tenant.slug}.${env.BASE_DOMAIN}`;
  const made = await tenant.record.createSetupLink(
    { note: 'Grace', expiresAt: setupLinkEnd(24, Date.now()) },
    { author: ALICE, now: Date.now() },
  );
  if (!made.ok) throw new Error(made.failure.code);
  let cookie = '';
  let formToken = '';
  const send = async (path: string, fields?: Readonly<Record<string, string | Blob>>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ formToken, ...fields })) body.append(name, value);
    const answer = await app.fetch(
      new Request(`${origin}/sso/setup${path}`, {
        redirect: 'manual',
        headers: { Origin: origin, Cookie: cookie },
        ...(fields === undefined ? {} : { method: 'POST', body }),
      }),
      env,
      context,
    );
    return { status: answer.status, headers: answer.headers, html: await answer.text() };
  };
  const opened = await send('/open', { link: made.value.secret });
  cookie = opened.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  formToken = /name="formToken" value="([\w-]+)"/.exec((await send('')).html)?.[1] ?? '';
  return { ...tenant, send };
}

const saysOf = (html: string, field: string) =>
  asText(new RegExp(`id="${field}-error">([^<]*)<`).exec(html)?.[1] ?? '');
const asText = (html: string) =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const words = (code: string) => explainWrongInputs({ x: { code } })['x'];
const file = (content: string | Uint8Array<ArrayBuffer>) => new File([content], 'idp.xml');

describe('what is wrong is said at the field, and nothing is saved', () => {
  const utf16 = new Uint8Array([0xff, 0xfe, 0x3c, 0x00]);
  test.each<[string, Readonly<Record<string, string | Blob>>]>([
    ['metadata_is_web_page metadata', { source: 'paste', metadata: '<html>Sign in</html>' }],
    ['metadata_is_service_provider metadata', { source: 'paste', metadata: entity(spRole()) }],
    ['metadata_is_address metadata', { source: 'paste', metadata: 'https://idp.example.com/metadata' }],
    ['metadata_is_json metadata', { source: 'paste', metadata: '{"issuer":"x"}' }],
    ['metadata_is_base64 metadata', { source: 'paste', metadata: btoa(idp()) }],
    ['metadata_is_certificate metadata', { source: 'paste', metadata: A }],
    ['metadata_is_empty metadata', { source: 'paste', metadata: '' }],
    ['xml_malformed metadata', { source: 'paste', metadata: idp().slice(0, 300) }],
    ['certificate_key_too_weak metadata', { source: 'paste', metadata: idp({ keys: signingKey(WEAK) }) }],
    ['entity_id_invalid metadata', { source: 'paste', metadata: entity(idpRole({}), 'entityID=" x y"') }],
    [
      'certificates_expired metadata',
      { source: 'paste', metadata: idp({ keys: signingKey(expiredBase64) }) },
    ],
    ['metadata_is_utf16 metadataFile', { source: 'file', metadataFile: file(utf16) }],
    ['metadata_is_empty metadataFile', { source: 'file', metadataFile: file('') }],
    ['metadata_is_web_page metadataFile', { source: 'file', metadataFile: file('<!DOCTYPE html>') }],
    ['address_is_metadata metadataUrl', { source: 'url', metadataUrl: idp() }],
    ['metadata_unreachable metadataUrl', { source: 'url', metadataUrl: 'http://localhost:1/metadata' }],
    ['certificate_unreadable certificates', { ...byHand(), certificates: 'x' }],
    ['certificate_key_too_weak certificates', { ...byHand(), certificates: WEAK }],
    ['certificates_expired certificates', { ...byHand(), certificates: EXPIRED }],
    ['certificate_unreadable certificateFile', { ...byHand(), certificateFile: file('') }],
    ['entity_id_spaced entityId', { ...byHand(), entityId: `${ENTITY_ID} ` }],
  ])('%s', async (expected, form) => {
    const [code = '', field = ''] = expected.split(' ');
    const { send, record } = await enterSetup();
    const { status, html } = await send('/check', form);
    expect([status, saysOf(html, field)]).toEqual([422, words(code)]);
    expect((await record.read())?.draft).toBeNull();
  });

  function byHand() {
    return { source: 'hand', entityId: ENTITY_ID, signInUrl: REDIRECT_URL, certificates: A };
  }

  test('a logout URL is asked for by hand, not needed, shown back, and judged as a sign-in URL is', async () => {
    const { send } = await enterSetup();
    expect((await send('/check', byHand())).html).not.toContain('Logout by Redirect');
    const logoutUrl = 'https://idp.example.com/slo';
    const shown = await send('/check', { ...byHand(), logoutUrl });
    expect(shown.html).toContain('Logout by Redirect');
    expect(shown.html).toContain(`name="logoutUrl" value="${logoutUrl}"`);
    const refused = await send('/check', { ...byHand(), logoutUrl: 'javascript:alert(1)' });
    expect([refused.status, saysOf(refused.html, 'logoutUrl')]).toEqual([
      422,
      'The logout URL must begin with https://.',
    ]);
    const metadata = await send('/check', { ...byHand(), logoutUrl: idp() });
    expect(saysOf(metadata.html, 'logoutUrl')).toBe(words('address_is_metadata'));
  });

  test('the service provider’s own metadata is told without fetching it', async () => {
    const { send, slug } = await enterSetup();
    const metadataUrl = `http://${slug}.${env.BASE_DOMAIN}/sso/metadata`;
    const { html } = await send('/check', { source: 'url', metadataUrl });
    expect(saysOf(html, 'metadataUrl')).toBe(words('metadata_is_service_provider'));
  });

  test('an entity ID with a stray space is offered without it, and is right at the next try', async () => {
    const { send } = await enterSetup();
    const { html } = await send('/check', { ...byHand(), entityId: ` ${ENTITY_ID}\t` });
    expect(/id="entityId"[^>]*value="([^"]*)"/.exec(html)?.[1]).toBe(ENTITY_ID);
    expect((await send('/check', byHand())).html).toContain('Is this right?');
  });

  test('expired certificates are taken from whoever says that they are used', async () => {
    const { send, record } = await enterSetup();
    const form = { ...byHand(), certificates: EXPIRED };
    const refused = await send('/check', form);
    expect(refused.html).toContain('name="takeExpired"');
    const { html } = await send('/check', { ...form, takeExpired: 'on' });
    expect(html).toContain('Is this right?');
    const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';
    const agreed = { takeExpired: 'on', digest: hidden('digest'), revision: hidden('revision') };
    expect((await send('/save', { ...form, ...agreed })).status).toBe(303);
    expect((await record.read())?.draft).not.toBeNull();
  });

  test('requests are signed for whom it is said that he wants it', async () => {
    const { send } = await enterSetup();
    const factOf = (html: string) => /Our requests<\/dt><dd>([^<]*)/.exec(html)?.[1];
    const plain = await send('/check', byHand());
    expect([factOf(plain.html), plain.html.includes('has no key yet')]).toEqual(['Not signed', false]);
    // The Worker of these tests has no key to sign with, which is told as well.
    const signed = await send('/check', { ...byHand(), wantAuthnRequestsSigned: 'on' });
    expect([factOf(signed.html), signed.html.includes('has no key yet')]).toEqual(['Signed', true]);
  });

  test('certificates in files, DER as well, are those that it signs with', async () => {
    const { send } = await enterSetup();
    const certificateFile = new File([Uint8Array.from(atob(A), (each) => each.charCodeAt(0))], 'idp.cer');
    const { html } = await send('/check', { ...byHand(), certificates: '', certificateFile });
    expect(html).toContain('Is this right?');
    expect(html).toContain('-----BEGIN CERTIFICATE-----');
  });
});

describe('a private key', () => {
  const pem = String(testKey('rsaA').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const body = pem.split('\n')[3] ?? '';

  test.each(['/check', '/save', '/change'])(
    'is not in what %s answers, wherever it was posted',
    async (path) => {
      const { send, record } = await enterSetup();
      for (const name of ['metadata', 'metadataUrl', 'entityId', 'certificates', 'vendor', 'takeExpired']) {
        for (const source of ['url', 'paste', 'hand']) {
          const { html } = await send(path, { source, [name]: pem });
          expect(html).not.toContain(body);
          expect(html).not.toContain('PRIVATE KEY');
        }
      }
      for (const name of ['metadataFile', 'certificateFile']) {
        const source = name === 'metadataFile' ? 'file' : 'hand';
        const { html } = await send(path, { source, [name]: file(pem) });
        expect(html).not.toContain(body);
        if (path === '/check') expect(saysOf(html, name)).toBe(words('private_key_given'));
      }
      const trail = await record.audit({ limit: 50, cursor: null });
      expect(JSON.stringify([await record.read(), trail])).not.toContain(body);
    },
  );

  test('is not in the page that makes somebody wait either', async () => {
    const { send } = await enterSetup();
    const form = { source: 'paste', metadata: `<a>${pem}</a>` };
    const answers = [];
    for (let tries = 0; tries < 32; tries++) answers.push(await send('/check', form));
    expect(answers.at(-1)?.status).toBe(429);
    for (const { html } of answers) expect(html).not.toContain(body);
  });
});

describe('a vendor', () => {
  test('that is chosen is in the address, fills the page with its words, and stays until the draft is saved', async () => {
    const { send } = await enterSetup();
    const { html } = await send('?vendor=google');
    expect(html).toContain('Add custom SAML app');
    expect(html).toMatch(/id="source-file"[^>]* checked/);
    expect(html).toContain('name="vendor" value="google"');
    const review = await send('/check', { vendor: 'google', source: 'paste', metadata: idp() });
    const hidden = (name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(review.html)?.[1] ?? '';
    const form = { source: 'paste', metadata: idp(), digest: hidden('digest'), revision: hidden('revision') };
    const saved = await send('/save', { ...form, vendor: hidden('vendor') });
    expect(saved.headers.get('Location')).toBe('/sso/setup?done=saved&vendor=google');
  });

  test('that nobody knows is none, and is not repeated', async () => {
    const { send } = await enterSetup();
    const { status, html } = await send('?vendor=%3Cscript%3E');
    expect(status).toBe(200);
    expect(html).not.toContain('&lt;script');
    expect(html).toContain('name="vendor" value=""');
  });

  test('is recognised by what was entered, and another than was chosen is told', async () => {
    const { send } = await enterSetup();
    const okta = idp({ entityAttributes: 'entityID="http://www.okta.com/exk1"' });
    const { html } = await send('/check', { vendor: 'entra', source: 'paste', metadata: okta });
    expect(html).toContain('You chose Microsoft Entra ID');
    expect(html).toContain('this is of Okta');
    const same = await send('/check', { vendor: 'okta', source: 'paste', metadata: okta });
    expect(same.html).not.toContain('You chose');
  });
});

test('a draft is shown in words, with the ways that it can go', async () => {
  const { send, record } = await enterSetup([connectionOf()]);
  const state = await record.read();
  if (state === null) throw new Error('no record');
  await record.saveDraft({ ...state.live.configuration, connections: [] }, by(ALICE));
  const { html } = await send('');
  expect(html).toContain('was removed.');
  expect(html).toContain('href="/sso/setup/test"');
  expect(html).toContain('href="/sso/setup/test/discard"');
});
