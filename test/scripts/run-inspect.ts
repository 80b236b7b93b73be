/** Runs the inspector as people do: a process of its own, over files in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { GENUINE, instant } from '../support/signed-response.ts';

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

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes a folder for this test file, removed when its tests are over. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-inspect-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  return {
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
  };
}
