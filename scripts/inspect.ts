/** `npm run inspect`: explains a SAML Response offline. Arguments in, a verdict out; `--help` says it all. */
import { resolve } from 'node:path';
import { asJson } from './inspect/as-json.ts';
import { asText } from './inspect/as-text.ts';
import { type Inspection, inspectCase } from './inspect/inspect-case.ts';
import type { InspectionCase } from './inspect/inspection-case.ts';
import { readArguments } from './inspect/read-arguments.ts';
import { readCases, runCases } from './inspect/run-cases.ts';
import { styleFor, visible } from './inspect/terminal-text.ts';
import { HELP, USAGE } from './inspect/usage.ts';

const ACCEPTED = 0;
const REFUSED = 1;
const WRONG_USE = 2;

const UNKNOWN_TERMINAL_COLUMNS = 140;

const { npm_lifecycle_event: npmScript, INIT_CWD: npmCalledFrom } = process.env;
/** Where the user is: npm runs scripts at the top of the project. */
const folder = npmScript === 'inspect' && npmCalledFrom !== undefined ? npmCalledFrom : process.cwd();
const now = Date.now();

process.exitCode = await main();

async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2), { folder, now });
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP);
      return ACCEPTED;
    case 'wrong-use':
      return tellWrongUse(command.problem);
    case 'cases':
      return inspectCases(resolve(folder, command.file));
    case 'one':
      return inspectOne(command.inspected, command.json);
  }
}

async function inspectOne(inspected: InspectionCase, json: boolean): Promise<number> {
  const inspection = await inspectCase(inspected);
  // What was named on the command line and is not there was named wrongly.
  if (!inspection.accepted && inspection.refusal.about === 'case') {
    const { code, expected, received } = inspection.refusal.failure;
    return tellWrongUse(`${code}: expected ${expected}, received ${received}`);
  }
  if (json) {
    tellWarnings(inspection, null);
    process.stdout.write(`${asJson(inspection, null)}\n`);
  } else {
    const { isTTY = false, columns = UNKNOWN_TERMINAL_COLUMNS } = process.stdout;
    process.stdout.write(`${asText(inspection, styleFor(isTTY), columns)}\n`);
  }
  return inspection.accepted ? ACCEPTED : REFUSED;
}

async function inspectCases(file: string): Promise<number> {
  const cases = await readCases(file);
  if (!cases.ok)
    return tellWrongUse(`expected ${cases.failure.expected}, received ${cases.failure.received}`);
  let status = ACCEPTED;
  const passedOver = new Set<string>();
  for await (const { name, inspection, unknownFields } of runCases(cases.value, { file, now })) {
    process.stdout.write(`${asJson(inspection, name)}\n`);
    tellWarnings(inspection, name);
    if (!inspection.accepted) status = REFUSED;
    for (const field of unknownFields) passedOver.add(field);
  }
  for (const field of passedOver) process.stderr.write(`warning: cases have no field ${visible(field)}\n`);
  return status;
}

function tellWarnings({ warnings }: Inspection, name: string | null): void {
  const prefix = name === null ? 'warning' : `warning: ${visible(name)}`;
  for (const { code, detail } of warnings) process.stderr.write(`${prefix}: ${code}: ${visible(detail)}\n`);
}

function tellWrongUse(problem: string): number {
  process.stderr.write(`${visible(problem)}\n\n${USAGE}\nMore: npm run -s inspect -- --help\n`);
  return WRONG_USE;
}
