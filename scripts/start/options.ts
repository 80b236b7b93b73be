/** What `npm start` can be told: `npm start -- --port 8800 --idp-port 9100 --home /tmp/elsewhere`. No I/O. */
import { parseArgs } from 'node:util';
import { StartProblem } from './start-problem.ts';

export interface StartOptions {
  /** Of the Worker; its BASE_DOMAIN follows. */
  readonly port: number;
  /** Of the development identity providers. */
  readonly idpPort: number;
  /** The folder of `.dev.vars`, of what the Worker stores and of the identity providers' keys. */
  readonly home: string;
}

const USAGE = 'npm start -- [--port PORT] [--idp-port PORT] [--home FOLDER]';
const MAX_PORT = 65_535;

/** Reads the command line; `projectFolder` is the home unless another is named. */
export function readOptions(args: readonly string[], projectFolder: string): StartOptions {
  const { port = '8787', 'idp-port': idpPort = '9000', home = projectFolder } = parse(args);
  const options = { port: readPort('--port', port), idpPort: readPort('--idp-port', idpPort), home };
  if (options.port === options.idpPort) throw new StartProblem('--port and --idp-port have to differ.');
  return options;
}

function parse(args: readonly string[]) {
  try {
    const options = {
      port: { type: 'string' },
      'idp-port': { type: 'string' },
      home: { type: 'string' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const [reason] = error instanceof Error ? error.message.split(/(?<=\.) /) : [];
    throw new StartProblem(`${reason} The usage is: ${USAGE}`);
  }
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (/^[0-9]+$/.test(text) && port >= 1 && port <= MAX_PORT) return port;
  throw new StartProblem(`${name} has to be a port from 1 to ${MAX_PORT}.`);
}
