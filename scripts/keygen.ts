/**
 * `npm run keygen`: makes a key that the service provider signs and decrypts with, and says how to put it to use without an
 * outage. I/O: reads wrangler.toml, writes one file that only its owner can read. The key itself is never printed. With
 * `--token`, it makes the key that identity tokens are signed with instead, or rolls it over; with `--operator`, it prints the
 * one-time secret that makes the console's first account, and writes nothing.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { KeygenProblem } from './keygen/keygen-problem.ts';
import { describeRollOver, planRollOver } from './keygen/roll-over.ts';
import { describeSetupSecret, makeSetupSecret } from './keygen/setup-secret.ts';
import { makeSpKey, SP_KEY_TYPES } from './keygen/sp-key.ts';
import {
  describeTokenStep,
  makeTokenKey,
  readTokenKeyFile,
  rollTokenKeys,
  TOKEN_KEY_TYPES,
  writeTokenKeys,
} from './keygen/token-keys.ts';

const USAGE = `npm run keygen -- [--type ${SP_KEY_TYPES.join('|')}] [--name COMMON-NAME]
                  [--roles "1:active"] [--replaces 1] [--out FILE]
npm run keygen -- --token [--type ${TOKEN_KEY_TYPES.join('|')}] [--switch | --drop] [--out FILE]
npm run keygen -- --operator

  --type      RSA-3072 unless told otherwise. Only RSA keys can be encrypted to; with an elliptic one that signs, an RSA one
              is active beside it, to decrypt: SP_KEY_ROLES = "2:active, 1:active", where the first signs
  --name      what the certificate is called: edge-saml
  --roles     what SP_KEY_ROLES is now, if not what wrangler.toml says
  --replaces  the number of the active key that the new one will replace, if there are several
  --out       where the key goes: .edge-saml/SP_KEY_<number>.pem
  --token     makes the key that identity tokens are signed with, P-256 unless told otherwise, in .edge-saml/TOKEN_KEYS.json;
              where there is one, adds its successor. Then --switch has the successor sign, and --drop drops the old one
  --operator  prints a one-time secret, with which the first account of the console is made`;

const PROJECT_FOLDER = join(import.meta.dirname, '..');

function run(args: readonly string[]): void {
  const options = readOptions(args);
  const { type: typeName = 'RSA-3072', name, roles, replaces, out, operator } = options;
  if (options.token) {
    stepTokenKeys(options);
    return;
  }
  if (operator) {
    console.log(describeSetupSecret(makeSetupSecret()));
    return;
  }
  const type = SP_KEY_TYPES.find((known) => known === typeName);
  if (type === undefined) throw new KeygenProblem(`--type is one of ${SP_KEY_TYPES.join(', ')}.`);
  const plan = planRollOver(roles ?? readRoles(), replaces === undefined ? null : Number(replaces));
  const path = out ?? join(PROJECT_FOLDER, '.edge-saml', `SP_KEY_${plan.number}.pem`);
  writeKey(path, makeSpKey(type, name, new Date()));
  const shown = relative(process.cwd(), path);
  console.log(`A new key, ${type}, is in ${shown}.\n\n${describeRollOver(plan, shown)}`);
}

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        type: { type: 'string' },
        name: { type: 'string', default: 'edge-saml' },
        roles: { type: 'string' },
        replaces: { type: 'string' },
        out: { type: 'string' },
        token: { type: 'boolean', default: false },
        switch: { type: 'boolean', default: false },
        drop: { type: 'boolean', default: false },
        operator: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch {
    throw new KeygenProblem(`The usage is: ${USAGE}`);
  }
}

/** Takes the keys of identity tokens one step further, in their file. */
function stepTokenKeys(options: ReturnType<typeof readOptions>): void {
  const type = TOKEN_KEY_TYPES.find((known) => known === (options.type ?? TOKEN_KEY_TYPES[0]));
  if (type === undefined) throw new KeygenProblem(`--type is one of ${TOKEN_KEY_TYPES.join(', ')}.`);
  if (options.switch && options.drop) throw new KeygenProblem('--switch and --drop are one step each.');
  const path = options.out ?? join(PROJECT_FOLDER, '.edge-saml', 'TOKEN_KEYS.json');
  const step = options.switch ? 'switch' : options.drop ? 'drop' : existsSync(path) ? 'publish' : 'first';
  const make = () => makeTokenKey(type, new Date());
  if (step === 'first') {
    writeKey(path, writeTokenKeys([make()]));
  } else {
    const next = rollTokenKeys(readTokenKeyFile(readTokenFile(path)), step, make);
    // In one go: whenever this process is ended, the file has the keys of before or those of after.
    writeKey(`${path}.new`, writeTokenKeys(next));
    renameSync(`${path}.new`, path);
  }
  console.log(describeTokenStep(step, relative(process.cwd(), path)));
}

function readTokenFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new KeygenProblem(`${path} cannot be read: it has the keys that a roll-over starts from.`);
  }
}

/** What wrangler.toml says of the roles; nothing, before the first key. */
function readRoles(): string {
  const text = readFileSync(join(PROJECT_FOLDER, 'wrangler.toml'), 'utf8');
  return /^SP_KEY_ROLES\s*=\s*"([^"]*)"/m.exec(text)?.[1] ?? '';
}

/** Never over another key. */
function writeKey(path: string, pem: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, pem, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KeygenProblem(`The key could not be written: ${reason}.`);
  }
}

try {
  run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof KeygenProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
