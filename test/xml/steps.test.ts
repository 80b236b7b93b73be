/**
 * The reader ends on every input, and soon: within 32 steps for each octet, whatever the document is made of and however long it is.
 * Counted, not timed, so that a loop too many is noticed on any machine.
 */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const PROGRAM = new URL('count-steps.ts', import.meta.url).pathname;

const STEPS_PER_OCTET = 32;
/** What even the shortest document takes. */
const STEPS_TO_BEGIN = 200;

interface Counted {
  readonly name: string;
  readonly octets: number;
  readonly steps: number;
}

test(`no document takes more than ${STEPS_PER_OCTET} steps for each octet`, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  expect(status, stderr).toBe(0);
  const counted: readonly Counted[] = JSON.parse(stdout);
  const [honest] = counted.filter(({ octets }) => octets > 100_000);
  // It would prove nothing if hardly anything had been counted.
  expect(honest?.steps).toBeGreaterThan(10 * (honest?.octets ?? 0));
  const tooMany = counted.filter(({ octets, steps }) => steps > STEPS_PER_OCTET * octets + STEPS_TO_BEGIN);
  expect(tooMany).toEqual([]);
});
