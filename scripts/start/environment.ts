/**
 * The development environment as one thing: the Worker, the identity providers and the tenants that know each other,
 * started together and ended together. I/O: processes, loopback, files under `home`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { developmentTenants, startDevelopmentIdp } from '../idp/serve.ts';
import { prepareDevVars } from './dev-vars.ts';
import { requireFreePort } from './free-port.ts';
import { sendOverLoopback } from './loopback.ts';
import type { StartOptions } from './options.ts';
import { seedTenants } from './seed.ts';
import { StartProblem } from './start-problem.ts';
import type { WelcomeFacts } from './welcome.ts';
import { startWorkerProcess } from './worker-process.ts';

export interface Environment {
  /** Waits until every address answers and the tenants are seeded. */
  ready(): Promise<WelcomeFacts>;
  /** Settles when a part of it ended by itself, with the reason in words. */
  readonly broken: Promise<string>;
  /** Ends all that was started, and nothing else. */
  end(): Promise<void>;
}

const ANSWERS_WITHIN_MS = 15_000;
const POLL_MS = 100;

/** Prepares the files, checks the ports, and starts what listens on them. `show` takes the Worker's lines. */
export async function startEnvironment(
  options: StartOptions,
  projectFolder: string,
  show: (line: string) => void,
): Promise<Environment> {
  const { port, idpPort, home } = options;
  const devVarsPath = join(home, '.dev.vars');
  const ownFolder = join(home, '.edge-saml');
  const { operatorToken, operatorSetupSecret, made } = prepareDevVars(devVarsPath);
  await requireFreePort(port, '--port');
  await requireFreePort(idpPort, '--idp-port');

  mkdirSync(ownFolder, { recursive: true, mode: 0o700 });
  const tenants = developmentTenants(port);
  const idp = await startDevelopmentIdp({ port: idpPort, keyFolder: ownFolder, tenants });
  const worker = startWorkerProcess({
    projectFolder,
    port,
    devVarsPath,
    // Where wrangler's other commands look, too.
    stateFolder: join(home, '.wrangler/state'),
    show,
  });

  return {
    broken: worker.ended,
    async ready() {
      await worker.ready();
      const seeded = await seedTenants(
        tenants.map(({ slug, displayName }) => ({
          slug,
          idpName: displayName,
          idpMetadata: idp.metadata(slug),
        })),
        {
          operatorOrigin: `http://localhost:${port}`,
          operatorToken,
          memoryPath: join(ownFolder, 'seeded.json'),
        },
      );
      for (const { slug } of seeded) await waitForAnswer(`http://${slug}.localhost:${port}/sso/metadata`);
      return { options, devVarsPath, operatorSetupSecret, made, tenants: seeded };
    },
    async end() {
      await Promise.all([worker.end(), idp.close()]);
    },
  };
}

/** A host that was asked for before its tenant was there stays unknown for some seconds. */
async function waitForAnswer(address: string): Promise<void> {
  const until = Date.now() + ANSWERS_WITHIN_MS;
  for (;;) {
    const { status } = await sendOverLoopback(address);
    if (status === 200) return;
    if (Date.now() > until) throw new StartProblem(`${address} answers with status ${status}.`);
    await sleep(POLL_MS);
  }
}
