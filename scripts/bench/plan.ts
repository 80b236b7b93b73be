/** What a run of the benchmark measures, and for how long, by its arguments. */
import { parseArgs } from 'node:util';
import type { StartupRuns } from '../bundle.ts';
import { parseOrShowUsage } from '../usage.ts';
import type { Pace } from './measure.ts';
import type { WorkerSelection } from './on-workerd.ts';
import type { Shape, Signatures } from './responses.ts';
import type { ServingPace } from './serving.ts';
import type { Selection } from './verification.ts';

export interface Plan {
  readonly json: boolean;
  readonly verification: Selection;
  readonly onWorkerd: WorkerSelection;
  readonly hostile: Pace;
  readonly serving: ServingPace;
  readonly startup: StartupRuns;
}

const [SMALL, MEDIUM, LARGE, HUGE] = [9_000, 36_000, 300_000, 1_500_000];

const USAGE = `npm run bench -- [--quick] [--json]

  --quick  fewer documents and turns: ends within 45 seconds
  --json   prints the figures alone, as JSON`;

/** Reads the arguments; `BENCH_TINY` takes the least of everything, for the test of the benchmark itself. */
export function readPlan(args: string[], environment: { readonly BENCH_TINY?: string }): Plan {
  const values = parseOrShowUsage(USAGE, () =>
    parseArgs({
      args,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    }),
  );
  const plan = environment.BENCH_TINY ? TINY : values.quick ? QUICK : FULL;
  return { json: values.json, ...plan };
}

const FULL: Omit<Plan, 'json'> = {
  verification: {
    documents: [SMALL, MEDIUM, LARGE, HUGE].flatMap((bytes) =>
      (['okta', 'entra', 'encrypted'] as const).flatMap((shape) =>
        (['one', 'both'] as const).map((signatures): [Shape, Signatures, number] => [
          shape,
          signatures,
          bytes,
        ]),
      ),
    ),
    allPeersUpToBytes: HUGE,
    nodeSamlUpToBytes: HUGE,
    maxMs: 60 * 60_000,
    pace: { turns: 12, sliceMs: 100, warmUpMs: 1_500, tooSlowMs: 1_000 },
  },
  onWorkerd: {
    documents: [
      ['okta', 'both', SMALL],
      ['entra', 'both', SMALL],
      ['encrypted', 'both', SMALL],
      ['okta', 'both', MEDIUM],
      ['okta', 'both', LARGE],
    ],
    pace: { turns: 12, sliceMs: 200, warmUpMs: 1_500, tooSlowMs: 1_000 },
  },
  hostile: { turns: 10, sliceMs: 40, warmUpMs: 200, tooSlowMs: 1_000 },
  serving: { sessionTurns: 400, sliceMs: 60, signInTurns: 10, signInsInTurn: 40 },
  startup: { least: 8, most: 32 },
};

/**
 * The most telling documents first, as far as the time goes. Without what takes the peers longest: some minutes on
 * large documents like Entra's.
 */
const QUICK: Omit<Plan, 'json'> = {
  verification: {
    documents: [
      ['okta', 'both', SMALL],
      ['okta', 'both', MEDIUM],
      ['okta', 'both', HUGE],
      ['encrypted', 'both', SMALL],
      ['entra', 'both', SMALL],
      ['okta', 'both', LARGE],
      ['entra', 'both', MEDIUM],
      ['okta', 'one', SMALL],
    ],
    allPeersUpToBytes: SMALL,
    nodeSamlUpToBytes: LARGE,
    maxMs: 12_000,
    pace: { turns: 6, sliceMs: 80, warmUpMs: 300, tooSlowMs: 500 },
  },
  onWorkerd: {
    documents: [['okta', 'both', SMALL]],
    pace: { turns: 6, sliceMs: 80, warmUpMs: 400, tooSlowMs: 500 },
  },
  hostile: { turns: 3, sliceMs: 15, warmUpMs: 30, tooSlowMs: 500 },
  serving: { sessionTurns: 22, sliceMs: 40, signInTurns: 3, signInsInTurn: 12 },
  startup: { least: 1, most: 4 },
};

const TINY: Omit<Plan, 'json'> = {
  verification: {
    documents: [['okta', 'both', SMALL]],
    allPeersUpToBytes: SMALL,
    nodeSamlUpToBytes: SMALL,
    maxMs: 60_000,
    pace: { turns: 1, sliceMs: 1, warmUpMs: 0, tooSlowMs: 1_000 },
  },
  onWorkerd: {
    documents: [['okta', 'both', SMALL]],
    pace: { turns: 1, sliceMs: 1, warmUpMs: 0, tooSlowMs: 1_000 },
  },
  hostile: { turns: 1, sliceMs: 1, warmUpMs: 0, tooSlowMs: 1_000 },
  serving: { sessionTurns: 1, sliceMs: 30, signInTurns: 1, signInsInTurn: 2 },
  startup: { least: 1, most: 1 },
};
