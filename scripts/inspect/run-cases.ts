/** A file of cases: JSON, an array, run one after another. Each gets a line, however broken it is. Reads files. */
import { dirname } from 'node:path';
import type { Result } from '../../src/result.ts';
import { failure, success } from '../../src/result.ts';
import { type Inspection, inspectCase, refuse } from './inspect-case.ts';
import { JSON_NAMES, readCase } from './inspection-case.ts';
import type { CaseFailure } from './inspection-failure.ts';
import { readWholeText } from './read-file.ts';

export interface NamedInspection {
  readonly name: string;
  readonly inspection: Inspection;
  /** Fields that no case has: perhaps notes, perhaps misspelt. */
  readonly unknownFields: readonly string[];
}

/** Reads the file as a list of whatever stands in it. */
export async function readCases(file: string): Promise<Result<readonly unknown[], CaseFailure>> {
  const text = await readWholeText(file);
  if (!text.ok) return text;
  const expected = `a JSON array of cases in ${file}`;
  try {
    const cases: unknown = JSON.parse(text.value);
    return Array.isArray(cases) ? success(cases) : failure('case_invalid', expected, 'other JSON');
  } catch {
    return failure('case_invalid', expected, 'something that is not JSON');
  }
}

/** Inspects the cases in order. A case without a name is called by its place, `#1` being the first. */
export async function* runCases(
  cases: readonly unknown[],
  context: { readonly file: string; readonly now: number },
): AsyncGenerator<NamedInspection> {
  const surroundings = { names: JSON_NAMES, folder: dirname(context.file), now: context.now };
  for (const [index, input] of cases.entries()) {
    const fields = typeof input === 'object' && input !== null ? input : {};
    const name = 'name' in fields && typeof fields.name === 'string' ? fields.name : `#${index + 1}`;
    const read = readCase(input, surroundings);
    const inspection = read.ok
      ? await inspectCase(read.value)
      : refuse({ about: 'case', failure: read.failure });
    const unknownFields = Object.keys(fields).filter(
      (field) => field !== 'name' && !Object.hasOwn(JSON_NAMES, field),
    );
    yield { name, inspection, unknownFields };
  }
}
