/** Rows of what an identity provider did sign but may not be believed: its parts, what we expect, and the refusal. */
import { expect, test } from 'vitest';
import type { AssertionParts, ResponseParts } from '../../scripts/idp/response.ts';
import type { Expectations } from '../../src/saml/expectations.ts';
import type { SamlFailureCode } from '../../src/saml/failure.ts';
import { assertionParts, buildResponse, signXml } from '../support/signed-response.ts';
import { outcomeOf } from '../support/verdict.ts';

export interface Case {
  /** The title of the test. */
  readonly says: string;
  readonly assertion?: Partial<AssertionParts>;
  readonly response?: Partial<ResponseParts>;
  readonly expects?: Partial<Expectations>;
  readonly refusedWith: SamlFailureCode;
}

export const base = assertionParts();

export function confirmed(
  ...changes: Partial<AssertionParts['confirmations'][number]>[]
): Partial<AssertionParts> {
  return {
    confirmations: changes.map(
      (change) => ({ ...base.confirmations[0], ...change }) as AssertionParts['confirmations'][number],
    ),
  };
}

export function conditioned(
  changes: Partial<NonNullable<AssertionParts['conditions']>>,
): Partial<AssertionParts> {
  return { conditions: { ...base.conditions, ...changes } as NonNullable<AssertionParts['conditions']> };
}

export function named(changes: Partial<NonNullable<AssertionParts['nameId']>>): Partial<AssertionParts> {
  return { nameId: { ...base.nameId, ...changes } as NonNullable<AssertionParts['nameId']> };
}

export function authenticated(
  changes: Partial<AssertionParts['authnStatements'][number]>,
): Partial<AssertionParts> {
  return {
    authnStatements: [
      { ...base.authnStatements[0], ...changes } as AssertionParts['authnStatements'][number],
    ],
  };
}

/** Each is refused with only the Assertion signed, and with the Response signed around it. */
export function refuses(cases: readonly Case[]): void {
  test.each(cases)('$says', async ({ assertion = {}, response = {}, expects = {}, refusedWith }) => {
    const xml = buildResponse({ ...response, assertion });
    expect(await outcomeOf(await signXml(xml, 'Response'), expects)).toBe(refusedWith);
    if (xml.includes('<saml:Assertion '))
      expect(await outcomeOf(await signXml(xml, 'Assertion'), expects)).toBe(refusedWith);
  });
}
