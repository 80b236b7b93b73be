/** Files and standard input, read no further than a cap, so that no device or mistake fills the memory. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { failure, type Result, success } from '../../src/result.ts';
import { MAX_FORM_BYTES } from '../../src/saml/post-binding.ts';
import type { CaseFailure } from './inspection-failure.ts';

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-';

/** Reads a file, or standard input. One octet more than a form may have tells that there is too much. */
export async function readOctets(path: string): Promise<Result<Uint8Array<ArrayBuffer>, CaseFailure>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = path === STANDARD_INPUT ? process.stdin : createReadStream(path, { end: MAX_FORM_BYTES });
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_FORM_BYTES) break;
    }
  } catch (error) {
    return unreadable(path, error);
  }
  return success(new Uint8Array(Buffer.concat(chunks)));
}

/** Reads a text file that the user wrote, of any size. */
export async function readWholeText(path: string): Promise<Result<string, CaseFailure>> {
  try {
    return success(await readFile(path, 'utf8'));
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): { readonly ok: false; readonly failure: CaseFailure } {
  return failure('file_unreadable', 'a file that can be read', `${path}: ${describe(error)}`);
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'it cannot be read';
  return (
    { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' }[code] ?? code
  );
}
