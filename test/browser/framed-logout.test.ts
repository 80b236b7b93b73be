/**
 * Single logout that an identity provider begins in a frame of its own page, one for each site, as several products do, in a Chromium
 * that keeps third-party cookies from everybody, as its contexts without a history do: SAML Profiles 2.0, section 4.4.3.3.
 *
 * A site is a scheme and a registrable domain; ports make no difference. `localhost` is on no list of public suffixes, and so is one, as
 * any unknown last label is: `acme.localhost` is a registrable domain, hence a site of its own, and the bare host `localhost`, where
 * the identity provider is, is another. That no SameSite cookie arrives in the frame shows it.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATUS_SUCCESS } from '../../src/saml/names.ts';
import { decodeSignedRedirect } from '../../src/saml/redirect-binding.ts';
import { deriveSigningKeys } from '../../src/session/purpose-keys.ts';
import { openSession, SESSION_COOKIE_NAME, sealSession } from '../../src/session/session-cookie.ts';
import { SESSION_RENEWAL_SECONDS } from '../../src/session/session-rules.ts';
import { testKey } from '../support/signed-response.ts';
import { trustedKey } from '../support/verdict.ts';
import { TEST_COOKIE_SECRET } from '../support/worker.ts';
import { verifyWithXmlsec1 } from '../support/xmlsec1.ts';
import { type Stage, setStage, signIn } from './stage.ts';

let stage: Stage;
/** The part of an identity provider that the development IdP lacks: the page with the frame, and where answers go. */
let pages: Server;
let port: number;
/** What came there last: the query, or the form. */
let answered: string;

beforeAll(async () => {
  pages = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const [, page, slug] = pathname.split('/');
    if (page === 'answers') answered = search.slice(1) || (await text(request));
    const content =
      page === 'answers'
        ? '<p>Answered'
        : `<iframe name="site"></iframe>
          <form method="post" action="${stage.idpOrigin}/${slug}/sign-out" target="site"><button>Sign out</button></form>`;
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><title>Leaving</title><link rel="icon" href="data:,">${content}`);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  ({ port } = pages.address() as AddressInfo);
  stage = await setStage();
  for (const [slug, binding] of [
    ['acme', 'Redirect'],
    ['globex', 'POST'],
  ] as const) {
    const metadata = await (await fetch(`${stage.idpOrigin}/${slug}/metadata`)).text();
    const edited = metadata.replace(
      /(SingleLogoutService Binding="[^"]*HTTP-)Redirect"/,
      `$1${binding}" ResponseLocation="http://localhost:${port}/answers"`,
    );
    expect(edited).not.toBe(metadata);
    await stage.worker.putTenant(slug, { connections: [{ id: 'development', metadata: edited }] });
  }
});
afterAll(async () => {
  await stage.close();
  pages.close();
});

const LINK = '/docs/42?tab=notes#top';
const SUCCESS = `<samlp:StatusCode Value="${STATUS_SUCCESS}"/></samlp:Status>`;

/** Somebody who is signed in, in a browser that gives no cookie to a site in a frame of another one. */
async function signedIn(slug: string) {
  const origin = stage.origin(slug);
  const visitor = await stage.visit();
  const { page } = visitor;
  const context = page.context();
  await signIn(page, origin + LINK);
  // Lax alone would keep ours out of frames. This one tells whether the browser does so as well.
  const everywhere = { name: 'any-site', value: '1', sameSite: 'None', secure: true } as const;
  await context.addCookies([{ ...everywhere, domain: new URL(origin).hostname, path: '/' }]);
  expect(await cookiesSent(page, () => page.reload())).toEqual(['__Host-session', 'any-site']);
  return { ...visitor, origin };
}

/** The names of the cookies that the next request to a tenant brings. */
async function cookiesSent(page: Page, act: () => Promise<unknown>, path = '/'): Promise<string[]> {
  const [request] = await Promise.all([
    page.waitForRequest(
      (each) => new URL(each.url()).pathname.startsWith(path) && each.isNavigationRequest(),
    ),
    act(),
  ]);
  const { cookie = '' } = await request.allHeaders();
  return cookie
    .split('; ')
    .flatMap((pair) => pair.split('=')[0] || [])
    .sort();
}

/** Opens the identity provider's page that signs people out, with a frame for the tenant's site, and begins. */
async function leave(page: Page, slug: string): Promise<{ readonly frame: Frame; readonly sent: string[] }> {
  await page.goto(`http://localhost:${port}/leaving/${slug}`);
  const sent = await cookiesSent(page, () => page.getByRole('button').click(), '/sso/slo');
  const frame = page.frame({ name: 'site' });
  if (frame === null) throw new Error('there is no frame');
  await frame.getByText('Answered').waitFor();
  return { frame, sent };
}

/** Makes the cookie as old as it is when the ledger is asked next, so that nobody has to wait for that. */
async function ageSession(page: Page, slug: string): Promise<void> {
  const context = page.context();
  const { id } = await stage.worker.readTenant(slug);
  const keys = await deriveSigningKeys([TEST_COOKIE_SECRET], 'edge-saml/session/1');
  const cookie = (await context.cookies(stage.origin(slug))).find(({ name }) => name === SESSION_COOKIE_NAME);
  const opened = await openSession(cookie?.value ?? '', id, keys);
  if (cookie === undefined || opened === null) throw new Error('there is no session cookie');
  const { session } = opened;
  const renewedAt = session.renewedAt - SESSION_RENEWAL_SECONDS * 1000;
  await context.addCookies([{ ...cookie, value: await sealSession({ ...session, renewedAt }, keys) }]);
}

/** Nobody is signed in at the tenant any more, in a tab of the same browser, which is led to the identity provider. */
async function expectSignedOut(page: Page, slug: string): Promise<void> {
  await ageSession(page, slug);
  const origin = stage.origin(slug);
  expect((await page.goto(`${origin}/sso/session`))?.status()).toBe(401);
  await page.goto(origin + LINK);
  await page.waitForURL(`${stage.idpOrigin}/${slug}/sso?*`);
}

test('in a frame that no cookie reaches, the session ends all the same, and the answer reaches the identity provider', async () => {
  const { page, newTab, complaints } = await signedIn('acme');
  const { frame, sent } = await leave(page, 'acme');
  expect(sent).toEqual([]);
  expect(frame.url()).toBe(`http://localhost:${port}/answers?${answered}`);
  expect(page.url()).toBe(`http://localhost:${port}/leaving/acme`);
  const policy = { trustedKeys: [trustedKey('spA')], allowSha1: false, blockedAlgorithms: new Set<string>() };
  const decoded = await decodeSignedRedirect(answered, 'SAMLResponse', policy);
  if (!decoded.ok) throw new Error(decoded.failure.code);
  expect(new TextDecoder().decode(decoded.value.message)).toContain(SUCCESS);
  expect(complaints).toEqual([]);
  await expectSignedOut(await newTab(), 'acme');
});

test('so does the form of an answer by POST, which that one’s pages may frame', async () => {
  const { page, newTab, complaints } = await signedIn('globex');
  const { frame, sent } = await leave(page, 'globex');
  expect(sent).toEqual([]);
  expect(frame.url()).toBe(`http://localhost:${port}/answers`);
  const message = new URLSearchParams(answered).get('SAMLResponse') ?? '';
  const xml = Buffer.from(message, 'base64').toString();
  expect(xml).toContain(SUCCESS);
  const id = / ID="([^"]+)"/.exec(xml)?.[1] ?? '';
  expect(await verifyWithXmlsec1(xml, id, testKey('spA').certificatePem)).toBe(true);
  expect(complaints).toEqual([]);
  await expectSignedOut(await newTab(), 'globex');
});

test('nobody else’s page may frame that form, though the session ends', async () => {
  const { page, newTab } = await signedIn('globex');
  answered = 'nothing';
  // The link is taken away on its way to us, and opened in the frame of a page on a third site.
  await page.route('**/sso/slo?*', (route) => route.abort());
  const asked = page.waitForRequest('**/sso/slo?*');
  await page.goto(`http://localhost:${port}/leaving/globex`);
  await page.getByRole('button').click();
  const link = (await asked).url();
  await page.unrouteAll();
  await page.goto(`http://elsewhere.localhost:${port}/`);
  const failed = page.waitForEvent('requestfailed', (request) => request.url() === link);
  await page.locator('iframe').evaluate((frame, url) => frame.setAttribute('src', url), link);
  expect((await failed).failure()?.errorText).toBe('net::ERR_BLOCKED_BY_RESPONSE');
  expect(answered).toBe('nothing');
  await expectSignedOut(await newTab(), 'globex');
});
