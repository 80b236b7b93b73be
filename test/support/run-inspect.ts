/** Runs the inspector as people do: a process of its own, over files in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { idp } from './idp-metadata.ts';
import { buildResponse, GENUINE, instant, signBoth, testKey } from './signed-response.ts';

const SCRIPT = new URL('../../scripts/inspect.ts', import.meta.url).pathname;

/** What a genuine case says besides its Response and whom it trusts, as fields and as flags. */
export const CASE = {
  spEntityId: GENUINE.spEntityId,
  acsUrl: GENUINE.acsUrl,
  inResponseTo: GENUINE.requestId,
  now: instant(GENUINE.now),
};

export const EXPECTED = [
  ...['--sp-entity-id', CASE.spEntityId],
  ...['--acs-url', CASE.acsUrl],
  ...['--in-response-to', CASE.inResponseTo],
  ...['--now', CASE.now],
];

export const METADATA = ['--metadata', 'metadata.xml'];

/** Every rule that a Response with two good signatures and one bearer confirmation is held against, in order. */
export const ALL_CODES = [
  'xml_malformed',
  'response_version_unsupported',
  'status_not_success',
  'assertion_count',
  'decryption_key_missing',
  'signature_required',
  'signature_invalid',
  'signature_invalid',
  'destination_mismatch',
  'response_issuer_mismatch',
  'response_in_response_to_mismatch',
  'assertion_version_unsupported',
  'issuer_mismatch',
  'name_id_missing',
  'name_id_invalid',
  'conditions_missing',
  'assertion_not_yet_valid',
  'assertion_expired',
  'audience_missing',
  'audience_mismatch',
  'condition_unknown',
  'subject_confirmation_missing',
  'recipient_mismatch',
  'confirmation_not_before_present',
  'confirmation_not_on_or_after_missing',
  'confirmation_expired',
  'in_response_to_missing',
  'in_response_to_mismatch',
  'authn_statement_missing',
  'authn_context_mismatch',
  'authentication_too_old',
  'session_expired_at_idp',
];

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes a folder for this test file, removed when its tests are over. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-inspect-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const folderOfTests = {
    write(name: string, content: string | Uint8Array): void {
      writeFileSync(join(folder, name), content);
    },

    /** Runs the inspector there. `input` goes to its standard input. */
    inspect(args: readonly string[], input: string | Uint8Array = ''): Promise<Ran> {
      const child = spawn('node', [SCRIPT, ...args], { cwd: folder, timeout: 20_000 });
      const ran = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        ran.stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        ran.stderr += text;
      });
      // A process that refuses its arguments is gone before it reads.
      child.stdin.on('error', () => {}).end(input);
      return new Promise((resolve, reject) => {
        child.on('error', reject).on('close', (status) => resolve({ status, ...ran }));
      });
    },

    /** Runs it there with `--json`, and reads the one line that it has to print. */
    async inspectAsJson(args: readonly string[], input?: string | Uint8Array) {
      const ran = await folderOfTests.inspect([...args, '--json'], input);
      if (!/^[^\n]+\n$/.test(ran.stdout)) throw new Error(`not one line: ${ran.stdout}${ran.stderr}`);
      return { ...ran, verdict: JSON.parse(ran.stdout) };
    },
  };
  return folderOfTests;
}

/** Makes a folder with a genuine Response, its tampered twin, and both kinds of what to trust. */
export async function makeGenuineFolder() {
  const folder = makeFolder();
  const genuine = await signBoth(buildResponse());
  const tampered = genuine.replace('alice@acme.example</saml:NameID>', 'admin@acme.example</saml:NameID>');
  folder.write('genuine.xml', genuine);
  folder.write('tampered.xml', tampered);
  folder.write('metadata.xml', idp());
  folder.write('certificate.pem', testKey('rsaA').certificatePem);
  return { ...folder, genuine, tampered };
}
