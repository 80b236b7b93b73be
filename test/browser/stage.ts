/**
 * What a browser test plays on: the Worker on workerd, the development identity providers, and Chromium, once for each
 * test file. Every page is watched: an error on its console or a violation of its Content-Security-Policy is a failure.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { developmentTenants, startDevelopmentIdp } from '../../scripts/idp/serve.ts';
import { startWorker, type TestWorker } from '../support/worker.ts';

const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
/**
 * Chromium takes the last list alone, so that what Playwright turns off is said again. The two of the omnibox are pages that
 * Chromium would load for each new window behind its address bar, which cost more than ours do.
 */
const FEATURES_OFF = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];
const CHROMIUM_ARGUMENTS = [
  `--disable-features=${FEATURES_OFF.join()}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCREENSHOT_FOLDER = new URL('../../test-results/', import.meta.url).pathname;

export interface Stage {
  readonly worker: TestWorker;
  /** Such as `http://localhost:9000`. */
  readonly idpOrigin: string;
  /** The origin of a tenant. */
  origin(slug: string): string;
  /** Opens a window of a browser of its own, without any cookies. */
  visit(options?: BrowserContextOptions): Promise<Visitor>;
  close(): Promise<void>;
}

export interface Visitor {
  readonly page: Page;
  /** Opens one more tab of the same browser. */
  newTab(): Promise<Page>;
  /** What the pages complained about so far. Answers with an error status, which browsers report as well, are not that. */
  readonly complaints: readonly string[];
}

/** The slugs that the stage has tenants for: `poster` sends its requests by the POST binding. */
const CONNECTIONS: Readonly<Record<string, object>> = {
  acme: {},
  globex: {},
  poster: { request: { binding: 'post' } },
};

/** Starts everything, with a tenant for each slug above, and with more secrets for the Worker; see `startWorker`. */
export async function setStage(
  secrets: Readonly<Record<string, string>> = {},
  configPath?: string,
): Promise<Stage> {
  const keyFolder = mkdtempSync(join(tmpdir(), 'edge-saml-keys-'));
  const worker = await startWorker(secrets, configPath);
  const port = Number(new URL(worker.origin(null)).port);
  const [template, ...others] = developmentTenants(port);
  if (template === undefined) throw new Error('there are no development tenants');
  const poster = {
    ...template,
    slug: 'poster',
    displayName: 'Poster Directory',
    serviceProvider: { metadataUrl: `${worker.origin('poster')}/sso/metadata` },
  };
  const tenants = [template, ...others, poster];
  const idp = await startDevelopmentIdp({ port: 0, keyFolder, tenants });
  for (const { slug, displayName } of tenants) {
    const connection = { id: 'development', displayName, metadata: idp.metadata(slug), ...CONNECTIONS[slug] };
    await worker.putTenant(slug, {
      displayName: slug.replace(/^./, (letter) => letter.toUpperCase()),
      connections: [connection],
    });
  }
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_ARGUMENTS });
  return {
    worker,
    idpOrigin: idp.origin,
    origin: worker.origin,
    visit: (options) => openWindow(browser, options),
    async close() {
      await browser.close();
      await idp.close();
      await worker.close();
      rmSync(keyFolder, { recursive: true });
    },
  };
}

async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Zurich', ...options });
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      const isAnswer = message.text().startsWith('Failed to load resource: the server responded with');
      if (!isAnswer && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
  });
  return { page: await context.newPage(), newTab: () => context.newPage(), complaints };
}

/** Chooses somebody on the identity provider's page; `wrong` sets its switches first, by name and value. */
export async function choose(
  page: Page,
  person: string,
  wrong: readonly (readonly [name: string, value: string])[] = [],
): Promise<void> {
  await page.getByText('What developers need to try').waitFor();
  for (const [name, value] of wrong) {
    if (!(await page.locator('details').evaluate((details) => details.hasAttribute('open')))) {
      await page.getByText('What developers need to try').click();
    }
    if (name === 'fault') await page.locator(`input[name=fault][value=${value}]`).check();
    else await page.locator(`select[name=${name}]`).selectOption(value);
  }
  await page.locator(`button[name=person][value=${person}]`).click();
}

/** Opens an address of a tenant and signs somebody in who is not yet. */
export async function signIn(page: Page, address: string, person = 'alice'): Promise<void> {
  await page.goto(address);
  await choose(page, person);
  await page.getByRole('heading', { name: 'Logged in' }).waitFor();
}

/** Reads the page's description lists: each term with its description, as text. */
export async function readFacts(page: Page): Promise<Readonly<Record<string, string>>> {
  const pairs = await page.locator('dl > div').evaluateAll((entries) =>
    entries.map((entry) => {
      const text = (selector: string) => (entry.querySelector(selector)?.textContent ?? '').trim();
      return [text('dt'), text('dd')] as const;
    }),
  );
  return Object.fromEntries(pairs);
}

/** Keeps a picture of the whole page in test-results/, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOT_FOLDER, { recursive: true });
  // A PNG takes Chromium twice as long.
  const path = join(SCREENSHOT_FOLDER, `${name}.jpeg`);
  await page.screenshot({ path, type: 'jpeg', quality: 90, fullPage: true });
}
