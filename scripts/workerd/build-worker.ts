/** Builds a Worker as it is deployed, by wrangler, without deploying it. I/O: files; no network. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROJECT_FOLDER = join(import.meta.dirname, '..', '..');

/** Builds take seconds, and a process may ask for the same one several times. */
const built = new Map<string, string>();

/** Builds the Worker of a wrangler.toml, its path from the top of the project; gives its only module. */
export function buildWorker(configPath: string): string {
  const script = built.get(configPath) ?? build(configPath);
  built.set(configPath, script);
  return script;
}

function build(configPath: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-build-'));
  try {
    execFileSync(
      'wrangler',
      ['deploy', '--config', configPath, '--dry-run', '--minify', '--outdir', folder],
      {
        cwd: PROJECT_FOLDER,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, CI: 'true' },
      },
    );
    // wrangler names the module after the source that it begins with.
    const [, main = ''] =
      /^main = ".*?([^/"]+)\.ts"/m.exec(readFileSync(resolve(PROJECT_FOLDER, configPath), 'utf8')) ?? [];
    return readFileSync(join(folder, `${main}.js`), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
