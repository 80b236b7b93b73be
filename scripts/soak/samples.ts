/** What a soak measures over time, and what is made of it. Pure. */

/** How long something took, and when it ended: milliseconds since the start. */
export interface Sample {
  readonly at: number;
  readonly milliseconds: number;
}

export interface Percentiles {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
}

/** Sums up how long things took. */
export function percentilesOf(samples: readonly Sample[]): Percentiles {
  const sorted = samples.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) };
}

/** Cuts a run into parts of equal length. */
export function cutIntoParts(
  samples: readonly Sample[],
  parts: number,
  durationMs: number,
): readonly Percentiles[] {
  return Array.from({ length: parts }, (_, part) => {
    const isIn = ({ at }: Sample) => Math.min(parts - 1, Math.floor((at / durationMs) * parts)) === part;
    return percentilesOf(samples.filter(isIn));
  });
}

/** What a process had in use, in octets, and when: milliseconds since the start. */
export interface MemorySample {
  readonly at: number;
  readonly octets: number;
}

export interface MemoryVerdict {
  readonly start: number;
  /** The median of the fifth of the run that comes after the first. */
  readonly warm: number;
  /** The median of the last fifth. */
  readonly end: number;
  /** By the method of least squares, over all that comes after the first fifth. */
  readonly octetsPerMinute: number;
  readonly isFlat: boolean;
}

/**
 * What may be added between warm-up and end: the garbage that V8 has not collected yet, for it takes its time where nobody is short
 * of memory, and SQLite's pages. Something kept for each request would be more within minutes.
 */
export const MAX_GROWTH = { share: 0.25, octets: 16 * 1024 * 1024 } as const;

/** Judges whether memory is flat once the process is warm. */
export function judgeMemory(samples: readonly MemorySample[]): MemoryVerdict {
  const fifth = Math.floor(samples.length / 5);
  const warmSamples = samples.slice(fifth);
  const warm = medianOf(samples.slice(fifth, 2 * fifth));
  const end = medianOf(samples.slice(-fifth));
  return {
    start: samples[0]?.octets ?? Number.NaN,
    warm,
    end,
    octetsPerMinute: slopeOf(warmSamples) * 60_000,
    isFlat: end - warm <= warm * MAX_GROWTH.share + MAX_GROWTH.octets,
  };
}

function medianOf(samples: readonly MemorySample[]): number {
  const sorted = samples.map(({ octets }) => octets).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function slopeOf(samples: readonly MemorySample[]): number {
  const mean = (pick: (sample: MemorySample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [at, octets] = [mean((sample) => sample.at), mean((sample) => sample.octets)];
  const product = mean((sample) => (sample.at - at) * (sample.octets - octets));
  return product / mean((sample) => (sample.at - at) ** 2);
}
