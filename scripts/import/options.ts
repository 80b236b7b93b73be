/** The command line of `npm run import`, read strictly. The token comes from the environment: a command line is seen by others. */
import { parseArgs } from 'node:util';
import { ImportProblem } from './import-problem.ts';

export interface ImportOptions {
  /** A JSON file, or a folder of metadata files. */
  readonly source: string;
  readonly origin: string;
  readonly token: string;
  readonly isDryRun: boolean;
}

export const USAGE = `npm run import -- SOURCE --origin https://login.example.com [--dry-run]

  SOURCE     a JSON file with a list of tenants, each as the API takes it, with its "slug";
             or a folder of identity providers' metadata, where acme.xml makes the tenant acme
  --origin   the operator's host: BASE_DOMAIN with https://
  --dry-run  says what would change, and changes nothing

The token, an API key with the scope tenants:write or the OPERATOR_TOKEN, is read from the environment: API_KEY or OPERATOR_TOKEN.`;

/** Reads the options. */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ImportOptions {
  const { values, positionals } = parse(args);
  const [source, ...more] = positionals;
  if (source === undefined || more.length > 0) throw new ImportProblem('One SOURCE is needed.', '', USAGE);
  const origin = URL.parse(values.origin ?? '');
  if (origin === null || !/^https?:$/.test(origin.protocol) || origin.pathname !== '/') {
    throw new ImportProblem('--origin is needed, such as https://login.example.com.', '', USAGE);
  }
  const token = environment['API_KEY'] ?? environment['OPERATOR_TOKEN'] ?? '';
  if (token === '') throw new ImportProblem('Neither API_KEY nor OPERATOR_TOKEN is set.', '', USAGE);
  return { source, origin: origin.origin, token, isDryRun: values['dry-run'] };
}

function parse(args: readonly string[]) {
  try {
    const options = { origin: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [reason = 'The command line is wrong.'] = error instanceof Error ? error.message.split('\n') : [];
    throw new ImportProblem(reason, '', USAGE);
  }
}
