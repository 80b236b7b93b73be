/** The command line, read strictly: what is not understood is wrong use, never passed over. Pure. */
import { parseArgs } from 'node:util';
import { type FieldNames, type InspectionCase, readCase } from './inspection-case.ts';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'cases'; readonly file: string }
  | { readonly kind: 'one'; readonly inspected: InspectionCase; readonly json: boolean }
  | { readonly kind: 'wrong-use'; readonly problem: string };

const OPTIONS = {
  metadata: { type: 'string', multiple: true },
  certificate: { type: 'string', multiple: true },
  'idp-entity-id': { type: 'string', multiple: true },
  'sp-entity-id': { type: 'string', multiple: true },
  'acs-url': { type: 'string', multiple: true },
  'in-response-to': { type: 'string', multiple: true },
  unsolicited: { type: 'boolean' },
  now: { type: 'string', multiple: true },
  'clock-skew': { type: 'string', multiple: true },
  require: { type: 'string', multiple: true },
  'allow-sha1': { type: 'boolean' },
  'allow-unauthenticated-cbc': { type: 'boolean' },
  'decryption-key': { type: 'string', multiple: true },
  json: { type: 'boolean' },
  cases: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

const FLAG_NAMES: FieldNames = {
  response: 'RESPONSE',
  metadata: '--metadata',
  certificates: '--certificate',
  idpEntityId: '--idp-entity-id',
  spEntityId: '--sp-entity-id',
  acsUrl: '--acs-url',
  inResponseTo: '--in-response-to',
  unsolicited: '--unsolicited',
  now: '--now',
  clockSkewSeconds: '--clock-skew',
  require: '--require',
  allowSha1: '--allow-sha1',
  allowUnauthenticatedCbc: '--allow-unauthenticated-cbc',
  decryptionKeys: '--decryption-key',
};

/** Options that may be given more than once. */
const REPEATABLE = ['certificate', 'decryption-key'];

/** What goes with `--cases`: everything else stands in its file. */
const BESIDE_CASES = ['cases', 'json'];

/** Reads the arguments. `folder` is what paths are relative to; `now` is milliseconds since 1970. */
export function readArguments(
  argv: readonly string[],
  context: { readonly folder: string; readonly now: number },
): Command {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    // The parser's own words name the option; its advice about `--` does not help here.
    return wrongUse(error instanceof Error ? (error.message.split('. ')[0] as string) : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  for (const [option, value] of Object.entries(values)) {
    if (Array.isArray(value) && value.length > 1 && !REPEATABLE.includes(option)) {
      return wrongUse(`--${option} may be given once`);
    }
  }
  const [cases] = values.cases ?? [];
  if (cases !== undefined) {
    const others = Object.keys(values).filter((option) => !BESIDE_CASES.includes(option));
    if (others.length > 0 || positionals.length > 0) {
      return wrongUse(`with --cases everything else stands in its file: ${others[0] ?? positionals[0]}`);
    }
    return { kind: 'cases', file: cases };
  }
  if (positionals.length > 1) return wrongUse(`one RESPONSE at a time, not ${positionals.length}`);
  return readOne(values, positionals[0], context);
}

function parse(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true });
}

function readOne(
  values: ReturnType<typeof parse>['values'],
  response: string | undefined,
  { folder, now }: { readonly folder: string; readonly now: number },
): Command {
  const skew = values['clock-skew']?.[0];
  const input = {
    response,
    metadata: values.metadata?.[0],
    certificates: values.certificate,
    idpEntityId: values['idp-entity-id']?.[0],
    spEntityId: values['sp-entity-id']?.[0],
    acsUrl: values['acs-url']?.[0],
    inResponseTo: values['in-response-to']?.[0],
    unsolicited: values.unsolicited,
    now: values.now?.[0],
    clockSkewSeconds: skew !== undefined && /^\d+$/.test(skew) ? Number(skew) : skew,
    require: values.require?.[0],
    allowSha1: values['allow-sha1'],
    allowUnauthenticatedCbc: values['allow-unauthenticated-cbc'],
    decryptionKeys: values['decryption-key'],
  };
  const read = readCase(input, { names: FLAG_NAMES, folder, now });
  return read.ok
    ? { kind: 'one', inspected: read.value, json: values.json ?? false }
    : wrongUse(read.failure.received);
}

function wrongUse(problem: string): Command {
  return { kind: 'wrong-use', problem };
}
