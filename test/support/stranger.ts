/**
 * Identity providers that we did not write, each in a process of its own on loopback. What they are asked for and what
 * they answer; PySAML2 and samlp also speak the same small protocol around it, which test/interop/pysaml2_idp.py tells.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SigningKey } from '../../scripts/x509/signing-key.ts';
import { send } from './http-client.ts';
import { readPostForm } from './post-form.ts';

/** What the answer shall be like. What is absent is left to the stranger. Algorithms are identifiers. */
export interface Wishes {
  /** Nothing makes what has to be refused. */
  readonly sign: readonly ('Response' | 'Assertion')[];
  readonly signature?: string;
  readonly digest?: string;
  readonly encrypt?: {
    readonly content: string;
    readonly keyTransport?: string;
    /** As xml-encryption calls hashes; only samlp takes these two. */
    readonly keyDigest?: 'sha1' | 'sha256' | 'sha512';
    readonly mgf?: 'sha1' | 'sha256' | 'sha512';
  };
  /** Only SimpleSAMLphp does that. */
  readonly encryptNameId?: boolean;
}

/** An AuthnRequest on its way through the browser. */
export type SentRequest =
  | { readonly binding: 'redirect'; readonly location: string }
  | { readonly binding: 'post'; readonly action: string; readonly body: string };

/** The form that the identity provider makes the browser post to the ACS. */
export interface AnswerForm {
  readonly action: string;
  readonly samlResponse: string;
  readonly relayState: string | null;
}

export interface Stranger {
  readonly name: string;
  readonly version: string;
  readonly origin: string;
  /** What a session that it began has to show. The first stands in the message as it is, as the text of an element. */
  readonly facts: readonly string[];
  /** For the tenant of this slug; most are the same for all. */
  metadata(slug: string): Promise<string>;
  /** Tells it of one more service provider. Throws if it does not like the metadata. */
  register(serviceProviderMetadata: string): Promise<void>;
  /** Sends alice there with an AuthnRequest. Throws if it does not like the request. */
  answer(request: SentRequest, wishes: Wishes): Promise<AnswerForm>;
  /** Lets her begin there. */
  answerNobody(spEntityId: string, relayState: string, wishes: Wishes): Promise<AnswerForm>;
  close(): void;
}

/** One that takes part in single logout. */
export interface LogoutStranger extends Stranger {
  /** Hands it a LogoutRequest or a LogoutResponse, and gives what it says. Throws if it does not like the message. */
  take(message: SentRequest): Promise<string>;
  /** Has it ask to sign alice out: of the session of her last sign-in there, or of all. */
  signOut(spEntityId: string, binding: 'redirect' | 'post', which: 'session' | 'all'): Promise<SentRequest>;
}

/** Reads what a stranger makes the browser do next: the address that it is sent to, or a form. */
export function readSent(text: string): SentRequest {
  if (/^https?:/.test(text)) return { binding: 'redirect', location: text };
  const { action, fields } = readPostForm(text);
  return { binding: 'post', action, body: `${fields}` };
}

/** Whom every stranger knows that has no people of its own. */
export const ALICE = ['alice@acme.example', 'Alice Ångström & <Søn>', 'staff', 'member'] as const;

export interface StrangerProgram {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly key: SigningKey;
}

/** Starts a program that speaks the protocol, in a folder with key.pem and certificate.pem that is its last argument. */
export async function startStranger({ name, command, args, key }: StrangerProgram): Promise<LogoutStranger> {
  const folder = makeKeyFolder(key);
  const child = spawn(command, [...args, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port = '', version = ''] = await new Promise<string[]>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve(line.split(' ')));
    child.once('error', reject).once('exit', (status) => reject(new Error(`${name} ended with ${status}`)));
  });
  const origin = `http://localhost:${port}`;

  async function request(url: string, init: Parameters<typeof send>[2] = {}): Promise<string> {
    const response = await send(Number(port), url, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${name} refuses: ${text}`);
    return text;
  }

  return {
    name,
    version,
    origin,
    facts: ALICE,
    metadata: () => request(`${origin}/metadata`),
    async register(body) {
      await request(`${origin}/service-provider`, { method: 'PUT', headers: lengthOf(body), body });
    },
    async answer(sent, wishes) {
      const headers = { wishes: JSON.stringify(wishes) };
      if (sent.binding === 'redirect') return readAnswer(await request(sent.location, { headers }));
      const { action, body } = sent;
      const form = { 'content-type': 'application/x-www-form-urlencoded', ...lengthOf(body) };
      return readAnswer(await request(action, { method: 'POST', headers: { ...headers, ...form }, body }));
    },
    async answerNobody(sp, RelayState, wishes) {
      const query = new URLSearchParams({ sp, RelayState });
      return readAnswer(
        await request(`${origin}/unsolicited?${query}`, { headers: { wishes: JSON.stringify(wishes) } }),
      );
    },
    take(sent) {
      if (sent.binding === 'redirect') return request(sent.location);
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...lengthOf(sent.body) };
      return request(sent.action, { method: 'POST', headers, body: sent.body });
    },
    async signOut(sp, binding, which) {
      const query = new URLSearchParams({ sp, binding, ...(which === 'session' && { session: 'on' }) });
      return readSent(await request(`${origin}/sign-out?${query}`));
    },
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A new folder with the key and its certificate as PEM. */
export function makeKeyFolder({ privateKey, certificatePem }: SigningKey): string {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-stranger-'));
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(folder, 'key.pem'), pem, { mode: 0o600 });
  writeFileSync(join(folder, 'certificate.pem'), certificatePem);
  return folder;
}

/** Reads the page that posts the answer. */
export function readAnswer(page: string): AnswerForm {
  const { action, fields } = readPostForm(page);
  return {
    action,
    samlResponse: fields.get('SAMLResponse') ?? '',
    relayState: fields.get('RelayState') || null,
  };
}

function lengthOf(body: string): Record<string, string> {
  return { 'content-length': `${Buffer.byteLength(body)}` };
}
