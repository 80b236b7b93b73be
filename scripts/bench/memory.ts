/**
 * How much memory verifying a large Response takes: what is alive, after a full collection, at each of the moments when
 * something is handed to WebCrypto and at the end, over what was there before. Prints bytes as JSON. A process of its
 * own, run with --expose-gc.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

export interface Memory {
  readonly documentBytes: number;
  readonly peakBytes: number;
}

/** Runs this file in a process of its own. */
export function measureMemory(): Memory {
  const output = execFileSync(process.execPath, ['--expose-gc', import.meta.filename], { encoding: 'utf8' });
  return JSON.parse(output);
}

if (import.meta.main) {
  const { ours } = await import('./ours.ts');
  const { makeResponse, TRUST } = await import('./responses.ts');
  const response = await makeResponse('okta', 'both', 1_500_000);
  const { run } = ours(response, TRUST);
  await run();

  // What is left of making the document goes with the turns of the event loop.
  await setTimeout(100);
  measureAlive();
  await setTimeout(100);
  const before = measureAlive();
  let peakBytes = 0;
  const note = () => {
    peakBytes = Math.max(peakBytes, measureAlive() - before);
  };
  const { digest, verify } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.digest = function (...args) {
    note();
    return digest.apply(this, args);
  };
  SubtleCrypto.prototype.verify = function (...args) {
    note();
    return verify.apply(this, args);
  };
  await run();
  note();
  console.log(JSON.stringify({ documentBytes: response.bytes, peakBytes }));
}

function measureAlive(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
