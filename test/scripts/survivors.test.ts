/** The list of mutants that survive: it speaks of the code as it is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readKnownSurvivors } from '../../scripts/mutation/survivors.ts';

const ROOT = new URL('../../', import.meta.url);

test.each([...new Set(readKnownSurvivors().map(({ file }) => file))])(
  'each line that is listed of %s stands there',
  (file) => {
    const lines = readFileSync(new URL(file, ROOT), 'utf8')
      .split('\n')
      .map((line) => line.trim());
    const listed = readKnownSurvivors().filter((mutant) => mutant.file === file);
    expect(listed.map(({ code }) => code).filter((code) => !lines.includes(code))).toEqual([]);
    expect(listed.filter(({ code, original }) => !code.includes(original))).toEqual([]);
  },
);
