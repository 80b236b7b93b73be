/** PySAML2 as an identity provider: another implementation, in another language, in a process of its own on loopback. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { send } from './http-client.ts';

/** Debian's interpreter, which is the one that has Debian's PySAML2. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = new URL('../interop/pysaml2_idp.py', import.meta.url).pathname;

/** Which elements it signs; none makes what has to be refused. */
export type Signed = 'response' | 'assertion' | 'response assertion' | '';

/** The form that PySAML2 makes the browser post. */
export interface AnswerForm {
  readonly action: string;
  readonly samlResponse: string;
  readonly relayState: string | null;
}

export interface PySaml2 {
  readonly origin: string;
  metadata(): Promise<string>;
  /** Tells it whom to serve. Throws if it does not like the metadata. */
  register(serviceProviderMetadata: string): Promise<void>;
  /** Sends alice there with an AuthnRequest. Throws if it does not like the request. */
  signIn(location: string, signed: Signed): Promise<AnswerForm>;
  close(): void;
}

/** Starts it with this key. */
export async function startPySaml2(key: SigningKey): Promise<PySaml2> {
  requirePySaml2();
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-pysaml2-'));
  writeFileSync(join(folder, 'key.pem'), key.privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  writeFileSync(join(folder, 'certificate.pem'), key.certificatePem);
  const child = spawn(PYTHON, [SCRIPT, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
    child.once('error', reject).once('exit', (status) => reject(new Error(`PySAML2 ended with ${status}`)));
  });
  const origin = `http://localhost:${port}`;

  async function request(url: string, init: Parameters<typeof send>[2] = {}): Promise<string> {
    const response = await send(port, url, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`PySAML2 refuses: ${text}`);
    return text;
  }

  return {
    origin,
    metadata: () => request(`${origin}/metadata`),
    async register(body) {
      const headers = { 'content-length': `${Buffer.byteLength(body)}` };
      await request(`${origin}/service-provider`, { method: 'PUT', headers, body });
    },
    signIn: async (location, sign) => readForm(await request(location, { headers: { sign } })),
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

function requirePySaml2(): void {
  if (spawnSync(PYTHON, ['-c', 'import saml2']).status === 0) return;
  throw new Error(
    'This test needs PySAML2 and xmlsec1: apt-get install -y --no-install-recommends python3-pysaml2 xmlsec1',
  );
}

function readForm(page: string): AnswerForm {
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
  const relayState = field('RelayState');
  return {
    action: unescapeHtml(/action="([^"]+)"/.exec(page)?.[1] ?? ''),
    samlResponse: field('SAMLResponse') ?? '',
    relayState: relayState === undefined ? null : unescapeHtml(relayState),
  };
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
