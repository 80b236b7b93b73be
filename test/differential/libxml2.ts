/**
 * libxml2 as an oracle: a reader and canonicaliser in C that shares nothing with ours. One process answers for many
 * documents.
 */
import { execFileSync } from 'node:child_process';
import type { CanonicalizationMethod } from '../../src/xmldsig/canonicalize.ts';

/** What to canonicalise, and how. */
export interface Part extends CanonicalizationMethod {
  /** The place of the element among all elements in document order; 0 is the root. */
  readonly apex: number;
  /** The place of an element that is left out, with all that is in it. */
  readonly omitted: number | null;
}

export interface Question {
  readonly octets: Uint8Array;
  readonly parts: readonly Part[];
}

export interface Answer {
  /** Whether it is well-formed XML, namespaces aside. */
  readonly wellFormed: boolean;
  readonly errors: readonly { readonly namespace: boolean; readonly message: string }[];
  /** For each part its canonical form; null where libxml2 refuses to make one. */
  readonly canonical: readonly (string | null)[];
}

const ORACLE = new URL('libxml2.py', import.meta.url).pathname;
/** The system's Python: the one that Debian's packages for tests belong to. */
const PYTHON = '/usr/bin/python3';

/** The answer to each question, in order. */
export function askLibxml2(questions: readonly Question[]): Answer[] {
  const input = JSON.stringify(
    questions.map(({ octets, parts }) => ({
      octets: Buffer.from(octets).toString('base64'),
      parts: parts.map((part) => ({
        ...part,
        inclusivePrefixes: part.inclusivePrefixes.map((prefix) => (prefix === '' ? '#default' : prefix)),
      })),
    })),
  );
  const answers: Answer[] = JSON.parse(
    execFileSync(PYTHON, [ORACLE], { input, encoding: 'utf8', maxBuffer: 2 ** 30 }),
  );
  if (answers.length !== questions.length) throw new Error('libxml2 did not answer every question');
  return answers;
}
