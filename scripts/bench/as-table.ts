/** The figures of a run as people read them: each budget beside what it is about, kept (✓) or not (✗). Pure. */
import type { HostileCase } from './hostile.ts';
import type { Timing } from './measure.ts';
import type { Memory } from './memory.ts';
import type { WorkerCase } from './on-workerd.ts';
import type { Serving, Throughput } from './serving.ts';
import type { VerificationCase } from './verification.ts';

const MAX_TIMES_FLOOR = 2;
const MIN_TIMES_NODE_SAML = 50;
const MAX_GROWTH = 1.3;
const MAX_TIMES_MEMORY = 10;
const MIN_SESSION_SHARE = 0.95;
const MAX_GZIP_BYTES = 200 * 1024;
const MAX_STARTUP_MS = 50;

/** The budgets that the small and the large documents are about. */
const SMALL_BYTES = 10_000;
const MEDIUM_BYTES = [20_000, 100_000] as const;
const HUGE_BYTES = 1_000_000;

export function verificationLines(cases: readonly VerificationCase[]): string[] {
  const lines = [
    '',
    'Verifying a Response: median milliseconds (quartiles), and how many times as long as ours',
  ];
  for (const { name, bytes, ours, floor, peers } of cases) {
    lines.push('', `${name} (${bytes} bytes)`);
    lines.push(`  ${'ours'.padEnd(10)} ${timing(ours)}   ${ratio(ours.median / floor.median)} the floor`);
    lines.push(`  ${'floor'.padEnd(10)} ${timing(floor)}   RSA and SHA-256 alone`);
    for (const [peer, time] of peers) {
      lines.push(`  ${peer.padEnd(10)} ${timing(time)}   ${ratio(time.median / ours.median)} ours`);
    }
  }
  return [...lines, '', ...verificationBudgets(cases)];
}

function verificationBudgets(cases: readonly VerificationCase[]): string[] {
  const lines: string[] = [];
  for (const { name, bytes, signatures, ours, floor, peers } of cases) {
    const [nodeSaml, xmlsec1] = [peers.get('node-saml'), peers.get('xmlsec1')];
    if (bytes < SMALL_BYTES && signatures === 'both') {
      const times = ours.median / floor.median;
      lines.push(
        budget(times <= MAX_TIMES_FLOOR, name, `${ratio(times)} the floor, at most ${MAX_TIMES_FLOOR}`),
      );
      lines.push(nodeSamlBudget(name, ours, nodeSaml));
    }
    if (xmlsec1 !== undefined) {
      const faster = xmlsec1.median / ours.median;
      lines.push(budget(faster > 1, name, `${ratio(faster)} as fast as xmlsec1, more than 1`));
    }
  }
  return [...lines, ...growthBudgets(cases)];
}

/** The cost of a byte at 1.5 MB beside that at 36 KB, for documents of one shape and as many signatures. */
function growthBudgets(cases: readonly VerificationCase[]): string[] {
  return cases.flatMap((huge) => {
    const medium = cases.find(
      ({ shape, signatures, bytes }) =>
        shape === huge.shape &&
        signatures === huge.signatures &&
        bytes > MEDIUM_BYTES[0] &&
        bytes < MEDIUM_BYTES[1],
    );
    if (huge.bytes < HUGE_BYTES || medium === undefined) return [];
    const growth = huge.ours.median / huge.bytes / (medium.ours.median / medium.bytes);
    const text = `${ratio(growth)} the cost of a byte at 36 KB, at most ${MAX_GROWTH}`;
    return [budget(growth <= MAX_GROWTH, huge.name, text)];
  });
}

export function workerCaseLines(cases: readonly WorkerCase[]): string[] {
  const lines = ['', 'The same on workerd, where it runs in production'];
  for (const { name, bytes, ours, floor, nodeSaml } of cases) {
    const faster = nodeSaml.median / ours.median;
    lines.push('', `${name} (${bytes} bytes)`);
    lines.push(`  ${'ours'.padEnd(10)} ${timing(ours)}   ${ratio(ours.median / floor.median)} the floor`);
    lines.push(`  ${'floor'.padEnd(10)} ${timing(floor)}   RSA and SHA-256 alone`);
    lines.push(`  ${'node-saml'.padEnd(10)} ${timing(nodeSaml)}   ${ratio(faster)} ours`);
  }
  const small = cases.filter(({ bytes }) => bytes < SMALL_BYTES);
  return [...lines, '', ...small.map(({ name, ours, nodeSaml }) => nodeSamlBudget(name, ours, nodeSaml))];
}

function nodeSamlBudget(name: string, ours: Timing, nodeSaml: Timing | undefined): string {
  const faster = (nodeSaml?.median ?? 0) / ours.median;
  const text = `${ratio(faster)} as fast as node-saml, at least ${MIN_TIMES_NODE_SAML}`;
  return budget(faster >= MIN_TIMES_NODE_SAML, name, text);
}

export function hostileLines(cases: readonly HostileCase[]): string[] {
  const honest = cases[0]?.honest;
  return [
    '',
    `Refusing hostile documents of about 300 KB: an honest one takes ${honest ? timing(honest) : '?'}`,
    ...cases.map(({ name, code, timing: time, honest: { median } }) =>
      budget(time.median < median, name, `${timing(time)}   ${code}`),
    ),
  ];
}

export function memoryLine({ documentBytes, peakBytes }: Memory): string {
  const times = peakBytes / documentBytes;
  const text = `${ratio(times)} the document is alive at most, below ${MAX_TIMES_MEMORY}`;
  return `\n${budget(times < MAX_TIMES_MEMORY, 'memory at 1.5 MB, both signatures', text)}`;
}

export function servingLines({ session, gateway, signIn }: Serving): string[] {
  return [
    '',
    'The Worker on workerd, requests in a second beside a bare Hono worker',
    shareBudget('session check', session),
    shareBudget('through the gateway', gateway),
    `  ${'sign-in'.padEnd(NAME_WIDTH)} ${throughput(signIn)}`,
  ];
}

export function workerLines({ gzipBytes, startupMs }: { gzipBytes: number; startupMs: number }): string[] {
  return [
    '',
    budget(
      gzipBytes <= MAX_GZIP_BYTES,
      'the Worker, gzipped',
      `${gzipBytes} bytes, at most ${MAX_GZIP_BYTES}`,
    ),
    budget(startupMs <= MAX_STARTUP_MS, 'start-up', `${startupMs.toFixed(1)} ms, at most ${MAX_STARTUP_MS}`),
  ];
}

const NAME_WIDTH = 38;

function budget(kept: boolean, name: string, text: string): string {
  return `${kept ? '✓' : '✗'} ${name.padEnd(NAME_WIDTH)} ${text}`;
}

function timing({ median, lowerQuartile, upperQuartile }: Timing): string {
  return `${figure(median).padStart(8)} ${`(${figure(lowerQuartile)}-${figure(upperQuartile)})`.padEnd(17)}`;
}

function shareBudget(name: string, measured: Throughput): string {
  const { median, lowerQuartile, upperQuartile } = measured.share;
  const quartiles = `(${percent(lowerQuartile)}-${percent(upperQuartile)})`;
  const text = `${throughput(measured)}, turn by turn ${percent(median)} ${quartiles}, at least ${percent(MIN_SESSION_SHARE)}`;
  return budget(median >= MIN_SESSION_SHARE, name, text);
}

function throughput({ bare, ours }: Throughput): string {
  return `${ours.median.toFixed(0)} of ${bare.median.toFixed(0)}`;
}

function ratio(times: number): string {
  return `${figure(times)} times`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
