/** A profile's requirements, each with the tests that show it, or the reason why none does. Pure. */

/** A test by its file below test/ and its title, as the source has it: describe and test, joined by ` > `. */
export type TestName = readonly [file: string, title: string];

export type Standing =
  | { readonly is: 'shown'; readonly by: readonly TestName[] }
  /** Required or recommended, and missing still. */
  | { readonly is: 'not yet'; readonly missing: string }
  | { readonly is: 'not applicable'; readonly because: string };

export interface Requirement {
  readonly code: string;
  readonly level: 'must' | 'should' | 'may';
  readonly text: string;
  readonly standing: Standing;
}

export interface Profile {
  readonly name: string;
  readonly requirements: readonly Requirement[];
}

export function shown(...by: readonly TestName[]): Standing {
  return { is: 'shown', by };
}

export function notYet(missing: string): Standing {
  return { is: 'not yet', missing };
}

export function notApplicable(because: string): Standing {
  return { is: 'not applicable', because };
}

export function must(code: string, text: string, standing: Standing): Requirement {
  return { code, level: 'must', text, standing };
}

export function should(code: string, text: string, standing: Standing): Requirement {
  return { code, level: 'should', text, standing };
}

export function may(code: string, text: string, standing: Standing): Requirement {
  return { code, level: 'may', text, standing };
}

/** The names of all tests that profiles rely on. */
export function testNames(profiles: readonly Profile[]): readonly TestName[] {
  return profiles.flatMap(({ requirements }) =>
    requirements.flatMap(({ standing }) => (standing.is === 'shown' ? standing.by : [])),
  );
}
