/**
 * xmlsec1, the C implementation, by `--repeat`: what one more repetition takes, with the start of the process taken off.
 * Where there are two signatures, the second adds only what xmlsec1's own clock says verifying takes, so that the
 * document counts as parsed once. I/O: processes and a temporary folder.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NS_ASSERTION, NS_PROTOCOL } from '../../src/saml/names.ts';
import type { Contender } from './measure.ts';
import { type BenchResponse, IDP_KEY } from './responses.ts';

const run = promisify(execFile);

/** Some time of work for each process, so that its start does not drown what is measured. */
const BYTES_FOR_EACH_PROCESS = 6_000_000;
const MOST_REPETITIONS = 300;

/** A contender with files of its own. */
export interface FiledContender extends Contender {
  /** Removes its files. */
  readonly end: () => void;
}

export function hasXmlsec1(): boolean {
  return spawnSync('xmlsec1', ['--version']).status === 0;
}

/** xmlsec1 on one document; a run is two processes, or three. */
export function xmlsec1({ xml, bytes, signatures }: BenchResponse): FiledContender {
  const folder = mkdtempSync(join(tmpdir(), 'edge-saml-bench-'));
  const [document, certificate] = [join(folder, 'document.xml'), join(folder, 'certificate.pem')];
  writeFileSync(document, xml);
  writeFileSync(certificate, IDP_KEY.certificatePem);
  const repetitions = Math.max(3, Math.min(MOST_REPETITIONS, Math.round(BYTES_FOR_EACH_PROCESS / bytes)));

  const verify = async (signed: 'Response' | 'Assertion', repeat: number) => {
    const start = performance.now();
    const { stdout, stderr } = await run('xmlsec1', [
      '--verify',
      ...['--repeat', `${repeat}`],
      ...['--pubkey-cert-pem', certificate, '--enabled-key-data', 'rsa'],
      ...['--id-attr:ID', `${NS_PROTOCOL}:Response`, '--id-attr:ID', `${NS_ASSERTION}:Assertion`],
      ...['--node-xpath', `//*[local-name()='${signed}']/*[local-name()='Signature']`],
      document,
    ]);
    const ownClock = /in ([\d.]+) msec/.exec(stdout + stderr)?.[1];
    return { wallMs: performance.now() - start, ownMs: Number(ownClock) / repeat };
  };

  /** The start of the process with one repetition, at its quickest. */
  let startMs = Number.POSITIVE_INFINITY;
  return {
    name: 'xmlsec1',
    async run() {
      const outer = signatures === 'both' ? 'Response' : 'Assertion';
      startMs = Math.min(startMs, (await verify(outer, 1)).wallMs);
      const often = await verify(outer, 1 + repetitions);
      const inner = signatures === 'both' ? (await verify('Assertion', repetitions)).ownMs : 0;
      return (often.wallMs - startMs) / repetitions + inner;
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}
