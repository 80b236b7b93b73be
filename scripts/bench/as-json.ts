/** The figures of a run as `--json` prints them. Pure. */
import type { WorkerCase } from './on-workerd.ts';
import type { Serving } from './serving.ts';
import type { VerificationCase } from './verification.ts';

/** Milliseconds, bytes, and requests in a second; medians throughout. */
export function toJson(
  cases: readonly VerificationCase[],
  workerCases: readonly WorkerCase[],
  bundle: { readonly gzipBytes: number; readonly startupMs: number },
  { session, gateway, signIn }: Serving,
) {
  return {
    cases: cases.map(({ name, bytes, ours, floor, peers }) => ({
      name,
      bytes,
      ours_ms: round(ours.median),
      floor_ms: round(floor.median),
      peers: Object.fromEntries(
        [...peers].map(([peer, { median }]) => [
          peer,
          { ms: round(median), times_slower: round(median / ours.median) },
        ]),
      ),
    })),
    on_workerd: workerCases.map(({ name, bytes, ours, floor, nodeSaml }) => ({
      name,
      bytes,
      ours_ms: round(ours.median),
      floor_ms: round(floor.median),
      peers: {
        'node-saml': { ms: round(nodeSaml.median), times_slower: round(nodeSaml.median / ours.median) },
      },
    })),
    worker: { gzip_bytes: bundle.gzipBytes, startup_ms: round(bundle.startupMs) },
    session: { bare_rps: Math.round(session.bare.median), checked_rps: Math.round(session.ours.median) },
    gateway: {
      bare_proxy_rps: Math.round(gateway.bare.median),
      passed_rps: Math.round(gateway.ours.median),
    },
    sign_in: { rps: Math.round(signIn.ours.median), bare_post_rps: Math.round(signIn.bare.median) },
  };
}

function round(figure: number): number {
  return Number(figure.toPrecision(4));
}
