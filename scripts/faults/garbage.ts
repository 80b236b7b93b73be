/**
 * The garbage of a flood: every message of the attack tests of a chapter that has to be refused, made by those tests themselves,
 * as posts to the ACS. Whoever floods us began a sign-in first, so that his posts get as far as they can. I/O: vitest, a folder.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HARVEST_FOLDER } from '../../test/support/attack-harvest.ts';
import { GENUINE } from '../../test/support/signed-response.ts';
import { encodePost, makePendingCookie } from '../bench/requests.ts';
import { runVitest } from '../test/run-vitest.ts';

const REQUEST_ID = `_${'f'.repeat(32)}`;
const TIME_LIMIT_MS = 5 * 60_000;

/** Runs files of `test/attacks`, and gives what was refused in them: posts to a tenant. */
export async function makeGarbage(files: readonly string[], tenantId: string): Promise<readonly Buffer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-garbage-'));
  const before = process.env[HARVEST_FOLDER];
  process.env[HARVEST_FOLDER] = folder;
  try {
    const paths = files.map((file) => `test/attacks/${file}.test.ts`);
    const { status } = await runVitest(paths, TIME_LIMIT_MS, 'if it fails');
    if (status !== 0) throw new Error('the tests of attacks fail by themselves');
    const cookie = await makePendingCookie(tenantId, REQUEST_ID, GENUINE.idpEntityId);
    return readdirSync(folder).map((name) => makePost(readFileSync(join(folder, name)), cookie));
  } finally {
    if (before === undefined) delete process.env[HARVEST_FOLDER];
    else process.env[HARVEST_FOLDER] = before;
    rmSync(folder, { recursive: true });
  }
}

/** The message answers the request of the cookie: one that answered none would be refused before its signature is looked at. */
function makePost(message: Buffer, cookie: string): Buffer {
  const text = message.toString('latin1').replaceAll(GENUINE.requestId, REQUEST_ID);
  const samlResponse = Buffer.from(text, 'latin1').toString('base64');
  return encodePost(new URLSearchParams({ SAMLResponse: samlResponse }).toString(), cookie);
}
