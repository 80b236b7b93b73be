/**
 * `.dev.vars`: the secrets of a developer's own Worker, NAME=value lines as wrangler reads them. What is missing is made;
 * what is there stays as it is, or is complained about. Nothing here prints a secret. I/O: that one file.
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettings } from '../../src/settings.ts';
import { makeSpKey } from '../keygen/sp-key.ts';
import { makeTokenKey, writeTokenKeys } from '../keygen/token-keys.ts';
import { StartProblem } from './start-problem.ts';

const SECRET_BYTES = 32;

/** How each secret is made, in the form that src/settings.ts asks for. */
const MAKERS = {
  COOKIE_KEYS: () => `dev:${randomSecret()}`,
  OPERATOR_TOKEN: randomSecret,
  TOKEN_KEYS: () => `'${writeTokenKeys([makeTokenKey('P-256', new Date())])}'`,
  // Makes the first account of the console.
  OPERATOR_SETUP_SECRET: randomSecret,
  SP_KEY_ROLES: () => '1:active',
  // On one line: its reader does not mind.
  SP_KEY_1: () => makeSpKey('RSA-3072', 'development', new Date()).trim().replaceAll('\n', ' '),
} as const;

export interface DevVars {
  readonly operatorToken: string;
  readonly operatorSetupSecret: string;
  /** The names of the secrets that were not there. */
  readonly made: readonly string[];
}

/** Reads the file, and adds the secrets that it lacks. */
export function prepareDevVars(path: string): DevVars {
  const before = readIfThere(path);
  checkLines(before, path);
  const missing = Object.entries(MAKERS).filter(([name]) => !(name in parseEnv(before)));
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  const added = missing.map(([name, make]) => `${name}=${make()}\n`).join('');
  const {
    COOKIE_KEYS = '',
    TOKEN_KEYS = '',
    OPERATOR_TOKEN = '',
    OPERATOR_SETUP_SECRET = '',
    SP_KEY_ROLES = '',
    SP_KEY_1 = '',
  } = parseEnv(before + gap + added);
  checkSecrets(
    { COOKIE_KEYS, TOKEN_KEYS, OPERATOR_TOKEN, OPERATOR_SETUP_SECRET, SP_KEY_ROLES, SP_KEY_1 },
    path,
  );
  // Appending cannot lose what is there, whenever this process is ended.
  if (added !== '') appendFileSync(path, gap + added, { mode: 0o600 });
  return {
    operatorToken: OPERATOR_TOKEN.trim(),
    operatorSetupSecret: OPERATOR_SETUP_SECRET.trim(),
    made: missing.map(([name]) => name),
  };
}

function checkLines(text: string, path: string): void {
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line) || /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=/.test(line)) continue;
    throw new StartProblem(`${basename(path)} is broken: line ${index + 1} is not NAME=value.`);
  }
}

/** Holds the secrets against the rules that the Worker itself would refuse them by. */
function checkSecrets(secrets: Record<keyof typeof MAKERS, string>, path: string): void {
  const settings = readSettings(secrets);
  const problem = settings.ok ? undefined : settings.failure.find(({ name }) => name in MAKERS);
  if (problem === undefined) return;
  const { name, problem: sentence } = problem;
  throw new StartProblem(
    `${name} in ${basename(path)} cannot be used. ${sentence} Without its line, a new one is made.`,
  );
}

function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new StartProblem(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
