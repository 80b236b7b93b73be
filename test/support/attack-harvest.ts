/** Keeps, for the flood of `npm run faults`, every message of the attacks that was refused; only where a folder is named. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The environment variable that names the folder. */
export const HARVEST_FOLDER = 'KEEP_REFUSED_MESSAGES_IN';

/** Keeps what was refused: the octets of a Response, or what took their place. */
export function keepRefused(message: string | Uint8Array): void {
  const folder = process.env[HARVEST_FOLDER];
  if (folder === undefined) return;
  writeFileSync(join(folder, createHash('sha256').update(message).digest('hex')), message);
}
