/**
 * The Worker as it would be deployed: its gzipped size, and the time that its start-up takes in workerd. Start-up is read
 * off the CPU profile that wrangler takes; the least of a few runs is closest to what the code itself costs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** How often start-up is measured. */
export interface StartupRuns {
  readonly least: number;
  /** As long as it takes too long: it may be the machine that is busy. */
  readonly most: number;
}

const AGAIN_ABOVE_MS = 45;
const DEFAULT_RUNS: StartupRuns = { least: 4, most: 32 };

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string } }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Builds the Worker for production and measures it: `gzipBytes`, and `startupMs` of CPU time. */
export async function measureBundle({
  least,
  most,
}: StartupRuns = DEFAULT_RUNS): Promise<{ gzipBytes: number; startupMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-bundle-'));
  try {
    run('.', ['deploy', '--dry-run', '--minify', '--outdir', join(folder, 'out')]);
    const script = readFileSync(join(folder, 'out', 'index.js'));
    // The profiler cannot provide Durable Objects; start-up does not touch bindings.
    writeFileSync(
      join(folder, 'wrangler.toml'),
      [
        'name = "startup"',
        'main = "out/index.js"',
        'no_bundle = true',
        'compatibility_date = "2026-11-01"',
        'compatibility_flags = ["nodejs_compat"]',
      ].join('\n'),
    );
    let startupMs = Number.POSITIVE_INFINITY;
    for (let run = 0; run < most; run++) {
      if (run >= least && startupMs <= AGAIN_ABOVE_MS) break;
      startupMs = Math.min(startupMs, profileStartup(folder));
    }
    return { gzipBytes: gzipSync(script, { level: 9 }).length, startupMs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function profileStartup(folder: string): number {
  const file = join(folder, 'startup.cpuprofile');
  // From that folder: wrangler takes its settings from where it runs.
  run(folder, ['check', 'startup', '--outfile', file]);
  const profile: CpuProfile = JSON.parse(readFileSync(file, 'utf8'));
  const idle = new Set(
    profile.nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id),
  );
  const busy = profile.samples.map((id, index) => (idle.has(id) ? 0 : (profile.timeDeltas[index] ?? 0)));
  return busy.reduce((sum, microseconds) => sum + microseconds, 0) / 1000;
}

function run(folder: string, args: readonly string[]): void {
  execFileSync('wrangler', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CI: 'true' },
  });
}
