/**
 * The command line of `npm run explain`, read strictly. The token comes from the environment, since others see a command line; for a
 * developer's own Worker it is in `.dev.vars`. I/O: that one file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { readReference } from '../../src/events/reference.ts';
import { isLocalhost } from '../../src/hostname.ts';

export interface ExplainOptions {
  readonly reference: string;
  readonly origin: string;
  readonly token: string;
}

/** What keeps it from asking, in words for whoever ran it. */
export class ExplainProblem extends Error {
  override readonly name = 'ExplainProblem';
}

const LOCAL_ORIGIN = 'http://localhost:8787';

const USAGE = `npm run explain -- REF [--origin https://login.example.com]

  REF       a reference number, such as 7Q2M-XK4D, in any case
  --origin  the operator's host: BASE_DOMAIN with https://; ${LOCAL_ORIGIN} unless it is given

The token, an API key with the scope audit:read or the OPERATOR_TOKEN, is read from the environment: API_KEY or OPERATOR_TOKEN; for
a Worker on this machine from .dev.vars.`;

/** Reads the options; `folder` is where `.dev.vars` may be. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): ExplainOptions {
  const { values, positionals } = parse(args);
  const reference = positionals.length === 0 ? null : readReference(positionals.join(' '));
  if (reference === null) throw problem('One REF is needed, with eight letters and digits.');
  const origin = URL.parse(values.origin ?? LOCAL_ORIGIN);
  if (origin === null || !/^https?:$/.test(origin.protocol) || origin.pathname !== '/') {
    throw problem('--origin has to be like https://login.example.com.');
  }
  const isLocal = isLocalhost(origin.hostname);
  const token =
    environment['API_KEY'] ?? environment['OPERATOR_TOKEN'] ?? (isLocal ? readDevToken(folder) : '');
  if (token === '') throw problem('Neither API_KEY nor OPERATOR_TOKEN is set.');
  return { reference, origin: origin.origin, token };
}

function readDevToken(folder: string): string {
  try {
    return parseEnv(readFileSync(join(folder, '.dev.vars'), 'utf8'))['OPERATOR_TOKEN']?.trim() ?? '';
  } catch {
    return '';
  }
}

function parse(args: readonly string[]) {
  try {
    const options = { origin: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [reason = 'The command line is wrong.'] = error instanceof Error ? error.message.split('\n') : [];
    throw problem(reason);
  }
}

function problem(reason: string): ExplainProblem {
  return new ExplainProblem(`${reason}\n\n${USAGE}`);
}
