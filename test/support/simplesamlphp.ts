/** SimpleSAMLphp as an identity provider: the whole product, as Debian ships it, under PHP's own web server on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { findFreePort } from './free-port.ts';
import { type HttpRequest, send } from './http-client.ts';
import { readPostForm } from './post-form.ts';
import {
  ALICE,
  type AnswerForm,
  type LogoutStranger,
  makeKeyFolder,
  readAnswer,
  readSent,
  type Wishes,
} from './stranger.ts';

const PRODUCT = '/usr/share/simplesamlphp';
const CONFIG_FOLDER = new URL('../interop/simplesamlphp', import.meta.url).pathname;
const PATIENCE_MS = 20_000;
/** Where it sends the browser once everybody has answered. */
const SIGNED_OUT = 'http://elsewhere.localhost/signed-out';

/** With pages that a browser may open by itself. */
export interface SimpleSamlPhp extends LogoutStranger {
  /** What its answers are to be like from now on. */
  readonly wish: (wishes: Wishes) => void;
}

/** Starts it with this key, which is RSA: it can use no other. */
export async function startSimpleSamlPhp(key: SigningKey): Promise<SimpleSamlPhp> {
  requireSimpleSamlPhp();
  const folder = makeKeyFolder(key);
  const wish = (wishes: Wishes) => writeFileSync(join(folder, 'wishes.json'), JSON.stringify(wishes));
  wish({ sign: [] });
  const port = await findFreePort();
  const origin = `http://localhost:${port}`;
  const child = spawn(
    'php',
    ['-d', 'error_log=/dev/null', '-S', `127.0.0.1:${port}`, '-t', join(PRODUCT, 'www')],
    {
      env: {
        ...process.env,
        SIMPLESAMLPHP_CONFIG_DIR: CONFIG_FOLDER,
        RUN_FOLDER: folder,
        ORIGIN: origin,
      },
      stdio: 'ignore',
    },
  );
  await waitForServer(child, port);
  let serviceProviders = 0;
  /** Who signed in last, and is signed in there. */
  let alice = new Browser(port);

  /** Signs alice in with her password, on the way from this request to the form with the answer. */
  async function signIn(url: string, request: HttpRequest): Promise<AnswerForm> {
    alice = new Browser(port);
    const loginPage = await alice.open(url, request);
    // Its errors are pages like any other.
    if (!loginPage.text.includes('name="AuthState"'))
      throw new Error(`SimpleSAMLphp refuses: ${readError(loginPage.text)}`);
    const { action, fields } = readPostForm(loginPage.text);
    fields.set('username', 'alice');
    fields.set('password', 'password');
    const answer = await alice.open(new URL(action, loginPage.url).href, formRequest(`${fields}`));
    return readAnswer(answer.text);
  }

  return {
    name: 'SimpleSAMLphp',
    version: readVersion(),
    origin,
    facts: ALICE,
    wish,
    metadata: async () => (await new Browser(port).open(`${origin}/saml2/idp/metadata.php`)).text,
    async register(metadata) {
      serviceProviders += 1;
      writeFileSync(join(folder, `service-provider-${serviceProviders}.xml`), metadata);
    },
    async answer(sent, wishes) {
      wish(wishes);
      return sent.binding === 'redirect'
        ? signIn(sent.location, {})
        : signIn(sent.action, formRequest(sent.body));
    },
    async answerNobody(spentityid, RelayState, wishes) {
      wish(wishes);
      return signIn(
        `${origin}/saml2/idp/SSOService.php?${new URLSearchParams({ spentityid, RelayState })}`,
        {},
      );
    },
    async take(sent) {
      return sayOf(
        sent.binding === 'redirect'
          ? await alice.open(sent.location)
          : await alice.open(sent.action, formRequest(sent.body)),
      );
    },
    async signOut() {
      const page = await alice.open(
        `${origin}/saml2/idp/SingleLogoutService.php?${new URLSearchParams({ ReturnTo: SIGNED_OUT })}`,
      );
      return readSent(sayOf(page));
    },
    close() {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Keeps cookies and follows redirects, and nothing else. */
class Browser {
  readonly #port: number;
  readonly #cookies = new Map<string, string>();

  constructor(port: number) {
    this.#port = port;
  }

  async open(
    url: string,
    request: HttpRequest = {},
  ): Promise<{ readonly url: string; readonly text: string }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...request.headers, ...(cookie === '' ? {} : { cookie }) };
    const response = await send(this.#port, url, { ...request, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const next = location === null ? null : new URL(location, url);
    if (next?.port === `${this.#port}`) return this.open(next.href);
    if (next !== null) return { url: next.href, text: '' };
    const text = await response.text();
    if (!response.ok) throw new Error(`SimpleSAMLphp refuses with ${response.status}: ${readError(text)}`);
    return { url, text };
  }
}

/** What it makes the browser do next: where it is sent to, or the page with the form. At the end of a logout that it began: success. */
function sayOf({ url, text }: { readonly url: string; readonly text: string }): string {
  if (text === '') return url === SIGNED_OUT ? ':status:Success' : url;
  if (text.includes('id="trackid"')) throw new Error(`SimpleSAMLphp refuses: ${readError(text)}`);
  return text;
}

/** The words of its error page, without the page. */
function readError(page: string): string {
  const words = page.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
  return words.replace(/\s+/g, ' ').slice(0, 1_000);
}

function formRequest(body: string): HttpRequest {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': `${Buffer.byteLength(body)}`,
  };
  return { method: 'POST', headers, body };
}

async function waitForServer(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const answered = await send(port, `http://localhost:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(50);
  }
  throw new Error('PHP does not serve SimpleSAMLphp');
}

function readVersion(): string {
  const source = readFileSync(join(PRODUCT, 'lib/SimpleSAML/Configuration.php'), 'utf8');
  return /const VERSION = '([^']+)'/.exec(source)?.[1] ?? 'unknown';
}

function requireSimpleSamlPhp(): void {
  if (existsSync(PRODUCT)) return;
  throw new Error(
    'This test needs SimpleSAMLphp: apt-get install -y --no-install-recommends simplesamlphp php-cli php-xml php-sqlite3',
  );
}
