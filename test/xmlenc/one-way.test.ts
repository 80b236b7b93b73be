/**
 * No oracle in what the code does either: whichever of our keys opens an EncryptedKey, or none, and whatever is wrong with it, the
 * same blocks run as often. That is what one-timing.test.ts would measure, if a clock could tell microseconds on a busy machine.
 */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { FunctionBlocks } from '../support/count-blocks.ts';

const PROGRAM = new URL('count-key-transport.ts', import.meta.url).pathname;

interface Counted {
  readonly name: string;
  /** The only EncryptedKey of its message. */
  readonly alone: boolean;
  readonly blocks: readonly FunctionBlocks[];
}

test('decrypting a content key goes one way, whatever comes out', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const counted: readonly Counted[] = JSON.parse(stdout);
  for (const alone of [true, false]) {
    const [first, ...others] = counted.filter((each) => each.alone === alone);
    // It would prove nothing if nothing had been counted.
    const names = first?.blocks.map(({ name }) => name);
    expect(names).toContain('oaep.ts: decodeOaep');
    expect(names).toContain('key-transport.ts: decryptContentKey');
    expect(others).toHaveLength(7);
    for (const { name, blocks } of others) expect(blocks, name).toEqual(first?.blocks);
  }
});
